"""From any picture to the digits in it: the sheet, the ink on it, what is printed, what was written."""

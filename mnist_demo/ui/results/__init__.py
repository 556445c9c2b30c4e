"""The results page, one file per tab."""

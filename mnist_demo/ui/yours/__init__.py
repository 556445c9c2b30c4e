"""The visitor's own digits, and lessons with them."""

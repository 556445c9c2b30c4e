"""The samples page, and one sample looked at closely."""

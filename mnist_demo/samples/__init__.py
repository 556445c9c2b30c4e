"""Finding, describing and mapping the 70,000 digits."""

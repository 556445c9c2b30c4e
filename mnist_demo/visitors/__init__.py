"""What visitors do with the model: digits of their own, lessons, a game."""

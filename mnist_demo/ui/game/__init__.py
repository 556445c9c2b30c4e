"""The game: the table that it is played at."""

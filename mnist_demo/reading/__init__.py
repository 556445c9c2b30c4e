"""From ink to an answer: read, told how familiar it is, and explained."""

"""The pages, one short script each, read from top to bottom."""

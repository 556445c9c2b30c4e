"""The demo on a stage, in large type, and the way in for phones."""

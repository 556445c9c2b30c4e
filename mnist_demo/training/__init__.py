"""Learning: what can be chosen, and how a model comes of it. Read `train.py` first."""

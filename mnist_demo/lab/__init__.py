"""The classic first lab: its steps, and a notebook to take home."""

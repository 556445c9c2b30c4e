"""The paper to draw on and the answer to it, wherever there is a canvas."""

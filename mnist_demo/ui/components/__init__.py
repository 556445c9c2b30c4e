"""Parts of the screen that bring a script or a style of their own."""

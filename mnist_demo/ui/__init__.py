"""What the pages share: the visitor's state, caches, the canvas, and every sentence on screen."""

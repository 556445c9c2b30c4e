"""What the pages share (the visitor's state, caches, phrases, what surrounds a page), and a room for each of them."""

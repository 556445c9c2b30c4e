"""The drawing page: what stands beneath the answer."""

"""The commands of `python -m mnist_demo`."""

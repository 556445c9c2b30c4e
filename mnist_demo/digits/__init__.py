"""What is looked at: MNIST, drawings, picture files, and pictures of many digits."""

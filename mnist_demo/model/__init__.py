"""What looks: features of an image, and a model that scores them."""

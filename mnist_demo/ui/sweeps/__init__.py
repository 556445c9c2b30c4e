"""Many trainings that answer one question, as the page Experiments shows them."""

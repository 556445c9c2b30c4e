"""What is kept of a training: what a run is, its file, and the folder of all."""

"""Many trainings that answer one question: what varies between them, what came of each, how long they take."""

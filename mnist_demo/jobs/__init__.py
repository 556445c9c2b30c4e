"""Work under way: the queue of trainings, how one is carried out, and lessons."""

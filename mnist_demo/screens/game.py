"""The game for a stage: ten digits against the clock, read by the model that was chosen."""

from mnist_demo.ui import cache
from mnist_demo.ui.game.table import show_game

run = cache.chosen_run()
show_game(run, cache.reader(run.run_id))

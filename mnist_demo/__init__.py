"""Draw a digit and have it read; look at everything behind it.

Four layers, with imports in one direction only: `app.py` -> `pages/` -> `ui/` -> the core, which is every file
directly in this folder. The core knows nothing of Streamlit and can be used from a script or the command line
(`python -m mnist_demo`). Read `training.py` first, then `reading.py`: one makes a model, the other uses it.
"""

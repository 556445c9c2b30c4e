"""Draw a digit and have it read; look at everything behind it.

Imports go in one direction only: `app.py` -> `server.py` -> `main.py` -> `screens/` -> `ui/` -> the rooms of the core, one per
subject; and `server.py` -> `web/` -> the core. The core and `web/` know nothing of Streamlit, and the core can be used from a
script or the command line (`python -m mnist_demo`). Read `training/train.py` first, then `reading/reader.py`: one makes a
model, the other uses it. `README.md` beside this file shows the way.
"""

__version__ = "2.0.0"

"""The lab as a Jupyter notebook and as a script, which run on their own.

Owns their form; the steps come from `steps.py`. Both are made in the reader's language; code is in English everywhere.
"""

from __future__ import annotations

import json
import re
from textwrap import fill

from ..language import N_, _
from .steps import DEFAULT_N, STEPS, Step, number_line

TITLE = N_("Code your first machine learning model")
NEEDS = 'pip install scikit-learn matplotlib pandas "seaborn>=0.13" numpy'
"""An older seaborn writes numbers into the first row of a heatmap only, with a Matplotlib from 3.8 on."""
INTRO = N_(
    "Read handwritten digits with scikit-learn. The digits are fetched from openml.org the first time (about 15 MB). "
    "Training takes some minutes. With scikit-learn 1.8 or newer the accuracy is 86.74%, with 1.7 or older 87.40%: "
    "the rule by which SGDClassifier stops has changed."
)
_NUMBERED = "one"


def code_outside(step: Step) -> str:
    """A step's code as the notebook and the script have it."""
    code = step.outside or step.code
    return (number_line(DEFAULT_N) if step.name == _NUMBERED else "") + code


def to_notebook() -> bytes:
    """The lab as an .ipynb file (nbformat 4), without outputs."""
    cells = [_markdown("intro", f"# {_(TITLE)}\n\n{_(INTRO)}\n\n{_('It needs: {needs}', needs=f'`{NEEDS}`')}")]
    for number, step in enumerate(STEPS, 1):
        cells.append(_markdown(f"{step.name}-text", f"## {number}. {_(step.title)}\n\n{_(step.text)}"))
        cells.append(
            {
                "cell_type": "code",
                "id": f"{step.name}-code",
                "metadata": {},
                "source": code_outside(step).splitlines(keepends=True),
                "execution_count": None,
                "outputs": [],
            }
        )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def to_script() -> bytes:
    """The lab as a Python file; what a notebook shows of a step's last line, it prints."""
    parts = [f'"""{_(TITLE)}\n\n{fill(_(INTRO), 100)}\n\n{_("It needs: {needs}", needs=NEEDS)}\n"""']
    for number, step in enumerate(STEPS, 1):
        words = fill(f"{number}. {_(step.title)}. {re.sub(r'[*`]', '', _(step.text))}", 98)
        comment = "\n".join(f"# {line}" for line in words.splitlines())
        parts.append(f"{comment}\n{_with_print(code_outside(step))}")
    return ("\n\n".join(parts) + "\n").encode()


def _with_print(code: str) -> str:
    """Code whose last line is printed if it is a value that a notebook would show."""
    *lines, last = code.splitlines()
    is_shown = not re.match(r"plt\.|plot_digit|\w+ = |\s|\)", last) and last != "model.fit(X_train, y_train)"
    return "\n".join([*lines, f"print({last})" if is_shown else last])


def _markdown(name: str, text: str) -> dict:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}

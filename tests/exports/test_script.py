"""The script that makes a run again: run as a stranger would, it comes to the same accuracy."""

import ast
import re
import subprocess
import sys

import pytest

from mnist_demo.digits.dataset import ASSETS, FILE_NAME
from mnist_demo.exports.script import reproduce
from mnist_demo.jobs.carry_out import carry_out
from mnist_demo.language import speaking
from mnist_demo.runs.run import new_run
from mnist_demo.runs.store import RunStore
from mnist_demo.training.recipes import RECIPES


def accuracy_of(script: str, folder) -> str:
    """Run a script far away from this project; its printed accuracy."""
    path = folder / "script.py"
    path.write_text(script, encoding="utf-8")
    command = [sys.executable, "-I", str(path), str(ASSETS / FILE_NAME)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return re.search(r"accuracy (\S+)", done.stdout)[1]


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_script_makes_the_run_again(recipe, mnist, tmp_path):
    store = RunStore(tmp_path / "runs")
    params = RECIPES[recipe].complete({"epochs": 2} if RECIPES[recipe].params else {})
    run = carry_out(store, mnist, new_run(recipe, params, 100 if recipe == "lab" else 1500, 5))
    script = reproduce(run, store.history(run.run_id))
    assert "mnist_demo" not in script
    assert accuracy_of(script, tmp_path) == f"{run.accuracy:.4f}"


def test_the_script_of_a_stopped_run_stops_where_it_stopped(mnist, tmp_path):
    store, seen = RunStore(tmp_path / "runs"), []
    run = new_run("quick", RECIPES["quick"].complete({"epochs": 3}), 2000, 0)
    run = carry_out(store, mnist, run, stop=lambda: any(row.stage == "training" for row in seen), watch=seen.append)
    assert run.status == "stopped"
    assert accuracy_of(reproduce(run, store.history(run.run_id)), tmp_path) == f"{run.accuracy:.4f}"


def test_the_script_says_it_in_the_reader_s_language(tmp_path):
    """Its head; the code is the same."""
    store = RunStore(tmp_path / "runs")
    english = reproduce(store.get("ready"), store.history("ready"))
    with speaking("es"):
        spanish = reproduce(store.get("ready"), store.history("ready"))
    told, dicho = (ast.get_docstring(ast.parse(script)).splitlines() for script in (english, spanish))
    assert set(told) & set(dicho) == {"", "    python ready.py [mnist.npz]"} and "99,63\xa0%" in " ".join(dicho)
    assert ast.dump(ast.Module(ast.parse(english).body[1:], [])) == ast.dump(ast.Module(ast.parse(spanish).body[1:], []))


def test_the_script_says_what_it_needs(tmp_path):
    """Without a file it asks OpenML by scikit-learn, which then imports pandas; what it imports itself is said first."""
    store = RunStore(tmp_path / "runs")
    tree = ast.parse(reproduce(store.get("ready"), store.history("ready")))
    told = " ".join(ast.get_docstring(tree).split())
    assert "Needs scikit-learn and NumPy. MNIST comes from OpenML (15 MB, once; scikit-learn needs pandas for that)" in told
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    packages = {module.split(".")[0] for module in modules} - sys.stdlib_module_names
    assert packages == {"sklearn", "numpy", "threadpoolctl"}  # the last comes with the first

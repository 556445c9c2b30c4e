"""The lab: its outputs against plain scikit-learn, and its notebook and script run on their own."""

import ast
import json
import re
import shlex
import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix

from mnist_demo.digits.dataset import ASSETS
from mnist_demo.lab import notebook as lab_notebook
from mnist_demo.lab import steps
from mnist_demo.language import speaking
from mnist_demo.model.digit_model import load_model


@pytest.fixture(scope="module")
def bunch(mnist):
    return steps.as_openml(mnist)


@pytest.fixture(scope="module")
def model():
    return load_model(ASSETS / "lab.npz")


@pytest.fixture(scope="module")
def carried_out(bunch, model):
    return steps.run_lab(bunch, model)


def test_the_stand_in_has_the_form_of_openml(bunch, mnist):
    assert bunch["data"].shape == (70_000, 784)
    assert bunch["target"].dtype == object and set(bunch["target"]) == set("0123456789")
    assert (bunch["data"][60_000:].reshape(-1, 28, 28) == mnist.test.images).all()
    assert bunch["target"][:60_000].astype(int).tolist() == mnist.train.labels.tolist()


def test_every_output_is_what_plain_scikit_learn_gives(carried_out, mnist, model):
    """The same steps by hand, with a real SGDClassifier that holds the stored weights."""
    classifier = SGDClassifier(random_state=42)
    classifier.classes_ = np.arange(10, dtype=np.uint8)
    classifier.coef_, classifier.intercept_ = model.weights[0].T.astype(float), model.biases[0].astype(float)
    X = mnist.test.images.reshape(10_000, 784)
    predictions = classifier.predict(X)
    outputs = carried_out.outputs
    assert outputs["accuracy"].value == accuracy_score(mnist.test.labels, predictions) == pytest.approx(0.8674, abs=5e-4)
    assert (outputs["confusion"].value == confusion_matrix(mnist.test.labels, predictions)).all()
    diagonal = outputs["confusion"].value.diagonal()
    assert outputs["by_hand"].printed == " + ".join(map(str, diagonal)) + f" = {diagonal.sum()}\n"
    assert outputs["by_hand"].value == outputs["accuracy"].value
    assert (outputs["pixels"].value == mnist.train.images[0].ravel()).all()
    texts = {name: outputs[name].text for name in ("xy", "label", "numbers", "split", "fit", "all")}
    assert texts == {
        "xy": "70000",
        "label": "'5'",
        "numbers": "np.uint8(5)",
        "split": "(60000, 10000)",
        "fit": "SGDClassifier(random_state=42)",
        "all": "10000",
    }
    assert (outputs["first"].value.data[0].z == mnist.train.images[0]).all()
    heatmap = outputs["heatmap"].value
    assert heatmap.layout.title.text == "Confusion Matrix"
    assert (heatmap.layout.xaxis.title.text, heatmap.layout.yaxis.title.text) == ("Predicted Values", "Actual Values")
    for n in (10, 8, 9_999):
        assert carried_out.with_number(n)["one"].value.tolist() == [predictions[n]]


def test_a_number_changes_nothing_for_others(carried_out):
    before = carried_out.with_number(3)["one"].value
    carried_out.with_number(18)
    assert (carried_out.with_number(3)["one"].value == before).all()
    with pytest.raises(ValueError, match="10000"):
        carried_out.with_number(10_000)


def test_the_classifier_stands_in_for_fit_alone(bunch, model):
    """Without the stand-in, the same strings fit for real: here on few digits."""
    namespace = {"X_train": bunch["data"][:60], "y_train": bunch["target"][:60].astype(np.uint8)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        output = steps.carry_out("fit", namespace)
    assert type(output.value) is SGDClassifier
    real = SGDClassifier(random_state=42).fit(namespace["X_train"], namespace["y_train"])
    assert (output.value.coef_ == real.coef_).all()


def test_only_a_models_of_the_lab_can_stand_in(bunch):
    with pytest.raises(ValueError, match="lab"):
        steps.run_lab(bunch, load_model(ASSETS / "ready.npz"))


def test_notebook_and_script_have_the_code_of_the_page():
    """Only the drawing differs, and `n`, which the page sets by a slider."""
    notebook = json.loads(lab_notebook.to_notebook())
    assert notebook["nbformat"] == 4
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    changed = [step.name for step, cell in zip(steps.STEPS, cells, strict=True) if cell != step.code]
    assert changed == ["first", "one", "heatmap"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]{1,64}", name) for name in ids)
    nodes = list(ast.walk(ast.parse(lab_notebook.to_script())))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} == {"sklearn", "matplotlib", "numpy", "pandas", "seaborn"}
    needed = shlex.split(lab_notebook.NEEDS)[2:]
    assert needed == ["scikit-learn", "matplotlib", "pandas", "seaborn>=0.13", "numpy"]  # 0.12 leaves heatmaps half empty
    assert all(lab_notebook.NEEDS in text for text in (lab_notebook.to_script().decode(), "".join(notebook["cells"][0]["source"])))


def test_notebook_and_script_speak_the_reader_s_language():
    """The words are other ones, the code is the same."""

    def parts() -> tuple[list[str], list[str], str]:
        cells = json.loads(lab_notebook.to_notebook())["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        return texts, codes, lab_notebook.to_script().decode()

    english, codes, script = parts()
    with speaking("es"):
        spanish, same_codes, spanish_script = parts()
    assert codes == same_codes and not set(english) & set(spanish) and len(spanish) == len(steps.STEPS) + 1
    without_docstrings = (ast.dump(ast.Module(ast.parse(text).body[1:], [])) for text in (script, spanish_script))
    assert len(set(without_docstrings)) == 1
    comments = [re.findall(r"^# .*", text, re.MULTILINE) for text in (script, spanish_script)]
    assert len(comments[1]) > 20 and not set(comments[0]) & set(comments[1])


def test_the_script_runs_outside_the_app(tmp_path):
    """As it is, but for the download (the bundled digits) and the length of the training (one pass over a part)."""
    (tmp_path / "lab.py").write_bytes(lab_notebook.to_script())
    starter = f"""
import runpy, sys, warnings
sys.path.insert(0, {str(ASSETS.parent.parent)!r})
warnings.simplefilter("ignore")
import sklearn.datasets, sklearn.linear_model
from mnist_demo.digits import dataset; from mnist_demo.lab import steps as lab
bunch = lab.as_openml(dataset.load())
sklearn.datasets.fetch_openml = lambda *args, **kwargs: bunch
class Shortened(sklearn.linear_model.SGDClassifier):
    def fit(self, X, y):
        self.set_params(max_iter=1)
        return super().fit(X[:6000], y[:6000])
sklearn.linear_model.SGDClassifier = Shortened
runpy.run_path("lab.py", run_name="__main__")
"""
    environment = {"MPLBACKEND": "Agg", "PATH": "", "HOME": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", starter], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert {"70000", "5", "60000 10000", "10000"} <= set(lines)
    accuracy = float(lines[-1])
    assert 0.6 < accuracy < 0.95
    sums = next(line for line in lines if " + " in line)
    terms, total = sums.split(" = ")
    assert sum(map(int, terms.split(" + "))) == int(total) == round(10_000 * accuracy)

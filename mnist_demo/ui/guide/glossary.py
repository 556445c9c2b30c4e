"""The words of the field that appear on screen, each in one or two plain sentences."""

from __future__ import annotations

import streamlit as st

from ...language import N_, _

TERMS: dict[str, tuple[str, str]] = {
    "accuracy": (
        N_("Accuracy"),
        N_("The share of digits read correctly. 99% sounds like a lot; it's one mistake in a hundred."),
    ),
    "augmentation": (
        N_("Augmentation"),
        N_("Showing the model altered copies of its examples (turned, slanted, thicker) so that it learns what doesn't matter."),
    ),
    "batch": (N_("Batch"), N_("The digits a model looks at before it corrects itself once.")),
    "calibration": (
        N_("Calibration"),
        N_("A model is calibrated when you can take its confidence at its word: of all answers with 80%, 80 in 100 are correct."),
    ),
    "classifier": (N_("Classifier"), N_("A model that sorts things into classes; here, pictures into the ten digits.")),
    "confidence": (
        N_("Confidence"),
        N_("The probability a model gives its own answer. It's only as honest as the model is calibrated."),
    ),
    "confusion_matrix": (
        N_("Confusion matrix"),
        N_("A table of true digits against what was read. Correct answers are on the diagonal; every other cell is a mix-up."),
    ),
    "epoch": (N_("Epoch"), N_("One pass of the model through all its training digits.")),
    "f1": (
        N_("F1"),
        N_("One figure for both: the harmonic mean of precision and recall. It's only good when neither is bad."),
    ),
    "features": (
        N_("Features"),
        N_(
            "What a model is given to look at: the pixels themselves, or something computed from them, such as "
            "directions of strokes."
        ),
    ),
    "hyperparameter": (
        N_("Hyperparameter"),
        N_("A setting people choose before training, such as the learning rate. The model doesn't learn it."),
    ),
    "interval": (
        N_("Confidence interval"),
        N_("The range a figure would probably fall in with other digits. The more digits, the narrower."),
    ),
    "label": (N_("Label"), N_("What people say a digit is. A few labels are wrong or open to argument.")),
    "learning_rate": (
        N_("Learning rate"),
        N_("How far a model moves its weights at each correction. Too small, and it never arrives; too big, and it overshoots."),
    ),
    "loss": (
        N_("Loss"),
        N_("How wrong a model is; being sure and wrong costs most. Training makes it smaller."),
    ),
    "mnist": (
        N_("MNIST"),
        N_("70,000 handwritten digits by US Census Bureau clerks and by students, put together in 1998."),
    ),
    "model": (
        N_("Model"),
        N_("What was learned: a few thousand numbers, and a rule that turns a picture into ten probabilities."),
    ),
    "neighbours": (
        N_("Nearest neighbours"),
        N_("The training digits most like a drawing. They help you judge the answer, and tell how familiar the drawing is."),
    ),
    "occlusion": (
        N_("Occlusion"),
        N_("A way to ask why: hide a spot of the picture, and see how much less sure the answer becomes."),
    ),
    "overfitting": (
        N_("Overfitting"),
        N_("Learning the training digits by heart instead of what they have in common: it reads those well and new ones badly."),
    ),
    "precision": (N_("Precision"), N_("Of all digits read as a 7, how many really are one.")),
    "preprocessing": (
        N_("Preprocessing"),
        N_("What happens to a drawing before it's read: it's cut out, scaled to 20 pixels and centred in 28 × 28."),
    ),
    "recall": (N_("Recall"), N_("Of all digits that are a 7, how many were read as one.")),
    "regularisation": (
        N_("Regularisation"),
        N_("Holding back large weights, so that the model stays simple and doesn't learn its examples by heart."),
    ),
    "seed": (N_("Seed"), N_("The number all randomness is drawn from. The same seed gives the same result again.")),
    "sgd": (
        N_("Stochastic gradient descent (SGD)"),
        N_("Learning by small corrections: look at a few digits, move every weight a little towards a smaller loss, repeat."),
    ),
    "split": (
        N_("Training, validation and test digits"),
        N_(
            "What the model learns from, what settings are chosen by, and what is held out for the final figure, so that "
            "nobody can cheat."
        ),
    ),
    "temperature": (
        N_("Temperature"),
        N_("One number that divides all scores and makes the confidence honest. It's found on the validation digits."),
    ),
    "underfitting": (
        N_("Underfitting"),
        N_("Learning too little: it reads even the training digits badly. More epochs or a better method help."),
    ),
    "weight": (
        N_("Weight"),
        N_("How much one feature counts for or against a digit. Learning changes nothing but the weights."),
    ),
}
"""Name -> the word as it is written, and what it means."""


def show_terms(*names: str) -> None:
    """A button that opens onto the words of this page.

    Parameters
    ----------
    *names : str
        Keys of `glossary.TERMS`.
    """
    with st.popover(_("Glossary"), icon=":material/menu_book:", type="tertiary", key=f"terms_{names[0]}"):
        for name in names:
            term, meaning = TERMS[name]
            st.markdown(f"**{_(term)}**  \n{_(meaning)}")
        st.page_link("screens/about.py", label=_("The whole glossary, on the page About"), icon=":material/menu_book:")


def show_all() -> None:
    """Every word, in the order of the alphabet of the visitor's language."""
    for term, meaning in sorted(((_(term), _(meaning)) for term, meaning in TERMS.values()), key=lambda pair: pair[0].casefold()):
        st.markdown(f"**{term}**  \n{meaning}")

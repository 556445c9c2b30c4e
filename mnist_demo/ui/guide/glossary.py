"""The words of the field that appear on screen, each in one or two plain sentences."""

from __future__ import annotations

import streamlit as st

from ...language import N_, _

TERMS: dict[str, tuple[str, str]] = {
    "accuracy": (
        N_("Accuracy"),
        N_("The share of digits that are read right. 99 % sounds like much, and is one mistake in a hundred."),
    ),
    "augmentation": (
        N_("Augmentation"),
        N_("Showing the model changed copies of its examples, turned, slanted or thicker, so that it learns what does not matter."),
    ),
    "batch": (N_("Batch"), N_("The digits that a model looks at before it corrects itself once.")),
    "calibration": (
        N_("Calibration"),
        N_("A model is calibrated when its confidence can be taken at its word: of all answers with 80 %, 80 in 100 are right."),
    ),
    "classifier": (N_("Classifier"), N_("A model that sorts things into kinds; here pictures into the ten digits.")),
    "confidence": (
        N_("Confidence"),
        N_("The probability that a model gives its own answer. It is only as honest as the model is calibrated."),
    ),
    "confusion_matrix": (
        N_("Confusion matrix"),
        N_(
            "A table of what digits are against what they were read as. On its diagonal all is right; every other cell is a mix-up."
        ),
    ),
    "epoch": (N_("Epoch"), N_("One pass of the model through all its training digits.")),
    "f1": (
        N_("F1"),
        N_("One figure for both: the harmonic mean of precision and recall. It is only good when neither is bad."),
    ),
    "features": (
        N_("Features"),
        N_(
            "What a model is given to look at: the pixels as they are, or what was computed from them, such as directions of strokes."
        ),
    ),
    "hyperparameter": (
        N_("Hyperparameter"),
        N_("A setting that people choose before the training, such as the learning rate. The model does not learn it."),
    ),
    "interval": (
        N_("Confidence interval"),
        N_("The range in which a figure would probably lie if other digits had been taken. The more digits, the narrower."),
    ),
    "label": (N_("Label"), N_("What people say a digit is. A few labels are wrong, or could be argued about.")),
    "learning_rate": (
        N_("Learning rate"),
        N_("How far a model moves its weights at each correction. Too small, and it never arrives; too big, and it overshoots."),
    ),
    "loss": (
        N_("Loss"),
        N_("How wrong a model is, where being sure and wrong costs most. Training means making it smaller."),
    ),
    "mnist": (
        N_("MNIST"),
        N_("70,000 handwritten digits, put together in 1998 from forms of the US Census Bureau's clerks and of students."),
    ),
    "model": (
        N_("Model"),
        N_("What has been learnt: a few thousand numbers, and a rule for turning a picture into ten probabilities."),
    ),
    "neighbours": (
        N_("Nearest neighbours"),
        N_("The training digits that are most like a drawing. They are shown to judge by, and tell how familiar it is."),
    ),
    "occlusion": (
        N_("Occlusion"),
        N_("A way to ask why: hide a spot of the picture, and see how much less sure the answer gets."),
    ),
    "overfitting": (
        N_("Overfitting"),
        N_("Learning the training digits by heart instead of what they have in common: they are read well, new ones are not."),
    ),
    "precision": (N_("Precision"), N_("Of all digits that were read as a 7, the share that are one.")),
    "preprocessing": (
        N_("Preprocessing"),
        N_("What happens to a drawing before it is read: cut out, made 20 pixels long, and put into the middle of 28 × 28."),
    ),
    "recall": (N_("Recall"), N_("Of all digits that are a 7, the share that were read as one.")),
    "regularisation": (
        N_("Regularisation"),
        N_("Holding large weights back, so that the model stays simple and does not learn its examples by heart."),
    ),
    "seed": (N_("Seed"), N_("The number from which all chance is drawn. The same seed gives the same result again.")),
    "sgd": (
        N_("Stochastic gradient descent (SGD)"),
        N_("Learning by small corrections: look at a few digits, move every weight a little to where the loss is smaller, repeat."),
    ),
    "split": (
        N_("Training, validation and test digits"),
        N_(
            "What is learnt from, what settings are chosen by, and what is kept for the final figure alone, so that nobody can cheat."
        ),
    ),
    "temperature": (
        N_("Temperature"),
        N_("One number by which all scores are divided, found on the validation digits, that makes the confidence honest."),
    ),
    "underfitting": (
        N_("Underfitting"),
        N_("Having learnt too little: even the training digits are read badly. More epochs, or a better way of looking, help."),
    ),
    "weight": (
        N_("Weight"),
        N_("How much one feature speaks for a digit, or against it. Learning changes nothing but the weights."),
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
    with st.popover(_("Words explained"), icon=":material/menu_book:", type="tertiary", key=f"terms_{names[0]}"):
        for name in names:
            term, meaning = TERMS[name]
            st.markdown(f"**{_(term)}**  \n{_(meaning)}")
        st.page_link("screens/about.py", label=_("All words, on the page About"), icon=":material/menu_book:")


def show_all() -> None:
    """Every word, in the order of the alphabet of the visitor's language."""
    for term, meaning in sorted(((_(term), _(meaning)) for term, meaning in TERMS.values()), key=lambda pair: pair[0].casefold()):
        st.markdown(f"**{term}**  \n{meaning}")

"""The words of the field that appear on screen, each in one or two plain sentences."""

from __future__ import annotations

from .language import mark

TERMS: dict[str, tuple[str, str]] = {
    "accuracy": (
        mark("Accuracy"),
        mark("The share of digits that are read right. 99 % sounds like much, and is one mistake in a hundred."),
    ),
    "augmentation": (
        mark("Augmentation"),
        mark(
            "Showing the model changed copies of its examples, turned, slanted or thicker, so that it learns what does not matter."
        ),
    ),
    "batch": (mark("Batch"), mark("The digits that a model looks at before it corrects itself once.")),
    "calibration": (
        mark("Calibration"),
        mark("A model is calibrated when its confidence can be taken at its word: of all answers with 80 %, 80 in 100 are right."),
    ),
    "classifier": (mark("Classifier"), mark("A model that sorts things into kinds; here pictures into the ten digits.")),
    "confidence": (
        mark("Confidence"),
        mark("The probability that a model gives its own answer. It is only as honest as the model is calibrated."),
    ),
    "confusion_matrix": (
        mark("Confusion matrix"),
        mark(
            "A table of what digits are against what they were read as. On its diagonal all is right; every other cell is a mix-up."
        ),
    ),
    "epoch": (mark("Epoch"), mark("One pass of the model through all its training digits.")),
    "f1": (
        mark("F1"),
        mark("One figure for both: the harmonic mean of precision and recall. It is only good when neither is bad."),
    ),
    "features": (
        mark("Features"),
        mark(
            "What a model is given to look at: the pixels as they are, or what was computed from them, such as directions of strokes."
        ),
    ),
    "hyperparameter": (
        mark("Hyperparameter"),
        mark("A setting that people choose before the training, such as the learning rate. The model does not learn it."),
    ),
    "interval": (
        mark("Confidence interval"),
        mark("The range in which a figure would probably lie if other digits had been taken. The more digits, the narrower."),
    ),
    "label": (mark("Label"), mark("What people say a digit is. A few labels are wrong, or could be argued about.")),
    "learning_rate": (
        mark("Learning rate"),
        mark("How far a model moves its weights at each correction. Too small, and it never arrives; too big, and it overshoots."),
    ),
    "loss": (
        mark("Loss"),
        mark("How wrong a model is, where being sure and wrong costs most. Training means making it smaller."),
    ),
    "mnist": (
        mark("MNIST"),
        mark("70,000 handwritten digits, put together in 1998 from forms of the US Census Bureau's clerks and of students."),
    ),
    "model": (
        mark("Model"),
        mark("What has been learnt: a few thousand numbers, and a rule for turning a picture into ten probabilities."),
    ),
    "neighbours": (
        mark("Nearest neighbours"),
        mark("The training digits that are most like a drawing. They are shown to judge by, and tell how familiar it is."),
    ),
    "occlusion": (
        mark("Occlusion"),
        mark("A way to ask why: hide a spot of the picture, and see how much less sure the answer gets."),
    ),
    "overfitting": (
        mark("Overfitting"),
        mark("Learning the training digits by heart instead of what they have in common: they are read well, new ones are not."),
    ),
    "precision": (mark("Precision"), mark("Of all digits that were read as a 7, the share that are one.")),
    "preprocessing": (
        mark("Preprocessing"),
        mark("What happens to a drawing before it is read: cut out, made 20 pixels long, and put into the middle of 28 × 28."),
    ),
    "recall": (mark("Recall"), mark("Of all digits that are a 7, the share that were read as one.")),
    "regularisation": (
        mark("Regularisation"),
        mark("Holding large weights back, so that the model stays simple and does not learn its examples by heart."),
    ),
    "seed": (mark("Seed"), mark("The number from which all chance is drawn. The same seed gives the same result again.")),
    "sgd": (
        mark("Stochastic gradient descent (SGD)"),
        mark(
            "Learning by small corrections: look at a few digits, move every weight a little to where the loss is smaller, repeat."
        ),
    ),
    "split": (
        mark("Training, validation and test digits"),
        mark(
            "What is learnt from, what settings are chosen by, and what is kept for the final figure alone, so that nobody can cheat."
        ),
    ),
    "temperature": (
        mark("Temperature"),
        mark("One number by which all scores are divided, found on the validation digits, that makes the confidence honest."),
    ),
    "underfitting": (
        mark("Underfitting"),
        mark("Having learnt too little: even the training digits are read badly. More epochs, or a better way of looking, help."),
    ),
    "weight": (
        mark("Weight"),
        mark("How much one feature speaks for a digit, or against it. Learning changes nothing but the weights."),
    ),
}
"""Name -> the word as it is written, and what it means."""

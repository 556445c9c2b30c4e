"""Every sentence that guides: the tour, the experiments, the glossary, the hints, and the page about the app."""

from __future__ import annotations

from ..language import mark, say

TOUR_OFFER = mark("New here? A tour of 90 seconds")
TOUR_AGAIN = mark("Tour")
TOUR_END = mark("End the tour")
TOUR_GO = mark("Take me there")
TOUR_SKIP = mark("Skip this")
TOUR_DONE = mark(
    "That was it: you drew, you doubted, you asked why, you saw it fail, and you taught it. The experiments go further."
)
TOUR_TASKS = {
    "draw": (mark("Draw a digit on the paper. It is read while you draw."), mark("Read!")),
    "doubt": (mark("Now make it doubt: draw something between two digits, or a letter."), mark("It doubts, and says so.")),
    "why": (mark("Ask it why: open “Why this digit?” under the paper."), mark("That is what it saw.")),
    "fail": (mark("See where it fails: open the page Results."), mark("Every square of the heatmap opens onto its pictures.")),
    "teach": (mark("Train one yourself: press “Start training” on the page Train."), mark("It learns. Watch it.")),
}
"""What the visitor is asked to do, and what is said once it is done, in the tour's order."""

EXPERIMENTS_INTRO = mark("Five things to try. Guess first what will come of it, then set it up with one click and see.")
TASK, EXPECT, REASON = mark("Do"), mark("What to expect"), mark("Why")
SET_UP = mark("Set it up")

TERMS = mark("Words explained")
ALL_TERMS = mark("All words, on the page About")
GLOSSARY = mark("Glossary")

HINT_BUTTON = mark("Set it for the next training")

ABOUT_INTRO = mark(
    "You draw a digit, and a model that was trained with scikit-learn reads it: with its doubts, its reasons, and the digits "
    "that it resembles. Everything behind it is open: the 70,000 digits, the training, every mistake."
)
ABOUT_FOR = mark("It is made for people who want to see what a machine does when it reads; nobody needs to know how to program.")
DATA_TITLE = mark("The digits")
DATA_TEXT = mark(
    "MNIST, put together by Yann LeCun, Corinna Cortes and Christopher J. C. Burges from collections of NIST: 60,000 digits to "
    "learn from and 10,000 to be tested with, of some 500 writers. Licence: "
    "[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/)."
)
PRIVACY_TITLE = mark("What becomes of what you do")
PRIVACY_TEXT = mark(
    "- What you draw is sent to this server alone, is read there, and lives in its memory until you close the page.\n"
    "- It is stored only if you agree to it on the page “Your digits”, and only until you remove it there.\n"
    "- Trainings that you start are kept on this server, with their names and notes, for all its visitors to see.\n"
    "- No request goes to any other server: no fonts, no scripts, no statistics. Two cookies beside Streamlit's own: "
    "a random number by which your trainings are known as yours until you close the browser, and, if you agree, one that finds your "
    "digits again."
)
LIMITS_TITLE = mark("What it cannot do")
LIMITS_TEXT = mark(
    "- It reads one digit at a time, no letters and no numbers of several digits (photos may hold several, apart from each other).\n"
    "- It learnt from American handwriting of the 1990s. Zeros with a slash and ones that look like sevens are misread more often.\n"
    "- It tells most drawings that are no digit, not all: about one in twenty is taken for a digit."
)
VERSIONS_TITLE = mark("Versions and licences")
LICENCE_TEXT = mark("This program may be used and changed freely under the terms of the file LICENSE that comes with it.")
PACKAGE, VERSION, LICENCE = mark("Package"), mark("Version"), mark("Licence")
NO_LICENCE = mark("not stated")


def tour_step(number: int, total: int) -> str:
    return say("Tour, {number} of {total}", number=number, total=total)

"""Every colour of ink, charts and pictures, once. Those of the page itself are the theme's, in `.streamlit/config.toml`.

What a chart draws lies on a light or a dark page and has to be clear on both, unless it says otherwise.
"""

INK = "#2f74e0"  # of the pen, and of what a chart is about; a change of theme leaves a drawing visible
REST = "#9aa5b5"  # what a chart is not about
OTHER = "#e06c00"  # the second of two things that are compared; the outline of what is chosen
DIGITS = (INK, "#d9730d", "#2a9d72", "#a55fc4", "#d64545", "#1591ad", "#a8851f", "#7d8591", "#d6578f", "#6b9a2f")
"""One per digit; the map writes the digit beside its colour as well."""

FOR, AGAINST = (20, 84, 190), (196, 84, 8)
"""Red, green and blue of what speaks for an answer and against it, in pictures on white paper. Blue and orange are told apart
with every common colour blindness, and differ in lightness from neutral ink and paper."""

TEXT, SOFT_TEXT = "#1c2430", "#5b616b"  # on white paper
LIGHT_TEXT = "#e9ecf1"  # on a dark page
WHITE, DARK_PAGE = "#ffffff", "#10151d"
RIGHT, WRONG = "#12694a", "#a8321f"  # on white paper; a mark and a word say the same
FOUND = "#ffd60a"  # a place on the map

BLUES = {  # from nothing to much, on a light page and (True) on a dark one: Plotly's Blues, and the same from the other end
    False: [[0, "#f7fbff"], [0.25, "#c6dbef"], [0.5, "#6baed6"], [0.75, "#2171b5"], [1, "#08306b"]],
    True: [[0, "#141c28"], [0.25, "#143a66"], [0.5, "#2171b5"], [0.75, "#6baed6"], [1, "#c6dbef"]],
}
DIVERGING = {  # from worse by nothing to better, likewise
    False: [[0, "#b35806"], [0.5, "#f7f7f7"], [1, "#2166ac"]],
    True: [[0, "#f5a55b"], [0.5, "#1b2330"], [1, "#7db3f0"]],
}

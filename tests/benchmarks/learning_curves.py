"""The learning curves of all recipes, as a picture and as a table, from what the command `sweep` has found.

    D=100,300,1000,3000,10000,50000
    python -m mnist_demo sweep --recipe quick,pixels,thorough --vary digits=$D --seeds 3 --csv some.csv
    python -m mnist_demo sweep --recipe ready,lab --vary digits=$D --seeds 2 --csv others.csv
    python -m tests.benchmarks.learning_curves some.csv others.csv

Prints the table of tests/README.md and writes the picture of README.md, `tests/pictures/learning-curves.svg`; without a file,
from those results that are kept beside this one. Mistakes are shown, on a logarithmic scale: there 97 and 99 % can be told apart.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import mean

from mnist_demo.training.recipes import RECIPES

KEPT = Path(__file__).with_suffix(".csv")
PICTURE = Path(__file__).parents[1] / "pictures" / "learning-curves.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 56, 128, 34, 46  # SVG units
MISTAKES = (0.003, 0.01, 0.03, 0.1, 0.3)  # where the scale has a line
LOWEST, HIGHEST = 0.0025, 0.42
COLOURS = {  # of a line in the light, and in the dark
    "quick": ("#1f66d1", "#7fb0ff"),
    "pixels": ("#a34a00", "#ffa64d"),
    "thorough": ("#00786a", "#4dd0bb"),
    "ready": ("#8a2a9a", "#df9cf0"),
    "lab": ("#5c6470", "#b4bcc8"),
}

Curves = Mapping[str, Mapping[int, list[float]]]


def read(paths: Iterable[Path]) -> Curves:
    """Recipe -> digits -> the accuracy on the test digits of every seed."""
    found: dict[str, dict[int, list[float]]] = {name: {} for name in RECIPES}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["recipe"]].setdefault(int(row["digits"]), []).append(float(row["accuracy"]))
    return {name: dict(sorted(points.items())) for name, points in found.items() if points}


def table(curves: Curves) -> str:
    """As Markdown: means over the seeds."""
    numbers = sorted({digits for points in curves.values() for digits in points})
    lines = ["| training digits | " + " | ".join(f"{digits:,}" for digits in numbers) + " | seeds |"]
    lines.append("|---|" + "---|" * (len(numbers) + 1))
    for name, points in curves.items():
        shares = [f"{mean(points[digits]):.2%}" if digits in points else "" for digits in numbers]
        seeds = min(len(some) for some in points.values())
        lines.append(f"| {RECIPES[name].title} | " + " | ".join(shares) + f" | {seeds} |")
    return "\n".join(lines)


def picture(curves: Curves) -> str:
    """As SVG in the colours of whoever looks: a line for the mean, a veil from the worst to the best seed."""
    numbers = sorted({digits for points in curves.values() for digits in points})

    def across(digits: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(digits / numbers[0]) / math.log(numbers[-1] / numbers[0])

    def down(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * math.log(HIGHEST / share) / math.log(HIGHEST / LOWEST)

    def path(points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{across(digits):.1f},{down(1 - share):.1f}" for digits, share in points)

    parts = [f'<text x="{LEFT}" y="18">Mistakes on the 10,000 test digits, by the number of digits learned from</text>']
    for share in MISTAKES:
        y = down(share)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text class="end" x="{LEFT - 8}" y="{y + 4:.1f}">{100 * share:g}%</text>')
    for digits in numbers:
        parts.append(f'<text class="middle" x="{across(digits):.1f}" y="{HEIGHT - BOTTOM + 24}">{digits:,}</text>')
    ends: list[float] = []
    for name, points in sorted(curves.items(), key=lambda curve: mean(curve[1][max(curve[1])])):  # the worst is the highest
        lows, highs = ([(digits, end(some)) for digits, some in points.items()] for end in (min, max))
        means = [(digits, mean(some)) for digits, some in points.items()]
        ends.append(max(down(1 - means[-1][1]), ends[-1] + 17 if ends else 0.0))  # one name below the other
        parts += [
            f'<g class="{name}"><polygon points="{path([*highs, *reversed(lows)])}"/><polyline points="{path(means)}"/>',
            *(f'<circle cx="{across(digits):.1f}" cy="{down(1 - share):.1f}" r="3.5"/>' for digits, share in means),
            f'<text x="{WIDTH - RIGHT + 10}" y="{ends[-1] + 4:.1f}">{RECIPES[name].title}</text></g>',
        ]

    def colours(which: int) -> str:
        return "".join(f".{name}{{color:{pair[which]}}}" for name, pair in COLOURS.items())

    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Learning curves">
<style>svg{{background:#fff;font:14px system-ui,sans-serif}}text{{fill:#3a424e}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}
.grid{{stroke:#8884}}polyline{{fill:none;stroke:currentColor;stroke-width:2.5}}polygon{{fill:currentColor;opacity:.2}}
g circle,g text{{fill:currentColor}}{colours(0)}
@media(prefers-color-scheme:dark){{svg{{background:#0e1117}}text{{fill:#c9d1d9}}g text{{fill:currentColor}}{colours(1)}}}</style>
{"".join(parts)}
</svg>
"""


if __name__ == "__main__":
    curves = read([Path(name) for name in sys.argv[1:]] or [KEPT])
    PICTURE.write_text(picture(curves), encoding="utf-8")
    sys.stdout.write(table(curves) + "\n")

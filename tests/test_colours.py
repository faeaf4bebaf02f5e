"""The colours of the coloured article, as people see them who do not tell all colours apart."""

import re
from itertools import combinations
from pathlib import Path

import pytest

import onrecord

COLOURS = {
    match[1]: match.groups()[1:]
    for match in re.finditer(
        r"--or-(\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        (Path(onrecord.__file__).parent / "display" / "article.css").read_text(encoding="utf-8"),
    )
}

SEEN = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What is seen of linear red, green and blue where cones are missing (Machado, Oliveira and Fernandes 2009)."""


def lab(colour, seen):
    """Lightness, green to red, blue to yellow of a colour (CIE 1976 L*a*b*, daylight D65) as it is seen."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    rgb = [min(1, max(0, sum(w * v for w, v in zip(row, linear, strict=True)))) for row in seen]
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    xyz = [sum(w * v for w, v in zip(row, rgb, strict=True)) for row in to_xyz]
    x, y, z = (
        (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116)
        for t in (xyz[0] / 0.95047, xyz[1], xyz[2] / 1.08883)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one, other, seen):
    """How far apart two colours are seen; 2 is just noticed where they touch."""
    pairs = zip(lab(one, seen), lab(other, seen), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("seen", SEEN)
def test_what_colour_alone_tells_is_told_to_everybody(seen, scheme):
    # Rarer labels stand in words at each entity's first name, and what lights has lines above and below.
    groups = ("speech", "attitude"), ("person", "org", "loc"), ("paper", "ink")
    column = ("light", "dark").index(scheme)
    for one, other in (pair for group in groups for pair in combinations(group, 2)):
        apart = difference(COLOURS[one][column], COLOURS[other][column], SEEN[seen])
        assert apart >= 15, (one, other, round(apart, 1))


def test_colours_that_some_see_alike_are_noticed():
    assert difference("#9c3600", "#6a5200", SEEN["no red"]) < 15 < difference("#9c3600", "#6a5200", SEEN["all cones"])

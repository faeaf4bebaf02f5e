"""A text's lines with their places, for rules that look at one line at a time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n\u2028\u2029\v\f]+")


class Line(NamedTuple):
    """A line that holds something, without the white space around it.

    Attributes:
        start: where it starts, in code points of the text.
        end: where it ends.
        text: its characters.
    """

    start: int
    end: int
    text: str


def lines(text: str) -> Iterator[Line]:
    r"""Yield the lines of a text that hold something.

    Example:
        >>> list(lines("The port closed.\n\n  Why?  "))
        [Line(start=0, end=16, text='The port closed.'), Line(start=20, end=24, text='Why?')]
    """
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            yield Line(start, start + len(stripped), stripped)

"""Where an article's paragraphs are: the reader sees whole paragraphs, and quotes run from one to the next."""

import re
from itertools import compress, pairwise

# The two characters of \r\n end one line, never two.
_ONE_END = r"(?:\r\n|\r(?!\n)|[\n\v\f\x85\u2028\u2029])"
_LINE_END = re.compile(_ONE_END)
_BLANK_LINE = re.compile(rf"{_ONE_END}[^\S\n\r]*{_ONE_END}\s*|\u2029")
_WORD = re.compile(r"\S+")
_BULLET = re.compile(r"(?:[•·▪■●‣◦⁃]\s*|[*–—-]\s+|\(?\d{1,2}[.)]\s+)(?=\S)")
"""What a list's item begins with."""

_SENTENCE_END = re.compile(r"[.!?…:;\"'”’»)\]]\s*$")

WRAP_WIDTHS = range(40, 121)
"""Line lengths, in characters, at which people and mail programs wrap text by hand."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""The paragraphs of a text as (start, end), white space around them left out.

    Blank lines part paragraphs, and so do bullets of a list. Between two of them each line is a paragraph, unless the
    lines look wrapped by hand: then they are one.

    Example:
        >>> paragraphs("He left.\n\nShe said:\n“Good.”")
        [(0, 8), (10, 19), (20, 27)]
        >>> paragraphs("He left.\nShe stayed.")
        [(0, 8), (9, 20)]

    Does not tell headlines, bylines or list items from body text.
    """
    # A folder of scraped pages mixes both habits even within one file: a lone blank line after the headline
    # and single line ends below. So lines are looked at block by block.
    parts = [_split(text, _LINE_END, *part) for part in _split(text, _BLANK_LINE, 0, len(text))]
    blocks = [block for lines in parts for block in _at_bullets(text, lines)]
    wrapped = [_is_wrapped(text, lines) for lines in blocks]
    widths = (end - start for lines in compress(blocks, wrapped) for start, end in lines)
    width = max(widths, default=0)
    return [
        piece
        for lines, is_wrapped in zip(blocks, wrapped, strict=True)
        for piece in ([(lines[0][0], lines[-1][1])] if is_wrapped or _is_filled(text, lines, width) else lines)
    ]


def _at_bullets(text: str, lines: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The lines in blocks, of which each item of a list begins one; a single line that looks like an item is none."""
    items = [number for number, (start, _) in enumerate(lines) if _BULLET.match(text, start)]
    borders = [0, *items, len(lines)] if len(items) > 1 else [0, len(lines)]
    return [lines[start:stop] for start, stop in pairwise(borders) if start < stop]


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether the line ends are those of a fixed width rather than of paragraphs.

    Wrapped lines are nearly as long as the longest one and mostly break in the middle of a sentence.
    """
    body = lines[:-1]
    longest = max(end - start for start, end in lines)
    if len(body) < 2 or longest not in WRAP_WIDTHS:
        return False
    in_mid_sentence = sum(not _SENTENCE_END.search(text, start, end) for start, end in body)
    near_the_margin = sum(end - start > 0.7 * longest for start, end in body)
    return in_mid_sentence > 0.6 * len(body) and near_the_margin > 0.7 * len(body)


def _is_filled(text: str, lines: list[tuple[int, int]], width: int) -> bool:
    """Whether the next word had no room in any line but the last, where other paragraphs are wrapped at `width`.

    Two lines say too little by themselves.
    """
    next_words = [_WORD.match(text, start) for start, _ in lines[1:]]
    return all(end - start <= width for start, end in lines) and all(
        word is not None and end - start + 1 + len(word[0]) > width
        for (start, end), word in zip(lines, next_words, strict=False)
    )


def _split(text: str, separator: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of text[start:end] between separators, trimmed, empty ones left out."""
    pieces, at = [], start
    for gap in separator.finditer(text, start, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    pieces.append((at, end))
    return [trimmed for piece in pieces if (trimmed := trim(text, *piece))]


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at its ends, or None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None

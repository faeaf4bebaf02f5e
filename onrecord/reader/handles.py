"""Handles, which the network overlooks where they have no capitals: it was taught that names have some."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from onrecord.names import letters_of_handle, name_words
from onrecord.reader.decoding import Name

_HANDLE = re.compile(
    # Neither in an e-mail or web address, nor a rule of the style sheets that scrapers take along.
    r"(?<![\w@./:-])@(?!(?:charset|font|import|keyframes|media|page|supports)\b)[^\W\d]\w+(?:@[\w-]+(?:\.[\w-]+)+)?"
)

SCORE = 0.75
"""Of 15 handles in articles that we have annotated, 11 are names of people, two of bodies, and two were not marked."""


def with_handles(text: str, names: Sequence[Name]) -> list[Name]:
    """The names with all handles among them, each whole; a handle of which nothing tells more is a person's.

    Example:
        “wrote @amaradiallo on X” → @amaradiallo is a person
        “Tide News (@tidenews)”, of which the network has tagged “Tide News” as a body → @tidenews is one
        “news from @TideNews”, of which the network has tagged “TideNews” as a body → @TideNews is that
        “The Tide News has learned” … “@TideNews” → @TideNews is what “Tide News” is

    Whose handle it is, is told by `onrecord.entities`. Does not know a body by its handle alone.

    Args:
        text: The article.
        names: In text order, without overlaps.
    """
    found = list(_HANDLE.finditer(text))
    if not found:
        return list(names)
    may_post = (name for name in names if name.label in ("PERSON", "ORG"))
    labels = {"".join(name_words(text[name.start : name.end])): name.label for name in may_post}
    handles: list[Name] = []
    cut: set[Name] = set()
    for match in found:
        start, end = match.span()
        parts = _touched(names, start, end)
        if not any(part.start <= start and end <= part.end for part in parts):
            label = labels.get(letters_of_handle(match[0])) or _label(text, start, names)
            tagged = parts[0] if parts else Name(start, end, label, SCORE)
            handles.append(tagged._replace(start=start, end=end))
            cut.update(parts)
    return sorted([*(name for name in names if name not in cut), *handles])


def _label(text: str, start: int, names: Sequence[Name]) -> str:
    """The label of a handle that the network did not tag: that of the name before its bracket, if it stands in one."""
    at = bisect_right(names, start, key=attrgetter("end"))
    is_in_bracket = at > 0 and text[names[at - 1].end : start].strip() == "("
    return names[at - 1].label if is_in_bracket else "PERSON"


def _touched(names: Sequence[Name], start: int, end: int) -> Sequence[Name]:
    """The names of which a part stands between two offsets."""
    return names[bisect_right(names, start, key=attrgetter("end")) : bisect_left(names, end, key=attrgetter("start"))]

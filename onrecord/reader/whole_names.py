"""Makes whole names of what the network tagged: halves joined, loose words and commas at the borders dropped."""

import re
from collections.abc import Iterable, Iterator

from onrecord.lexicons import table
from onrecord.names import bare_person
from onrecord.reader.decoding import Name

_WITHOUT_CAPITALS = frozenset(("DATE", "MONEY"))
"""Labels of what is not written with a capital: "last week", "two million euros"."""

_JOINABLE = frozenset(("PERSON", "ORG", "LOC", "FACILITY"))

_GAPS = ("", " ", "\N{NO-BREAK SPACE}")
"""What may stand between the halves of a name."""

_LOOSE_END = re.compile(
    # "WHO" is a body.
    r"(?:\s+|\b(?i:of|and|the|for|in|to|at|on|by|or|an?|with|from)|\bwho|[-–—&,:;“”\"(]|(?<!\d)/)\Z"
)
_LOOSE_START = re.compile(r"\s+|[-–—&,:;“”\")]")

_BETWEEN_PLACES = re.compile(r"\s?,\s(?=[A-Z])")
_WITHOUT_ITS_STOP = re.compile(r"\b[A-Z]\.[A-Z]\Z")
"""The end of "Washington, D.C|."."""

_CASED = 0.01
"""Where fewer of the letters are capitals, the text is one that is written without them."""


def whole_names(text: str, names: Iterable[Name]) -> list[Name]:
    """Names in text order that do not overlap, each with the borders that its words have.

    Example:
        >>> text = "Pete Buttigieg flew to Austin, officials at the Department of Justice said."
        >>> tagged = [Name(0, 4, "PERSON", 0.9), Name(5, 14, "PERSON", 0.9), Name(23, 30, "LOC", 0.9)]
        >>> [text[name.start : name.end] for name in whole_names(text, [*tagged, Name(31, 40, "ORG", 0.4)])]
        ['Pete Buttigieg', 'Austin']

    Two names of one kind with only a space between them are one; a name without a capital or a figure is none, unless
    all of the text does without; a town and the country behind it are two. Does not find names that the network did
    not tag.
    """
    has_capitals = _has_capitals(text)
    return [
        trimmed
        for joined in _joined(text, without_overlaps(names))
        for name in _places_apart(text, joined)
        if (trimmed := _trimmed(text, name))
        and not _is_title(text, trimmed)
        and _is_likely(text[trimmed.start : trimmed.end], trimmed.label, has_capitals)
    ]


def without_overlaps(names: Iterable[Name]) -> list[Name]:
    """Names in text order, the more certain one where two overlap (they may where two windows meet)."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if kept and name.start < kept[-1].end:
            kept[-1] = max(kept[-1], name, key=lambda name: name.score)
        else:
            kept.append(name)
    return kept


def _joined(text: str, names: Iterable[Name]) -> Iterator[Name]:
    before: Name | None = None
    for name in names:
        if before and before.label == name.label in _JOINABLE and text[before.end : name.start] in _GAPS:
            before = before._replace(end=name.end, score=min(before.score, name.score))
            continue
        if before:
            yield before
        before = name
    if before:
        yield before


def _places_apart(text: str, name: Name) -> Iterator[Name]:
    """The places of which the network made one: "Kumasi, Ghana"."""
    start = name.start
    for comma in _BETWEEN_PLACES.finditer(text, name.start, name.end) if name.label == "LOC" else ():
        yield name._replace(start=start, end=comma.start())
        start = comma.end()
    yield name._replace(start=start)


def _trimmed(text: str, name: Name) -> Name | None:
    """The name without what cannot stand at its borders, or None where nothing else is left."""
    start, end = name.start, name.end
    while loose := _LOOSE_END.search(text, start, end):
        end = loose.start()
    while start < end and (loose := _LOOSE_START.match(text, start, end)):
        start = loose.end()
    if _WITHOUT_ITS_STOP.search(text, start, end) and text[end : end + 1] == ".":
        end += 1
    if start < end and name.label == "PERSON":
        start, end = (start + border for border in bare_person(text[start:end]))
    return name._replace(start=start, end=end) if start < end else None


def _is_title(text: str, name: Name) -> bool:
    """Whether a name is no more than what stands before one: "Atty|. Amara Diallo"."""
    word = text[name.start : name.end].casefold().removesuffix(".")
    is_short = "." in text[name.end - 1 : name.end + 1] or word in _WITHOUT_STOP
    return name.label == "PERSON" and is_short and table("names").get(word, {}).get("kind") == "title"


_WITHOUT_STOP = frozenset(("dr", "mr", "mrs", "ms"))
"""Titles that British news shortens without one."""


def _is_likely(name: str, label: str, has_capitals: bool) -> bool:
    """Whether a name has a capital or a figure, or letters of a script without capitals; a date more than a letter."""
    if label in _WITHOUT_CAPITALS:
        return len(name) > 1 or name.isdigit()
    is_proper = any(letter.isupper() or letter.isdigit() for letter in name) or not any(map(str.islower, name))
    return is_proper or not has_capitals


def _has_capitals(text: str) -> bool:
    return sum(map(str.isupper, text)) > _CASED * sum(map(str.islower, text))

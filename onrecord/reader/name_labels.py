"""Labels of names that the rest of the article tells better than the sentence that they stand in."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from onrecord.names import acronyms, folded, is_short_form, looks_like_letters
from onrecord.reader.decoding import Name

_SCORE = re.compile(r"(?:[^\S\n]|[,–—-])*\d{1,3}[^\S\n]?[-–—:][^\S\n]?\d{1,3}[^\S\n]+")
"""What stands between two teams: " 3 – 1 "."""

_PLACE_BEFORE = re.compile(r"\b(?:across|around|at|from|in|inside|near|of|outside|throughout|to)\s(?:the\s)?\Z", re.I)
_LONGEST_BEFORE = 16

_PARTY = re.compile(r"[,(]\s?[DIR][-–]\Z")
"""What stands before the place that a member of a US parliament sits for: ", R-Olathe"."""

_TEAMS = frozenset(("LOC", "ORG"))
_BESIDE_PEOPLE = frozenset(("ORG", "MISC", "PRODUCT"))
"""What the network takes somebody's last name for before a noun: "the Diallo campaign"."""

_BESIDE_BODIES = frozenset(("MISC", "PERSON", "PRODUCT"))
"""What the network takes a body's letters for."""


def labelled(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, some with another label.

    Example:
        “Ghana 2 – 0 Togo” … “Ghana had the ball.” … “They flew home from Togo.”
        → Ghana is a body, a team, both times, and so is the first Togo; the second one is a place
        “Amara Diallo” … “the Diallo campaign” → Diallo is a person
        “Bank of Ghana” … “BoG’s gold” → BoG is a body
        “Sundvei AS” … “Sundvei is late” → Sundvei is a body, unless somebody of that name is named in full
        “Rep. Mark Ellison, R-Olathe,” → Olathe is a place

    That a team is a body is what the reader was taught, and what others who annotate news say as well (CoNLL 2003).
    Does not know a team that stands in no score, nor the person where a company of that last name is named as often.

    Args:
        text: The article.
        names: In text order, without overlaps.
    """
    teams = _teams(text, names)
    last_names = _last_names(text, names)
    bodies = _first_words_of_bodies(text, names)
    of_bodies = {letters for name in names if name.label == "ORG" for letters in acronyms(text[name.start : name.end])}
    return [name._replace(label=_label(text, name, teams, last_names, bodies, of_bodies)) for name in names]


def _label(text: str, name: Name, teams: set[str], last_names: set[str], bodies: set[str], of_bodies: set[str]) -> str:
    printed = text[name.start : name.end]
    if _PARTY.search(text, max(0, name.start - 4), name.start):
        return "LOC"
    if name.label == "PERSON" and printed in bodies:
        return "ORG"
    if name.label in _BESIDE_BODIES and looks_like_letters(printed) and folded(printed) in of_bodies:
        return "ORG"
    if name.label == "LOC" and printed in teams:
        is_place = _PLACE_BEFORE.search(text, max(0, name.start - _LONGEST_BEFORE), name.start)
        return "LOC" if is_place else "ORG"
    return "PERSON" if name.label in _BESIDE_PEOPLE and folded(printed) in last_names else name.label


def _teams(text: str, names: Sequence[Name]) -> set[str]:
    """The names on both sides of a score."""
    return {
        text[name.start : name.end]
        for pair in pairwise(names)
        if {name.label for name in pair} <= _TEAMS and _SCORE.fullmatch(text, pair[0].end, pair[1].start)
        for name in pair
    }


def _first_words_of_bodies(text: str, names: Sequence[Name]) -> set[str]:
    """The words that bodies’ longer names begin with and may be called by, and nobody’s longer name has."""
    longer = [(name.label, text[name.start : name.end]) for name in names]
    of_people = {word for label, name in longer if label == "PERSON" and " " in name for word in name.split()}
    firsts = {name.split()[0] for label, name in longer if label == "ORG" and is_short_form(name.split()[0], name)}
    return firsts - of_people


def _last_names(text: str, names: Sequence[Name]) -> set[str]:
    """The last names, folded, of people who are named in full, and more often than something else goes by them.

    No last name of this kind is one that a body's longer name begins with: "the Diallo Foundation". What stands before
    a turn, "DIALLO: Good morning", speaks for the person.
    """
    full: set[str] = set()
    bodies: set[str] = set()
    meant: Counter[str] = Counter()
    for name in names:
        words = folded(text[name.start : name.end]).split() or [""]
        first, last = words[0], words[-1]
        if name.label == "PERSON" or (len(words) == 1 and _is_label(text, name)):
            meant[last] += 1
            full |= {last} if len(words) > 1 else set()
        elif name.label in _BESIDE_PEOPLE and len(words) > 1:
            bodies.add(first)
        elif name.label in _BESIDE_PEOPLE:
            meant[last] -= 1
    return {last for last in full - bodies if meant[last] >= -1}


def _is_label(text: str, name: Name) -> bool:
    """Whether a name is all that stands before the colon of a paragraph's beginning."""
    return text[name.end : name.end + 1] == ":" and (name.start == 0 or text[name.start - 1] in "\r\n")

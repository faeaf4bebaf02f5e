"""Makes a whole phrase of what the network tagged as the source of a quote."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from onrecord.lexicons import table
from onrecord.reader.decoding import Attribution, Name, Span
from onrecord.reader.paragraphs import trim

LONGEST_PHRASE = 120
"""A source's beginning is looked for over this many characters."""

_CUT_OFF = re.compile(
    r"(?:the|an?|his|her|its|their|our|my|this|that|some)|.*\s(?:the|an?|by|from|of|with|to (?:his|its|their|our|my))",
    re.IGNORECASE | re.DOTALL,
)
"""What no phrase ends with: "The", "a report by"."""

_OWNER = re.compile(
    r"(?:(?:and|as|at|by|for|from|in|of|on|through|to|with)\s)+(his|her|its|their|our|my)", re.IGNORECASE
)
"""Whose a cue is that follows: "as in his |claim"."""

_WHOSE = re.compile(r"his|her|its|their", re.IGNORECASE)

_LETTER = re.compile(r"[^\W\d_]")
_ARTICLE = re.compile(r"the|an?", re.IGNORECASE)
_PREPOSITION_BEFORE = re.compile(r"\b(?:of|by|from|with|to|for|in|on|about) \Z", re.IGNORECASE)
_NOT_FINITE = re.compile(r"to\b|\w+ing\b", re.IGNORECASE)
_CLAUSE_START = re.compile(
    r"[.!?…,;:()“”\"–—\n\r]\s*|\b(?:after|although|and|as|because|before|but|if|or|since|that|though|when|while)\s",
    re.IGNORECASE,
)
_NO_PHRASE = re.compile(
    r"(?:as|at|by|for|from|in|into|like|of|on|to|with)\b|.*\b(?:is|are|was|were|has|have|had|will|would|did|does)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Words before a source that are no part of it: "for |the Sanders claim", "this was another of |Trump claims"."""

_POSSESSIVE = re.compile(r"['’]s?\Z")
_HEARS = re.compile(
    r"(?:['’]m|['’]re|\s(?:am|is|are|was|were|(?:ha[sd]|have)\sbeen))(?:\s(?:\w+ly|also|later))?\s"
    r"(?:told|informed|notified|advised)\b(?!\s(?:\w+\s){,3}by\b)"
)
_SOURCE_END = re.compile(r"(?:[,;:–—]|(?<=\s)(?:and|or|&|at|in|who|whom|which))\Z", re.IGNORECASE)
_ADDRESSED = re.compile(r"(\w+),\s(?=(?:the|my|our|your|his|her|their)\s)", re.IGNORECASE)
"""Whom a question may be put to: "Mayor, |the comptroller"."""

_PHRASE_END = re.compile(r"[,;:–—()]|[.!?…\n]|\b(?:who|which|that|has|have|had|was|were|is|will)\b", re.IGNORECASE)


def whole_source(text: str, attribution: Attribution, pieces: Sequence[Span], names: Sequence[Name]) -> Span | None:
    """The source with the noun where the network stopped at its article, and without a comma at its end.

    Example:
        “The” of “The Telegram CEO, who was detained in France, has said” → “The Telegram CEO”
        “a report by” of “according to a report by the Tide Weekly, it fell” → “a report by the Tide Weekly”
        “as in his” of “as in his claim that it fell” → “his”
        “the firm” of “A letter from the firm states” → “A letter from the firm”

    Whoever was told something is not its source. A border inside one of the `names` is moved to the name's. Does not
    look for a source where the network saw none.

    Args:
        text: The article.
        attribution: What the network tagged.
        pieces: Its content, repaired: a source ends before it.
        names: In text order, without overlaps.
    """
    if attribution.source is None or _HEARS.match(text, attribution.source[1]):
        return None
    start, end = attribution.source
    earliest = max(0, start - LONGEST_PHRASE)
    if _is_subject(text, attribution.source, attribution.cue) and _PREPOSITION_BEFORE.search(text, earliest, start):
        # At the very start of a text no mark or conjunction stands before a clause.
        starts = [m.end() for m in _CLAUSE_START.finditer(text, earliest, start)]
        clause = max(starts, default=start if earliest else 0)
        if not _NO_PHRASE.match(text, clause, start):
            start = clause
        elif _WHOSE.fullmatch(text, start, end) and (subject := _only_name(clause, start, names)):
            return subject.start, subject.end
    if owner := _OWNER.fullmatch(text, start, end):
        start = owner.start(1)
    elif _CUT_OFF.fullmatch(text, start, end) and not _name_across(end, names):
        others = [other[0] for other in (*pieces, attribution.cue) if other and other[0] >= end]
        end = min(others, default=len(text))
        if stop := _PHRASE_END.search(text, attribution.source[1], end):
            end = stop.start()
    if cut := _name_across(start, names):
        start = cut.start
    if cut := _name_across(end, names):
        end = cut.end
    if (addressed := _ADDRESSED.match(text, start, end)) and _is_office(addressed[1]):
        start = addressed.end()
    trimmed = trim(text, start, end)
    # "Who" alone is somebody.
    while trimmed and (loose := _SOURCE_END.search(text, *trimmed)) and loose.start() > trimmed[0]:
        trimmed = trim(text, trimmed[0], loose.start())
    # "a warning from auditors that": where the cue is the noun, its article is nobody; nor is the "32" of a time.
    is_somebody = trimmed and _LETTER.search(text, *trimmed) and not _ARTICLE.fullmatch(text, *trimmed)
    return trimmed if is_somebody else None


def _is_office(word: str) -> bool:
    return table("nouns").get(word.casefold(), {}).get("kind") == "person"


def _only_name(start: int, end: int, names: Sequence[Name]) -> Name | None:
    """The name that a clause begins with, if there is no other: "Diallo has been frank in |her"."""
    inside = [name for name in names if start <= name.start < end]
    return inside[0] if len(inside) == 1 and inside[0].start == start else None


def _name_across(border: int, names: Sequence[Name]) -> Name | None:
    """The name that a border cuts in two."""
    i = bisect_right(names, border, key=lambda name: name.start) - 1
    return names[i] if i >= 0 and names[i].start < border < names[i].end else None


def _is_subject(text: str, source: Span, cue: Span | None) -> bool:
    """Whether a source stands right before a cue that is a finite verb: no preposition can come before it then."""
    is_before = cue is not None and text[source[1] : cue[0]] == " " and not _NOT_FINITE.match(text, *cue)
    return is_before and not _POSSESSIVE.search(text, *source)

"""Quotations within quotations, which the network overlooks: half of those that a verb of saying brings in."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import takewhile
from operator import attrgetter

from onrecord.cues import cue_lemma
from onrecord.lexicons import table
from onrecord.quotation_marks import Quoted
from onrecord.reader.decoding import Attribution, Name, Span

SCORE = 0.85
"""Of 35 in articles that we have annotated, 30 are quotes. (PolNeAR marks hardly any quotation within another one.)"""

_SAYS = frozenset("add answer ask cry reply respond say scream shout tell text think warn whisper write yell".split())
"""Verbs that bring in words as they were said: most cues of our lexicon do not."""

_IS_LIKE = re.compile(r"(?:['’](?:m|s|re)|\b(?:am|are|be|being|is|was|were))\s+(?:just\s+)?(like)\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BETWEEN = 6
"""So many words may stand between the verb and the quotation: "said to Joe before the game, ‘One each.’" """

_CLAUSE_END = re.compile(r"[.!?;…“”\"‘«»]|(?<!\w)['’]|['’](?!\w)")
_LONGEST_CLAUSE = 200
"""So many characters before a quotation are looked at."""

_HELPERS = frozenset(
    "actually always already also am are basically be been being did do does even finally had has have immediately is "
    "just keep keeps kept ll literally might never often once only really simply sometimes started still then to used "
    "was were will would d m re s ve".split()
)
"""What may stand between who speaks and the verb, contractions too: "they’ll just say"."""

_PRONOUNS = frozenset("everybody everyone he i it people she somebody someone they we who you".split())
_DETERMINERS = frozenset("a an her his its my our some that the their these this those your".split())
_PEOPLE = frozenset(("person", "people"))


def with_inner_quotations(
    text: str, attributions: Sequence[Attribution], names: Sequence[Name], marks: Sequence[Quoted]
) -> list[Attribution]:
    """The attributions, and the quotations within quotations that a verb of saying brings in and nothing claims.

    Example:
        “He said, ‘Will it hold?’ and I said, ‘It has held cod,’” Brekke recalled.
        → ‘Will it hold?’, cue “said”, source “He”; ‘It has held cod,’, cue “said”, source “I”

    Args:
        text: The article.
        attributions: In text order.
        names: In text order, without overlaps.
        marks: What stands in quotation marks, the outer ones before the inner ones.

    Knows a source by its form only: a pronoun, a name or a noun for people right before the verb. Where there is none,
    nobody has said it as a rule: “You can look at your son and say, ‘You can be anything.’”
    """
    pieces = sorted(piece for attribution in attributions for piece in attribution.content)
    in_cues = {at for attribution in attributions if attribution.cue for at in range(*attribution.cue)}
    name_to = {name.end: name for name in names}
    opened: dict[int, int] = {}
    found: list[Attribution] = []
    for mark in marks:
        opened[mark.depth] = mark.start
        if not (mark.depth and mark.closed):
            continue
        start = _clause_start(text, opened[mark.depth - 1] + 1, mark.start)
        cue = _cue(text, start, mark.start)
        if cue is None or not in_cues.isdisjoint(range(*cue)):
            continue
        source = _source(text, start, cue, name_to)
        behind = pieces[bisect_left(pieces, (cue[1],)) : bisect_left(pieces, (mark.end,))]
        if source and not any(_is_most_of(piece, mark) for piece in behind):
            found.append(Attribution(((mark.start, mark.end),), cue, source, True, SCORE))
    return sorted([*attributions, *found], key=attrgetter("content"))


def _is_most_of(piece: Span, mark: Quoted) -> bool:
    """Whether a piece is about what stands in some marks: they share half of what either holds."""
    shared = min(piece[1], mark.end) - max(piece[0], mark.start)
    return 2 * shared >= max(piece[1], mark.end) - min(piece[0], mark.start)


def _clause_start(text: str, outer: int, end: int) -> int:
    """Where what leads up to a quotation begins: where the outer one does, or behind a full stop or another mark."""
    first = max(outer, end - _LONGEST_CLAUSE)
    return max((border.end() for border in _CLAUSE_END.finditer(text, first, end)), default=first)


def _cue(text: str, start: int, end: int) -> Span | None:
    """The verb that brings in a quotation at `end`, which a comma or a colon parts from it."""
    before = text[start:end].rstrip()
    if not before or before[-1] not in ",:":
        return None
    if like := _IS_LIKE.search(before[:-1]):
        return start + like.start(1), start + like.end(1)
    words = list(_WORD.finditer(before))
    says = next((word for word in words[: -_BETWEEN - 2 : -1] if cue_lemma(word[0]) in _SAYS), None)
    return (start + says.start(), start + says.end()) if says else None


def _source(text: str, start: int, cue: Span, name_to: Mapping[int, Name]) -> Span | None:
    """Who stands before a verb, but for what may come between; names are given by where they end."""
    words = list(_WORD.finditer(text, start, cue[0]))
    helpers = list(takewhile(lambda word: word[0].lower() in _HELPERS, reversed(words)))
    words = words[: len(words) - len(helpers)]
    if not words:
        return None
    last = words[-1]
    name = name_to.get(last.end())
    if name is not None and start <= name.start:
        return name.start, name.end
    if last[0].lower() in _PRONOUNS:
        return last.span()
    if table("nouns").get(last[0].lower(), {}).get("kind") in _PEOPLE:
        has_determiner = len(words) > 1 and words[-2][0].lower() in _DETERMINERS
        return words[-2 if has_determiner else -1].start(), last.end()
    return None

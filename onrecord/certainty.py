"""How certain a statement is put: as so, hedged, denied, questioned, or still to come."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, cast

from spacy.tokens import Span

from onrecord.cues import cue_class, cue_lemma
from onrecord.lexicons import rows

Certainty = Literal["asserted", "hedged", "denied", "questioned", "future"]

CERTAINTIES: tuple[Certainty, ...] = ("asserted", "hedged", "denied", "questioned", "future")

JOINED = 0.55
"""What is left of a cue's weight after ", and" or ", but": the statement before counts more."""

TRAINED, TRAINED_OF_A_PART = 0.5, 0.25
"""The share that trained scores have against cues where both are there: they are a whole sentence's, and tell less of
one of its parts."""

_BREAKS = frozenset((",", ";", ":", "–", "—", "--", "-", "(", ")"))
_REACH = 4
"""How many words before "that" the verb may stand that it belongs to."""

_BACKSHIFTED = frozenset(("would", "'d"))

_BUT = frozenset(("but", "and", "yet", "or"))


class Cue(NamedTuple):
    """Words that make a statement less than certain.

    Attributes:
        span: The words.
        certainty: What they make of it.
        scope: What they say it of.
        weight: How surely, 0 to 1.
    """

    span: Span
    certainty: Certainty
    scope: Span
    weight: float


class _Entry(NamedTuple):
    words: tuple[str, ...]
    certainty: str
    direction: str
    weight: float


@cache
def _entries() -> dict[str, list[_Entry]]:
    """The lexicon by its first words, the longest cue first."""
    entries: dict[str, list[_Entry]] = {}
    for cue, certainty, direction, weight in rows("certainty")[1:]:
        words = tuple(cue.split())
        entries.setdefault(words[0], []).append(_Entry(words, certainty, direction, float(weight)))
    return {first: sorted(found, key=lambda entry: -len(entry.words)) for first, found in entries.items()}


def certainty_cues(statement: Span, *, reported: bool = True) -> list[Cue]:
    """The cues of a statement with what they say, in text order.

    Example:
        >>> [(cue.span.text, cue.certainty) for cue in certainty_cues(nlp("He allegedly took bribes.")[:])]
        [('allegedly', 'hedged')]

    A cue in a clause that depends on another ("the man who may have seen it left") weighs less. Follows ConText
    (Chapman, Chu and Dowling 2007): a cue, the direction in which it works, and words that end its scope. Does not
    parse: what depends on what is told from conjunctions and commas.

    Args:
        statement: A sentence or a part of one.
        reported: Whether it is reported speech. There "would" is a "will" of the past; elsewhere it mostly is not.
    """
    words = _words(statement)
    entries = [_entry_at(words, i) for i in range(len(words))]
    stops = [i for i in range(len(words)) if _is_stop(words, i, entries[i])]
    found: list[Cue] = []
    depends = 1.0
    at = 0
    while at < len(words):
        if words[at] in _BREAKS:
            depends = 1.0
        elif _joins(words, at):
            depends = JOINED
        entry = entries[at]
        if entry is None:
            at += 1
            continue
        end = at + len(entry.words)
        if entry.certainty == "terminator":
            depends = 1.0 if words[at] == "that" and _reports(words, at) else entry.weight
        elif entry.certainty != "pseudo" and (reported or entry.words[0] not in _BACKSHIFTED):
            first, last = _scope(stops, at, end, len(words), entry.direction)
            found.append(
                Cue(statement[at:end], cast(Certainty, entry.certainty), statement[first:last], entry.weight * depends)
            )
        at = end
    return found


def _words(statement: Span) -> list[str]:
    """The words in small letters; the month of May is no modal, and keeps its capital."""
    words = [token.lower_ for token in statement]
    for i, token in enumerate(statement):
        if token.text == "May" and (i > 0 or (i + 1 < len(words) and words[i + 1].isdigit())):
            words[i] = token.text
    return words


def _reports(words: Sequence[str], at: int) -> bool:
    """Whether one of the words right before "that" is one that reports: "said on Monday that"."""
    return any(cue_class(cue_lemma(word)) for word in words[max(0, at - _REACH) : at] if word.isalpha())


def _joins(words: Sequence[str], at: int) -> bool:
    return words[at] in _BUT and at > 0 and words[at - 1] == ","


def _entry_at(words: Sequence[str], at: int) -> _Entry | None:
    for entry in _entries().get(words[at], ()):
        if tuple(words[at : at + len(entry.words)]) == entry.words:
            return entry
    return None


def _scope(stops: Sequence[int], start: int, end: int, length: int, direction: str) -> tuple[int, int]:
    """Where the scope of a cue starts and ends: at the nearest terminators, in the direction of the cue."""
    before, after = bisect_left(stops, start), bisect_left(stops, end)
    first = stops[before - 1] + 1 if before else 0
    last = stops[after] if after < len(stops) else length
    return (first if direction != "forward" else start), (last if direction != "backward" else end)


def _is_stop(words: Sequence[str], i: int, entry: _Entry | None) -> bool:
    is_terminator = entry is not None and entry.certainty == "terminator"
    return is_terminator or words[i] == ";" or _joins(words, i)


def certainty_of(
    cues: Sequence[Cue], trained: Mapping[str, float] | None = None, share: float = TRAINED
) -> tuple[Certainty, Cue | None, dict[Certainty, float]]:
    """The certainty of a statement, the cue that says so, and how likely each certainty is.

    Args:
        cues: those of the statement.
        trained: probabilities from a network, if there are any; with none the cues alone decide.
        share: that of the trained ones, TRAINED or TRAINED_OF_A_PART.

    Returns:
        The cue is None where the statement is asserted, or where only the trained scores say otherwise.
    """
    by_cue = _by_cues(cues)
    scores = by_cue
    if trained:
        scores = {name: share * trained.get(name, 0.0) + (1 - share) * by_cue[name] for name in CERTAINTIES}
    best = max(CERTAINTIES, key=lambda name: scores[name])
    of_best = [cue for cue in cues if cue.certainty == best]
    return best, max(of_best, key=lambda cue: cue.weight, default=None), scores


def _by_cues(cues: Sequence[Cue]) -> dict[Certainty, float]:
    """What the strongest cue says; a clause that depends on another takes away more than half of a cue's weight."""
    strongest = max(cues, key=lambda cue: cue.weight, default=None)
    scores: dict[Certainty, float] = dict.fromkeys(CERTAINTIES, 0.0)
    if strongest is not None:
        scores[strongest.certainty] = strongest.weight
    scores["asserted"] = 1 - sum(scores.values())
    return scores

"""What headlines quote. Most corpora have their articles without, so that the network overlooks it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from onrecord.lexicons import table
from onrecord.quotation_marks import Quoted
from onrecord.reader.decoding import Attribution, Name, Span
from onrecord.reader.paragraphs import paragraphs

LONGEST = 200
"""Headlines have at most so many characters."""

SCORE = 0.8
"""Set by hand: of what is added here, the corpora have a single case."""

_BEHIND = re.compile(r"\s*:\s|\s[–—-]\s|[–—]")
"""What parts a quotation from the rest of a headline that begins with it."""

_BEFORE = re.compile(r":\s*\Z")
"""What stands before a quotation with which a headline ends."""

_SAID_BY = re.compile(r"\s([^\W\d_][\w'’.-]*(?:\s[\w'’.-]+){0,5})\Z")
"""Who stands behind the last verb of a headline: “Tran misled inquiry, says |watchdog”."""

_TOPIC = re.compile(r"\s+(?:on|about|over|after)\s", re.IGNORECASE)
"""Words after which a headline says what somebody has spoken of: "Diallo on fame: ‘…’"."""

_WHOSE = re.compile(r"\s+(?:of|from|for|at|in)\s", re.IGNORECASE)

_SPEAKS = re.compile(r"\b(?:I|we|you|they|it|he|she|me|my|us|our|your)\b|'s\b|’s\b", re.IGNORECASE)
"""Words that hardly any title has."""


def with_headline(
    text: str, attributions: Sequence[Attribution], names: Sequence[Name], marks: Iterable[Quoted]
) -> list[Attribution]:
    """The attributions, and what the headline begins or ends with in quotation marks, where no cue was found.

    Example:
        “‘It was dark’: villagers recall the night” → ‘It was dark’, without cue and source
        “Amara Diallo on fame: ‘It was never mine’” → ‘It was never mine’, cue “:”, source “Amara Diallo”
        “Tran misled inquiry, says watchdog”, where the network found no source → source “watchdog”

    Args:
        text: The article; its first paragraph is taken for its headline.
        attributions: In text order.
        names: In text order.
        marks: What stands in quotation marks.

    Knows a source by its form only: a name, or a noun for people, that stands first and alone or before "on".
    """
    attributions = _with_last_words(text, attributions)
    told = [one for one in attributions if one.cue is not None]
    found = [one for one in _quotations(text, names, marks) if not any(_overlap(one, other) for other in told)]
    kept = [one for one in attributions if not any(_overlap(one, other) for other in found)]
    return sorted([*kept, *found], key=attrgetter("content"))


def _with_last_words(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, a headline's that ends with its cue and somebody behind it with them as its source."""
    start, end = next(iter(paragraphs(text)), (0, 0))
    whole = list(attributions)
    for number, one in enumerate(whole if end - start <= LONGEST else ()):
        if one.source is not None or one.cue is None or not text.endswith(", ", start, one.cue[0]):
            continue
        said_by = _SAID_BY.match(text, one.cue[1], end)
        if said_by is not None and one.content[-1][1] <= one.cue[0]:
            whole[number] = one._replace(source=said_by.span(1))
    return whole


def _quotations(text: str, names: Sequence[Name], marks: Iterable[Quoted]) -> Iterator[Attribution]:
    """What the headline begins or ends with in quotation marks."""
    start, end = next(iter(paragraphs(text)), (0, 0))
    for mark in marks:
        # Where all of the article is one paragraph, its headline ends nobody knows where, and begins it all the same.
        if mark.start > start and end - start > LONGEST:
            return
        if mark.depth or mark.end > end or not _is_said(text[mark.start : mark.end]):
            continue
        content = ((mark.start, mark.end),)
        if mark.start == start and _BEHIND.match(text, mark.end, end):
            yield Attribution(content, None, None, True, SCORE)
        elif mark.end == end and (colon := _BEFORE.search(text, start, mark.start)):
            source = _source(text, (start, colon.start()), names)
            cue = (colon.start(), colon.start() + 1) if source else None
            yield Attribution(content, cue, source, True, SCORE)


def _source(text: str, before: Span, names: Sequence[Name]) -> Span | None:
    """Who stands before the colon of a headline."""
    start, end = before
    named = next((name for name in names if name.label in ("PERSON", "ORG") and start <= name.start < end), None)
    if named is not None and all(_is_human(word) for word in text[start : named.start].split()):
        return start, named.end
    topic = _TOPIC.search(text, start, end)
    party = (start, topic.start() if topic else end)
    whose = _WHOSE.search(text, *party)
    head = text[start : whose.start() if whose else party[1]].split()
    is_one = "," not in text[slice(*party)] and head and _is_human(head[-1])
    return party if is_one else None


def _is_human(noun: str) -> bool:
    return table("nouns").get(noun.casefold(), {}).get("kind") in ("person", "people", "body")


def _is_said(quoted: str) -> bool:
    """Whether words in quotation marks look like speech rather than a title."""
    words = re.findall(r"\w[\w'’]*", quoted)
    small = sum(word.islower() for word in words)
    return len(words) > 2 and (_SPEAKS.search(quoted) is not None or 2 * small > len(words))


def _overlap(one: Attribution, other: Attribution) -> bool:
    return any(a < stop and start < b for a, b in one.content for start, stop in other.content)

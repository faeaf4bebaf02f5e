"""What in a Doc is not its own running text, as spans: comment forms, embedded posts, captions, bylines."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from itertools import accumulate
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from onrecord.cleaning import marks
from onrecord.sources.found import Mark, MarkKind
from onrecord.tokens import TokenSpans, split_tokens

GROUP = "marks"
"""The span group in which marks are stored, with the kind in capitals as label."""

NOBODYS: tuple[MarkKind, ...] = ("boilerplate", "teaser")
"""Kinds in which names are not the article's: a share bar's “Facebook”, another article's headline."""

UNQUOTED: tuple[MarkKind, ...] = (*NOBODYS, "embed", "byline", "dateline")
"""Kinds in which nothing counts as a quote. An embedded post is its author's as a whole."""


@Language.component("onrecord_marks")
def find_marks(doc: Doc) -> Doc:
    """Stores what `onrecord.cleaning.marks` finds, unless the Doc has its marks from an Article already."""
    if GROUP not in doc.spans:
        set_marks(doc, marks(doc.text))
    return doc


def set_marks(doc: Doc, found: Iterable[Mark]) -> None:
    """Stores marks in ``doc.spans["marks"]``; tokens are split at their borders."""
    found = list(found)
    split_tokens(doc, {border for mark in found for border in (mark.start, mark.end)})
    tokens = TokenSpans(doc)
    spans = [tokens.span(mark.start, mark.end, mark.kind.upper()) for mark in found]
    doc.spans[GROUP] = SpanGroup(doc, name=GROUP, attrs={"scores": [mark.score for mark in found]}, spans=spans)


def marks_of(doc: Doc) -> tuple[Mark, ...]:
    """The marks of a Doc, as its Article would have them."""
    if GROUP not in doc.spans:
        return ()
    group = doc.spans[GROUP]
    return tuple(
        Mark(span.start_char, span.end_char, cast(MarkKind, span.label_.lower()), score)
        for span, score in zip(group, group.attrs["scores"], strict=True)
    )


class Marked:
    r"""Whether a stretch of characters lies within marks of some kinds.

    Example:
        >>> doc = nlp("She left.\nSign up for our newsletter")
        >>> Marked(doc, ["boilerplate"]).covers(10, 17), Marked(doc, ["caption"]).covers(10, 17)
        (True, False)

    Args:
        doc: With its marks stored.
        kinds: Those that count.
    """

    def __init__(self, doc: Doc, kinds: Collection[MarkKind]):
        labels = {kind.upper() for kind in kinds}
        spans = sorted((s.start_char, s.end_char) for s in doc.spans.get(GROUP, ()) if s.label_ in labels)
        self._starts = [start for start, _ in spans]
        # Marks may overlap: of those that start before a place, the one that reaches furthest counts.
        self._ends = list(accumulate((end for _, end in spans), max))

    def covers(self, start: int, end: int) -> bool:
        """Whether the characters from `start` to `end` are marked."""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and end <= self._ends[at]

"""From offsets of characters to tokens and back: the reader thinks in characters, spaCy in tokens."""

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise

from spacy.tokens import Doc, Span


def token_starts(doc: Doc) -> list[int]:
    """The offset of each token's first character, in one go: a loop over the tokens makes an object of each."""
    starts: list[int] = doc.to_array("IDX").tolist()
    return starts


class TokenSpans:
    """Spans of a Doc by characters; `Doc.char_span` walks the Doc for each.

    Every border must be that of a token: see `split_tokens`.
    """

    def __init__(self, doc: Doc):
        self.doc = doc
        self.starts = token_starts(doc)

    def span(self, start: int, end: int, label: str, id_: str = "") -> Span:
        """The span of the characters from `start` to `end`."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1)
        return Span(self.doc, first, last, label, span_id=id_)


def split_tokens(doc: Doc, borders: set[int]) -> None:
    """Splits tokens so that each border, as an offset of characters, is the border of a token.

    Scraped text glues sentences ("bail.He said") and words to dashes, and spaCy keeps some of that in one token.
    The text does not change.
    """
    starts = token_starts(doc)
    inside: dict[int, list[int]] = defaultdict(list)
    for border in sorted(borders):
        i = bisect_right(starts, border) - 1
        if i >= 0 and starts[i] < border < starts[i] + len(doc[i]):
            inside[i].append(border - starts[i])
    if not inside:
        return
    with doc.retokenize() as retokenizer:
        for i, cuts in inside.items():
            token = doc[i]
            edges = [0, *cuts, len(token)]
            parts = [token.text[a:b] for a, b in pairwise(edges)]
            retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))

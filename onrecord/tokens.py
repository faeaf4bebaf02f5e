"""From offsets of characters to tokens and back: the reader thinks in characters, spaCy in tokens."""

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise

from spacy.tokens import Doc, Span, SpanGroup, Token


def token_starts(doc: Doc) -> list[int]:
    """The offset of each token's first character, in one go: a loop over the tokens makes an object of each."""
    starts: list[int] = doc.to_array("IDX").tolist()
    return starts


def sentence_numbers(doc: Doc) -> list[int]:
    """For each token, how many sentences have begun up to it, in one go like `token_starts`."""
    numbers: list[int] = (doc.to_array("SENT_START") == 1).cumsum().tolist()
    return numbers


def words(span: Span) -> list[Token]:
    """The tokens of a span but for spaces that are tokens: no-break spaces, and a second space in a row.

    Line ends are kept: what stands on two lines does not stand side by side.
    """
    return [token for token in span if not _is_gap(token)]


def word_before(doc: Doc, i: int) -> Token | None:
    """The token before token `i`, spaces that are tokens left out; None at the start."""
    return next((doc[at] for at in range(i - 1, -1, -1) if not _is_gap(doc[at])), None)


def word_from(doc: Doc, i: int) -> Token | None:
    """Token `i` or, where that is a space, the one after it; None at the end."""
    return next((doc[at] for at in range(i, len(doc)) if not _is_gap(doc[at])), None)


def _is_gap(token: Token) -> bool:
    return token.is_space and _LINE_ENDS.isdisjoint(token.text)


_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")


class TokenSpans:
    """Spans of a Doc by characters; `Doc.char_span` walks the Doc for each.

    Every border must be that of a token: see `split_tokens`.
    """

    def __init__(self, doc: Doc):
        self.doc = doc
        self.starts = token_starts(doc)

    def span(self, start: int, end: int, label: str, id_: str = "", kb_id: str = "") -> Span:
        """The span of the characters from `start` to `end`."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1)
        return Span(self.doc, first, last, label, kb_id=kb_id, span_id=id_)


def split_tokens(doc: Doc, borders: set[int]) -> None:
    """Splits tokens so that each border, as an offset of characters, is the border of a token.

    Scraped text glues sentences ("bail.He said") and words to dashes, and spaCy keeps some of that in one token.
    The text does not change, and span groups that are there already stay where they are in it.
    """
    starts = token_starts(doc)
    inside: dict[int, list[int]] = defaultdict(list)
    for border in sorted(borders):
        i = bisect_right(starts, border) - 1
        if i >= 0 and starts[i] < border < starts[i] + len(doc[i]):
            inside[i].append(border - starts[i])
    if not inside:
        return
    # spaCy moves entities with their tokens, and leaves span groups behind.
    groups = {name: (dict(group.attrs), [_described(span) for span in group]) for name, group in doc.spans.items()}
    with doc.retokenize() as retokenizer:
        for i, cuts in inside.items():
            token = doc[i]
            edges = [0, *cuts, len(token)]
            parts = [token.text[a:b] for a, b in pairwise(edges)]
            retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))
    tokens = TokenSpans(doc)
    for name, (attrs, spans) in groups.items():
        doc.spans[name] = SpanGroup(doc, name=name, attrs=attrs, spans=[tokens.span(*span) for span in spans])


def _described(span: Span) -> tuple[int, int, str, str, str]:
    return span.start_char, span.end_char, span.label_, span.id_, span.kb_id_

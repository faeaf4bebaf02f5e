"""Sentence starts for news: by punctuation, quotation marks and paragraphs."""

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.quotation_marks import MARKS
from onrecord.reader.paragraphs import paragraphs

_ENDS = frozenset((".", "!", "?", "…", "...", "?!", "!?", "!!", "??", "...."))
_BRACKETS = frozenset(")]}")


def sentence_starts(doc: Doc) -> list[bool]:
    """For each token, whether a sentence starts with it.

    Example:
        “Why now?” asked Mr. Diallo. “Nobody knows.” → starts at “ (Why) and “ (Nobody)

    A sentence ends with its paragraph, and after a full stop, question or exclamation mark with the closing marks
    behind it, unless what follows goes on in lower case. Does not know abbreviations beyond those that spaCy's
    tokenizer keeps whole ("Mr.", "U.S.").
    """
    starts = [False] * len(doc)
    firsts = {start for start, _ in paragraphs(doc.text)}
    ended = True
    for token in doc:
        if token.idx in firsts:
            ended = True
        if token.is_space:
            continue
        if ended and not _goes_on(doc, token.i):
            starts[token.i] = True
            ended = False
        elif ended and token.text not in MARKS and token.text not in _BRACKETS:
            ended = False
        if token.text in _ENDS:
            ended = True
    if starts:
        starts[0] = True
    return starts


def _goes_on(doc: Doc, i: int) -> bool:
    """Whether the token belongs to the sentence before although a full stop stands between."""
    token = doc[i]
    before = doc[i - 1] if i else None
    if token.text in _ENDS or token.text in _BRACKETS or token.text in ",;:":
        return True
    if token.text in MARKS:
        # A mark right after the full stop closes; after a space it opens.
        return before is not None and not before.whitespace_ and not before.is_space
    return token.is_lower and before is not None and not before.is_space


@Language.component("onrecord_sentences")
def set_sentences(doc: Doc) -> Doc:
    """Sets ``token.is_sent_start`` of every token."""
    for token, starts in zip(doc, sentence_starts(doc), strict=True):
        token.is_sent_start = starts
    return doc

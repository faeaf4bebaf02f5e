"""Sentence starts for news: by punctuation, quotation marks and paragraphs."""

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from onrecord.quotation_marks import MARKS
from onrecord.reader.paragraphs import paragraphs

_ENDS = frozenset((".", "!", "?", "…", "...", "...."))
_BRACKETS = frozenset(")]}")
_SHORTENED = frozenset("sgt lt col maj cpl capt cmdr pvt insp supt det msgr hon no nos".split())
"""Short forms before names and numbers that the tokenizer parts from their full stop."""

_MAY_END = frozenset("u.s. u.k. u.n. e.u. d.c. a.m. p.m. inc. corp. co. ltd. jr. sr. ph.d. m.d.".split())
"""Short forms that may end a sentence; their full stop is then the sentence's as well."""

_STARTERS = frozenset(
    "The A An He She It They We I You This That These Those There His Her Its Their Our In On At But And So If When "
    "While After Before As For From With By Then Now Not What Who Why How".split()
)
"""Words that are no part of a name: in capitals after a short form, they begin a sentence."""


def sentence_starts(doc: Doc) -> list[bool]:
    """For each token, whether a sentence starts with it.

    Example:
        “Why now?” asked Mr. Diallo. “Nobody knows.” → starts at “ (Why) and “ (Nobody)

    A sentence ends with its paragraph, and after a full stop, question or exclamation mark with the closing marks
    behind it, unless what follows goes on in lower case. After a short form ("Mr.", "U.S.", "Lt.") the sentence goes
    on, unless it is one that may end it and a word follows that is no name: "in the U.S. He" but "U.S. Senate".
    """
    starts = [False] * len(doc)
    firsts = {start for start, _ in paragraphs(doc.text)}
    ended = True
    for token in doc:
        if token.idx in firsts:
            ended = True
        if token.is_space:
            continue
        if ended and not _goes_on(token):
            starts[token.i] = True
            ended = False
        elif ended and token.text not in MARKS and token.text not in _BRACKETS:
            ended = False
        if _is_end(token):
            ended = True
    if starts:
        starts[0] = True
    return starts


def _is_end(token: Token) -> bool:
    """Whether a sentence may end with the token."""
    text = token.text
    if token.lower_ in _MAY_END:
        after = _word_after(token)
        return after is not None and after.text in _STARTERS
    before = token.nbor(-1) if text == "." and token.i else None
    if before is not None and not before.whitespace_ and before.lower_ in _SHORTENED:
        after = _word_after(token)
        is_number = before.lower_ in ("no", "nos")
        return after is None or not (after.is_digit if is_number else after.is_title)
    return text in _ENDS or text[-1] in "!?"


def _word_after(token: Token) -> Token | None:
    return next((after for after in token.doc[token.i + 1 : token.i + 3] if not after.is_space), None)


def _goes_on(token: Token) -> bool:
    """Whether the token belongs to the sentence before although a full stop stands between."""
    before = token.nbor(-1) if token.i else None
    if token.text in _ENDS or token.text in _BRACKETS or token.text in ",;:":
        return True
    if token.text in MARKS:
        # A mark right after the full stop closes; after a space it opens, or where its shape says so: Stop.“Why?”
        opens = token.text in "“‘«" and not token.whitespace_
        return before is not None and not before.whitespace_ and not before.is_space and not opens
    return token.is_lower and before is not None and not before.is_space


@Language.component("onrecord_sentences")
def set_sentences(doc: Doc) -> Doc:
    """Sets ``token.is_sent_start`` of every token."""
    # All at once: the setter of one token looks through the whole Doc.
    values = np.array([1 if starts else -1 for starts in sentence_starts(doc)], dtype=np.int64)
    doc.from_array(["SENT_START"], values.view(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]  # numpy is meant
    return doc

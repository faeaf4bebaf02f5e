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
        if ended and not _goes_on(doc, token.i):
            starts[token.i] = True
            ended = False
        elif ended and token.text not in MARKS and token.text not in _BRACKETS:
            ended = False
        if _is_end(doc, token.i):
            ended = True
    if starts:
        starts[0] = True
    return starts


def _is_end(doc: Doc, i: int) -> bool:
    """Whether a sentence may end with the token."""
    if doc[i].lower_ in _MAY_END:
        after = _word_after(doc, i)
        return after is not None and after.text in _STARTERS
    if doc[i].text == "." and i and not doc[i - 1].whitespace_ and doc[i - 1].lower_ in _SHORTENED:
        after = _word_after(doc, i)
        is_number = doc[i - 1].lower_ in ("no", "nos")
        return after is None or not (after.is_digit if is_number else after.is_title)
    return doc[i].text in _ENDS or doc[i].text[-1] in "!?"


def _word_after(doc: Doc, i: int) -> Token | None:
    return next((token for token in doc[i + 1 : i + 3] if not token.is_space), None)


def _goes_on(doc: Doc, i: int) -> bool:
    """Whether the token belongs to the sentence before although a full stop stands between."""
    token = doc[i]
    before = doc[i - 1] if i else None
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

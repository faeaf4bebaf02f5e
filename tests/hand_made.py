"""Docs made by hand, so that rules are tested on names and quotes that are certainly right.

Sentences carry their answers as marks:

    [Amara Diallo|PERSON]   a name and its label
    {“We won,”}             content
    <said>                  its cue
    (she)                   its source
    ‹the minister›          a description of a person or a body

What is marked in one string belongs together, so a string has one attribution at most:

    doc_of("{“We won,”} <said> ([Amara Diallo|PERSON]).", "{“At last,”} <added> (she).")
"""

import re
from collections.abc import Sequence

import numpy as np
import spacy
from spacy.tokens import Doc

from onrecord.links import LINKS_KEY
from onrecord.pipeline import set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.links import DISTANCES, LINK_WIDTH, SEEKERS
from onrecord.reader.reader import Reading

_CLOSES = {"]": "[", "}": "{", ">": "<", ")": "(", "›": "‹"}


def _nlp():
    nlp = spacy.blank("en")
    for component in ("onrecord_sentences", "onrecord_entities", "onrecord_speakers"):
        nlp.add_pipe(component)
    return nlp


NLP = _nlp()


def doc_of(*marked: str, between: str = " ", together: Sequence[Sequence[str]] = ()) -> Doc:
    """A Doc as our pipeline makes it, of strings with marks, joined by `between`.

    Args:
        marked: The strings.
        between: What joins them.
        together: Groups of words, each the last of a mention, or of a quote, that a network finds to go together;
            without, no network has read the text.
    """
    text, names, attributions, nominals = "", [], [], []
    for number, piece in enumerate(marked):
        text += between if number else ""
        plain, spans = _unmarked(piece, len(text))
        text += plain
        names += [Name(start, end, label, 1.0) for kind, start, end, label in spans if kind == "["]
        nominals += [(start, end) for kind, start, end, _ in spans if kind == "‹"]
        content, cue, source = ([(start, end) for kind, start, end, _ in spans if kind == of] for of in "{<(")
        if content:
            attributions.append(
                Attribution(tuple(content), cue[0] if cue else None, source[0] if source else None, True, 0.9)
            )
    return finished(text, Reading(sorted(names), attributions, nominals), together)


def finished(text: str, reading: Reading, together: Sequence[Sequence[str]] = ()) -> Doc:
    """The Doc of a text and what a reader would say of it."""
    doc = set_reading(NLP.make_doc(text), reading)
    if together:
        doc.user_data[LINKS_KEY] = _links(text, together)
    for _, component in NLP.pipeline:
        doc = component(doc)
    return doc


def _links(text: str, together: Sequence[Sequence[str]]) -> tuple[np.ndarray, ...]:
    """Vectors in which the words of a group point the same way, and weights that only ask for that."""
    words = list(re.finditer(r"\w+", text))
    values = np.zeros((len(words), 4, LINK_WIDTH), dtype=np.float16)
    for number, group in enumerate(together):
        for row, word in zip(values, words, strict=True):
            # The second and the fourth quarter are those of a mention's last word.
            row[[1, 3], number] = 4.0 * (word[0] in group)
    starts = np.array([word.start() for word in words])
    kinds = len(SEEKERS)
    nothing = np.zeros((kinds, LINK_WIDTH)), np.zeros((kinds, 2 * DISTANCES))
    return (starts, values.reshape(len(words), -1), *nothing, np.ones(kinds))


def _unmarked(marked: str, offset: int) -> tuple[str, list[tuple[str, int, int, str]]]:
    """The text without marks, and (opening mark, start, end, label) of each."""
    plain, open_, spans, at = "", [], [], 0
    while at < len(marked):
        char = marked[at]
        if char in _CLOSES.values():
            open_.append((char, offset + len(plain)))
        elif char == "|":
            at = marked.index("]", at)
            _, start = open_.pop()
            label = marked[marked.rindex("|", 0, at) + 1 : at]
            spans.append(("[", start, offset + len(plain), label))
        elif char in _CLOSES:
            kind, start = open_.pop()
            assert kind == _CLOSES[char], marked
            spans.append((kind, start, offset + len(plain), ""))
        else:
            plain += char
        at += 1
    assert not open_, marked
    return plain, spans

"""A pipeline whose reader is a few regular expressions: tables and shell are tested without a model."""

import re

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.claims import SentenceScores, set_claims
from onrecord.pipeline import COMPONENTS, set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.reader.whole_names import without_overlaps

NAME = re.compile(r"(?:Ana|Ines|José|Zoë) [A-ZÁÉÍÓÚ]\w+")
VALUE = re.compile(r"(?P<DATE>(?:Mon|Tues|Thurs)day)|(?P<MONEY>\$\d[\d,]*)")
QUOTE = re.compile(rf"(?P<content>“[^”]+”),? (?P<cue>said|has denied) (?P<source>{NAME.pattern}|she|the mayor)")
BELIEF = re.compile(rf"(?P<source>{NAME.pattern}|She) (?P<cue>hopes to|believes) (?P<content>[^.]+)")

RAISES = "This text breaks the reader."


def read(text: str) -> Reading:
    names = [Name(*match.span(), "PERSON", 0.9) for match in NAME.finditer(text)]
    names += [Name(*match.span(), match.lastgroup, 0.9) for match in VALUE.finditer(text)]
    attributions = [
        Attribution((match.span("content"),), match.span("cue"), match.span("source"), speech, 0.8125)
        for pattern, speech in ((QUOTE, True), (BELIEF, False))
        for match in pattern.finditer(text)
    ]
    return Reading(without_overlaps(names), sorted(attributions, key=lambda attribution: attribution.content))


@Language.component("stand_in_reader")
def stand_in_reader(doc: Doc) -> Doc:
    if RAISES in doc.text:
        raise ValueError("no such luck")
    return set_reading(doc, read(doc.text))


@Language.component("stand_in_claims")
def stand_in_claims(doc: Doc) -> Doc:
    """What holds a figure is worth checking, what is asked is no fact, and the rest nobody would check."""
    return set_claims(doc, [scores(sentence.text) for sentence in doc.sents])


def scores(sentence: str) -> SentenceScores:
    labels = (
        (0.9, 0.05, 0.05) if "?" in sentence else (0.1, 0.2, 0.7) if re.search(r"\d", sentence) else (0.1, 0.8, 0.1)
    )
    return SentenceScores(*labels, kinds={"event": 0.9}, certainty={"asserted": 1.0}, article=0.5)


def load(*, threads: int = 1) -> Language:
    nlp = spacy.blank("en")
    assert COMPONENTS[:2] == ("onrecord_marks", "onrecord_reader") and COMPONENTS[-1] == "onrecord_claims"
    for component in ("onrecord_marks", "stand_in_reader", *COMPONENTS[2:-1], "stand_in_claims"):
        nlp.add_pipe(component)
    return nlp

"""`load`: On Record as a spaCy pipeline."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import onrecord.entities
import onrecord.sentences
import onrecord.speakers  # noqa: F401  (all three register their components)
from onrecord.names import possessive
from onrecord.quotes import store_attributions, token_starts
from onrecord.reader.decoding import Name
from onrecord.reader.network import MODEL
from onrecord.reader.reader import Reader, Reading

COMPONENTS = ("onrecord_reader", "onrecord_sentences", "onrecord_entities", "onrecord_speakers")


def load(*, threads: int = 1, model: Path | str | None = None) -> Language:
    """The pipeline: blank English tokenizer, the trained reader, sentences, entities, speakers.

    Example:
        >>> nlp = onrecord.load()
        >>> doc = nlp("“We won,” said Amara Diallo.")
        >>> [(ent.text, ent.label_) for ent in doc.ents]
        [('Amara Diallo', 'PERSON')]

    Args:
        threads: How many cores the reader may use. It changes the time, never the answer.
        model: A folder with a model of your own training; the shipped one otherwise.

    Raises:
        FileNotFoundError: The model folder is incomplete.

    Reads English. Text in another language gives poor tables, not an error.
    """
    nlp = spacy.blank("en")
    # The limit is there for parsers that hold a whole text in memory at once; windows do not.
    nlp.max_length = 50_000_000
    nlp.add_pipe("onrecord_reader", config={"threads": threads, "model": str(model or "")})
    for component in COMPONENTS[1:]:
        nlp.add_pipe(component)
    return nlp


@Language.factory("onrecord_reader", default_config={"threads": 1, "model": ""})
def make_reader(nlp: Language, name: str, threads: int, model: str) -> "ReaderComponent":
    """The reader component; `model` is a folder, or "" for the shipped one."""
    return ReaderComponent(Reader.load(Path(model) if model else MODEL, threads=threads))


class ReaderComponent:
    """Writes what the reader finds onto Docs: ``doc.ents`` and the groups quotes, cues and speakers."""

    def __init__(self, reader: Reader):
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Reads one Doc."""
        return set_reading(doc, self.reader.read(doc.text))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Reads Docs in batches, in order; the answer to one does not depend on the others."""
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            for doc, reading in zip(docs, self.reader.pipe(doc.text for doc in docs), strict=True):
                yield set_reading(doc, reading)


def set_reading(doc: Doc, reading: Reading) -> Doc:
    """Stores a reading of the Doc's text on the Doc."""
    text = doc.text  # spaCy joins it from the tokens at each call
    names = [_without_possessive(name, text) for name in reading.names]
    spans = [(name.start, name.end) for name in names]
    for attribution in reading.attributions:
        spans += [*attribution.content, *filter(None, (attribution.cue, attribution.source))]
    split_tokens(doc, {border for span in spans for border in span} | _glued(text))
    doc.ents = _ents(doc, names)
    store_attributions(doc, reading.attributions)
    return doc


def _without_possessive(name: Name, text: str) -> Name:
    ending = possessive(text[name.start : name.end], name.label, text[name.end : name.end + 30])
    return name._replace(end=name.end - len(ending))


def _ents(doc: Doc, names: Sequence[Name]) -> list[Span]:
    starts = token_starts(doc)
    return [
        Span(doc, bisect_right(starts, name.start) - 1, bisect_right(starts, name.end - 1), name.label)
        for name in names
    ]


_GLUED = re.compile(r"(?<=\w)[.,!?…]*[“”\"«»]+(?=\w)")


def _glued(text: str) -> set[int]:
    """The borders of quotation marks between two words, and of the stops before them: Stop!”He left."""
    return {i for match in _GLUED.finditer(text) for i in range(match.start(), match.end() + 1)}


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

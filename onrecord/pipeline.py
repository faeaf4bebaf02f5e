"""`load`: On Record as a spaCy pipeline."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import tee
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import onrecord.sentences
import onrecord.speakers  # noqa: F401  (both register their components)
from onrecord.articles import Article
from onrecord.claims import set_claims
from onrecord.entities import NOMINALS
from onrecord.links import LINKS_KEY
from onrecord.marks import NOBODYS, UNQUOTED, Marked, set_marks
from onrecord.names import possessive
from onrecord.quotes import store_attributions
from onrecord.reader.claims import ClaimScorer
from onrecord.reader.decoding import Name
from onrecord.reader.network import MODEL
from onrecord.reader.reader import Reader, Reading
from onrecord.sentence_scores import VECTORS_KEY, sentence_scores
from onrecord.tokens import TokenSpans, split_tokens

COMPONENTS = (
    "onrecord_marks",
    "onrecord_reader",
    "onrecord_sentences",
    "onrecord_entities",
    "onrecord_speakers",
    "onrecord_claims",
)


def load(*, threads: int = 1, model: Path | str | None = None) -> Language:
    """The pipeline: blank English tokenizer, marks, the trained reader, sentences, entities, speakers, claims.

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
    folder = str(model or "")
    config: dict[str, dict[str, Any]] = {
        "onrecord_reader": {"threads": threads, "model": folder},
        "onrecord_claims": {"model": folder},
    }
    for component in COMPONENTS:
        nlp.add_pipe(component, config=config.get(component, {}))
    return nlp


def make_doc(nlp: Language, article: Article) -> Doc:
    """The Doc of an article before the pipeline has run, with the article's marks.

    Example:
        >>> [article] = onrecord.read_articles("articles/port_strike.html")  # doctest: +SKIP
        >>> doc = nlp(make_doc(nlp, article))  # doctest: +SKIP

    What a page's own elements say (this is a caption) is known to the Article and not to its text: `nlp(article.text)`
    knows only what the words tell.
    """
    doc = nlp.make_doc(article.text)
    set_marks(doc, article.marks)
    return doc


@Language.factory("onrecord_reader", default_config={"threads": 1, "model": ""})
def make_reader(nlp: Language, name: str, threads: int, model: str) -> "ReaderComponent":
    """The reader component; `model` is a folder, or "" for the shipped one."""
    return ReaderComponent(Reader.load(Path(model) if model else MODEL, threads=threads))


@Language.factory("onrecord_claims", default_config={"model": ""})
def make_claims(nlp: Language, name: str, model: str) -> Callable[[Doc], Doc]:
    """The component that makes claims of what the reader says of each word; `model` as for the reader."""
    scorer = ClaimScorer.load((Path(model) if model else MODEL) / "claims.npz")

    def component(doc: Doc) -> Doc:
        return set_claims(doc, sentence_scores(doc, scorer))

    return component


class ReaderComponent:
    """Writes what the reader finds onto Docs: ``doc.ents`` and the groups quotes, cues and speakers."""

    def __init__(self, reader: Reader):
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Reads one Doc."""
        return self._set(doc, self.reader.read(doc.text))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Reads Docs in order; the answer to one does not depend on the others, nor on spaCy's `batch_size`."""
        docs, ahead = tee(stream)
        for doc, reading in zip(docs, self.reader.pipe(doc.text for doc in ahead), strict=True):
            yield self._set(doc, reading)

    def _set(self, doc: Doc, reading: Reading) -> Doc:
        if reading.links is not None and reading.claims is not None:
            scorer = self.reader.network.link_scorer
            doc.user_data[LINKS_KEY] = (
                reading.links.starts,
                reading.links.values,
                scorer.kind,
                scorer.distance,
                scorer.nobody,
            )
            doc.user_data[VECTORS_KEY] = (reading.claims.starts, reading.claims.values)
        return set_reading(doc, reading)


def set_reading(doc: Doc, reading: Reading) -> Doc:
    """Stores a reading of the Doc's text on the Doc."""
    text = doc.text  # spaCy joins it from the tokens at each call
    nobodys, unquoted = Marked(doc, NOBODYS), Marked(doc, UNQUOTED)
    names = [_without_possessive(name, text) for name in reading.names if not nobodys.covers(name.start, name.end)]
    attributions = [
        attribution
        for attribution in reading.attributions
        if not unquoted.covers(attribution.content[0][0], attribution.content[-1][1])
    ]
    nominals = [nominal for nominal in reading.nominals if not nobodys.covers(*nominal)]
    spans = [(name.start, name.end) for name in names] + nominals
    for attribution in attributions:
        spans += [*attribution.content, *filter(None, (attribution.cue, attribution.source))]
    split_tokens(doc, {border for span in spans for border in span} | glued(text))
    tokens = TokenSpans(doc)
    doc.ents = [tokens.span(name.start, name.end, name.label) for name in names]
    store_attributions(doc, attributions)
    doc.spans[NOMINALS] = [tokens.span(start, end, "") for start, end in nominals]
    return doc


def _without_possessive(name: Name, text: str) -> Name:
    ending = possessive(text[name.start : name.end], name.label, text[name.end : name.end + 30])
    return name._replace(end=name.end - len(ending))


_GLUED = re.compile(r"(?<=\w)[.,!?…]*[“”\"«»]+(?=\w)")


def glued(text: str) -> set[int]:
    """The borders of quotation marks between two words, and of the stops before them: Stop!”He left."""
    return {i for match in _GLUED.finditer(text) for i in range(match.start(), match.end() + 1)}

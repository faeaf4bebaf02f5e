"""The reader as the rest of the package sees it: texts in, names and attributions out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, tee
from pathlib import Path
from typing import NamedTuple

import numpy as np

from onrecord.quotation_marks import quoted
from onrecord.reader.claims import CLAIM_WIDTH
from onrecord.reader.decoding import Attribution, Name, Span, WordScores, decode
from onrecord.reader.handles import with_handles
from onrecord.reader.headlines import with_headline
from onrecord.reader.inner_quotations import with_inner_quotations
from onrecord.reader.links import LINK_WIDTH
from onrecord.reader.name_labels import labelled
from onrecord.reader.network import MODEL, Network
from onrecord.reader.repair import repaired
from onrecord.reader.turns import turns, with_turns, without_letters
from onrecord.reader.vectors import WordVectors
from onrecord.reader.whole_names import whole_names
from onrecord.reader.windows import Window, windows


class Reading(NamedTuple):
    """What the reader found in one text, in text order; all offsets are code points of the text.

    Attributes:
        names: Names.
        attributions: Who said what, as printed.
        nominals: Descriptions of people and bodies: "the minister", "the company".
        links: What tells who is who, see `onrecord.links`; None for a reading that no network has made.
        claims: What tells what is claimed, see `onrecord.sentence_scores`; None likewise.
    """

    names: list[Name]
    attributions: list[Attribution]
    nominals: Sequence[Span] = ()
    links: WordVectors | None = None
    claims: WordVectors | None = None


class Reader:
    """Reads texts.

    Example:
        >>> reader = Reader.load()
        >>> reader.read("“We won,” Amara Diallo said.").names
        [Name(start=10, end=22, label='PERSON', score=0.99...)]

    Does not resolve who "she" is, nor which names are the same person's: see `onrecord.entities`.
    """

    def __init__(self, network: Network):
        self.network = network

    @classmethod
    def load(cls, folder: Path = MODEL, *, threads: int = 1) -> "Reader":
        """The shipped reader, or one of your own training."""
        return cls(Network.load(folder, threads=threads))

    def read(self, text: str) -> Reading:
        """Reads one text."""
        [reading] = self.pipe([text])
        return reading

    def pipe(self, texts: Iterable[str]) -> Iterator[Reading]:
        """Reads many texts, in order. The answer to one does not depend on the others."""
        cut, ahead = tee((text, windows(text, self.network.tokenizer)) for text in texts)
        scores = self.network.scores(window for _, of_text in ahead for window in of_text)
        for text, of_text in cut:
            yield self._reading(text, of_text, islice(scores, len(of_text)))

    def _reading(self, text: str, cut: list[Window], scores: Iterable[WordScores]) -> Reading:
        names: list[Name] = []
        attributions: list[Attribution] = []
        nominals: list[Span] = []
        links: list[WordVectors] = []
        claims: list[WordVectors] = []
        marks = quoted(text)
        quotations = [(mark.start, mark.end) for mark in marks]
        # A window's scores are gone before the next one's come: those of a long text would not fit in memory.
        for window, of_window in zip(cut, scores, strict=True):
            decoded = decode(window, of_window, self.network.role_scorer, quotations)
            names += decoded.names
            attributions += decoded.attributions
            nominals += decoded.nominals
            links.append(_owned(window, of_window.link))
            claims.append(_owned(window, of_window.claim))
        names = labelled(text, with_handles(text, whole_names(text, names)))
        found = turns(text, names)
        attributions = with_inner_quotations(text, repaired(text, attributions, names), names, marks)
        return Reading(
            without_letters(text, names, found),
            with_turns(with_headline(text, attributions, names, marks), found),
            nominals,
            WordVectors.joined(links, 4 * LINK_WIDTH),
            WordVectors.joined(claims, CLAIM_WIDTH),
        )


def _owned(window: Window, values: np.ndarray) -> WordVectors:
    """The vectors of the words that a window answers for."""
    owned = [number for number, word in enumerate(window.words) if word.owned]
    starts = np.array([window.words[number].start for number in owned], dtype=np.int64)
    return WordVectors(starts, values[owned].astype(np.float16))

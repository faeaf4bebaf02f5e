"""The reader as the rest of the package sees it: texts in, names and attributions out."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from onrecord.reader.claims import EVIDENCE, Evidence
from onrecord.reader.decoding import Attribution, Name, WordScores, decode
from onrecord.reader.network import MODEL, Network
from onrecord.reader.repair import repaired
from onrecord.reader.whole_names import whole_names
from onrecord.reader.windows import Window, windows

TEXTS_AT_ONCE = 16
"""How many texts are cut into windows before the network runs: it keeps several threads busy on short texts."""


class Reading(NamedTuple):
    """What the reader found in one text, in text order; all offsets are code points of the text.

    `evidence` is what its words say of claims; None where nobody asked.
    """

    names: list[Name]
    attributions: list[Attribution]
    evidence: Evidence | None = None


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
        texts = iter(texts)
        while batch := list(islice(texts, TEXTS_AT_ONCE)):
            cut = [windows(text, self.network.tokenizer) for text in batch]
            scores = self.network.scores([window for text_windows in cut for window in text_windows])
            for text, text_windows in zip(batch, cut, strict=True):
                names: list[Name] = []
                attributions: list[Attribution] = []
                evidence: list[Evidence | None] = []
                for window in text_windows:
                    of_window = next(scores)
                    more_names, more_attributions = decode(window, of_window, self.network.role_scorer)
                    names += more_names
                    attributions += more_attributions
                    evidence.append(_owned(window, of_window))
                whole = whole_names(text, names)
                yield Reading(whole, repaired(text, attributions, whole), _joined(evidence))


def _owned(window: Window, scores: WordScores) -> Evidence | None:
    """The evidence of the words that a window answers for."""
    if scores.evidence is None:
        return None
    owned = [number for number, word in enumerate(window.words) if word.owned]
    starts = np.array([window.words[number].start for number in owned], dtype=np.int64)
    return Evidence(starts, scores.evidence[owned])


def _joined(of_windows: list[Evidence | None]) -> Evidence | None:
    """The evidence of all windows of a text; None where one has none."""
    parts = [part for part in of_windows if part is not None]
    if len(parts) < len(of_windows):
        return None
    starts = [np.empty(0, dtype=np.int64), *(part.starts for part in parts)]
    values = [np.empty((0, len(EVIDENCE)), dtype=np.float16), *(part.values for part in parts)]
    return Evidence(np.concatenate(starts), np.concatenate(values))

"""The reader as the rest of the package sees it: texts in, names and attributions out."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from onrecord.reader.decoding import Attribution, Name, decode
from onrecord.reader.network import MODEL, Network
from onrecord.reader.repair import repaired
from onrecord.reader.whole_names import whole_names
from onrecord.reader.windows import windows

TEXTS_AT_ONCE = 16
"""How many texts are cut into windows before the network runs: it keeps several threads busy on short texts."""


class Reading(NamedTuple):
    """What the reader found in one text, in text order; all offsets are code points of the text."""

    names: list[Name]
    attributions: list[Attribution]


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
                for window in text_windows:
                    more_names, more_attributions = decode(window, next(scores), self.network.role_scorer)
                    names += more_names
                    attributions += more_attributions
                whole = whole_names(text, names)
                yield Reading(whole, repaired(text, attributions, whole))

"""Cuts a text into the windows of word pieces that the network sees, each piece with its characters' offsets.

A window holds whole paragraphs with [SEP] between them, so that a quote sees its neighbours; a paragraph
that is longer than a window is cut into overlapping ones. The vocabulary is uncased: how a word is written
reaches the network through an input of its own (`Case`).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

from onrecord.reader.paragraphs import paragraphs

WINDOW = 192
"""Length of a window in word pieces, [CLS] and [SEP] included: the shorter one of those trained on."""

OVERLAP = 64
"""How many word pieces two windows share that are cut from one long paragraph."""


class Case(IntEnum):
    """How a word is written."""

    LOWER = 0
    CAPITALISED = 1
    UPPER = 2
    MIXED = 3


class Word(NamedTuple):
    """One word or punctuation mark of a window.

    Attributes:
        piece: Index of its first word piece in the window.
        start: Offset of its first character in the text, in code points.
        end: Offset after its last character.
        owned: Whether this window answers for it; a word in an overlap is owned by the window that sees
            more of what stands around it.
    """

    piece: int
    start: int
    end: int
    owned: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one text as the network sees it.

    Attributes:
        ids: Word-piece ids, [CLS] first, at most `WINDOW`.
        cases: One `Case` per word piece.
        words: The words, in order.
    """

    ids: list[int]
    cases: list[int]
    words: list[Word]


class Pieces(NamedTuple):
    """The word pieces of one paragraph, as lists of one length.

    Attributes:
        ids: Word-piece ids.
        cases: One `Case` per piece.
        starts: Offset of the first character of the piece's word, in code points; None where a word goes on.
        ends: Offset after the word's last character.
    """

    ids: list[int]
    cases: list[int]
    starts: list[int | None]
    ends: list[int]

    def part(self, first: int, stop: int) -> "Pieces":
        """The pieces from `first` to before `stop`."""
        return Pieces(self.ids[first:stop], self.cases[first:stop], self.starts[first:stop], self.ends[first:stop])


def windows(text: str, tokenizer: Tokenizer, *, size: int = WINDOW, overlap: int = OVERLAP) -> list[Window]:
    """Cuts a text into windows; every word of the text is owned by exactly one of them.

    Example:
        >>> [window] = windows("“We won,” she said.", tokenizer)
        >>> [(word.start, word.end) for word in window.words][:3]
        [(0, 1), (1, 3), (4, 7)]

    Characters that no vocabulary knows (some emoji, control characters) become [UNK] or vanish from the
    window, never from the text: offsets are those of the text as it came.
    """
    return pack(pieces_of(text, paragraphs(text), tokenizer), tokenizer, size=size, overlap=overlap)


def pieces_of(text: str, spans: Sequence[tuple[int, int]], tokenizer: Tokenizer) -> list[Pieces]:
    """The word pieces of each paragraph that has any."""
    encodings = tokenizer.encode_batch([text[start:end] for start, end in spans], add_special_tokens=False)
    return [
        _pieces(text, start, encoding) for (start, _), encoding in zip(spans, encodings, strict=True) if encoding.ids
    ]


def _pieces(text: str, start: int, encoding: Encoding) -> Pieces:
    offsets, word_ids = encoding.offsets, encoding.word_ids
    pieces = Pieces(encoding.ids, [], [], [])
    last_word, case = None, int(Case.LOWER)
    word_end: dict[int | None, int] = dict(zip(word_ids, (end for _, end in offsets), strict=True))
    for (a, _), word in zip(offsets, word_ids, strict=True):
        end = start + word_end[word]
        if word == last_word:
            pieces.starts.append(None)
        else:
            last_word, case = word, int(case_of(text[start + a : end]))
            pieces.starts.append(start + a)
            end = _after_accents(text, end)
        pieces.cases.append(case)
        pieces.ends.append(end)
    return pieces


def _after_accents(text: str, end: int) -> int:
    """Where a word ends that the tokenizer ends at `end`: it drops the accents of letters written as two characters."""
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end


def case_of(word: str) -> Case:
    """How a word is written; what has no letters counts as lower case.

    Example:
        >>> [case_of(word).name for word in ("said", "Durov", "TSA", "McCain", "99.9")]
        ['LOWER', 'CAPITALISED', 'UPPER', 'MIXED', 'LOWER']
    """
    if word == word.lower():
        return Case.LOWER
    if word[:1].isupper() and word[1:] == word[1:].lower():
        return Case.CAPITALISED
    return Case.UPPER if word == word.upper() else Case.MIXED


def pack(paragraphs_: Sequence[Pieces], tokenizer: Tokenizer, *, size: int, overlap: int) -> list[Window]:
    """Packs paragraphs into windows of at most `size` word pieces."""
    cls, sep = _id_of("[CLS]", tokenizer), _id_of("[SEP]", tokenizer)
    packed: list[Window] = []
    open_: list[Pieces] = []
    room = size - 1
    for paragraph in paragraphs_:
        length = len(paragraph.ids) + 1
        if open_ and length > room:
            packed.append(_window(open_, cls, sep))
            open_, room = [], size - 1
        if length > room:
            packed.extend(_cut(paragraph, cls, sep, size, overlap))
        else:
            open_.append(paragraph)
            room -= length
    if open_:
        packed.append(_window(open_, cls, sep))
    return packed


def _id_of(token: str, tokenizer: Tokenizer) -> int:
    id_ = tokenizer.token_to_id(token)
    if id_ is None:
        raise ValueError(f"the tokenizer has no {token}")
    return id_


def _cut(paragraph: Pieces, cls: int, sep: int, size: int, overlap: int) -> Iterator[Window]:
    """Overlapping windows over one long paragraph; each owns its half of every overlap."""
    length, step = size - 2, size - 2 - overlap
    whole = len(paragraph.ids)
    for at in range(0, max(1, whole - overlap), step):
        first, last = at == 0, at + length >= whole
        yield _window(
            [paragraph.part(at, at + length)],
            cls,
            sep,
            owned_from=0 if first else overlap // 2,
            owned_to=length if last else length - overlap + overlap // 2,
        )


def _window(paragraphs_: Sequence[Pieces], cls: int, sep: int, *, owned_from: int = 0, owned_to: int = 10**9) -> Window:
    """One window; `owned_from` and `owned_to` count word pieces without [CLS]."""
    ids, cases, words = [cls], [int(Case.LOWER)], []
    for paragraph in paragraphs_:
        borders = enumerate(zip(paragraph.starts, paragraph.ends, strict=True), len(ids))
        words += [
            Word(piece, start, end, owned_from < piece <= owned_to)
            for piece, (start, end) in borders
            if start is not None
        ]
        ids += [*paragraph.ids, sep]
        cases += [*paragraph.cases, int(Case.LOWER)]
    return Window(ids, cases, words)

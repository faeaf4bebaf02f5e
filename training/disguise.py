"""Changes the word pieces that the network sees, and none of the answers: words hidden, names replaced by others.

The network knows its training articles nearly by heart (0.97 on those read in full, 0.85 on others of their kind). What
is never twice the same cannot be learned by heart.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from onrecord.reader.windows import Case, Window
from training.corpora import ENTITY_SCHEMES, Example
from training.targets import Target

KEPT = ("DATE", "MONEY", "NORP")
"""What is no name, or says where it belongs ("French"): never replaced."""

Kind = tuple[str, bool]
"""A label, and whether a piece goes on with a word: names are made of pieces of their own kind."""


def with_hidden_words(target: Target, share: float, mask: int, chance: random.Random) -> Target:
    """The target with some words hidden, all their pieces: the rest must tell (Devlin et al. 2019).

    Args:
        target: Of one window.
        share: Of words, on average; a window has any share from none to twice as many.
        mask: The id of [MASK].
        chance: Which words.
    """
    share *= 2 * chance.random()
    ids = list(target.window.ids)
    for pieces in _words(target.window):
        if chance.random() < share:
            for piece in pieces:
                ids[piece] = mask
    return _with_ids(target, ids)


def with_other_names(targets: Sequence[Target], share: float, chance: random.Random) -> list[Target]:
    """The targets of one corpus, in a share of the articles with names that nobody has.

    Each piece of a name is replaced by a piece that some name of its label has, everywhere in the article by the same
    one: who is who stays true. First names of people stay, for they tell "he" from "she".
    """
    pools: dict[Kind, set[int]] = {}
    for target in targets:
        for label, piece, goes_on in _pieces_of_names(target):
            pools.setdefault((label, goes_on), set()).add(target.window.ids[piece])
    of_kind = {kind: sorted(ids) for kind, ids in pools.items()}
    renamed = []
    for _, of_article in groupby(targets, key=lambda target: id(target.example)):
        article = list(of_article)
        renamed += _renamed(article, of_kind, chance) if chance.random() < share else article
    return renamed


def _renamed(article: list[Target], of_kind: dict[Kind, list[int]], chance: random.Random) -> Iterator[Target]:
    others: dict[tuple[Kind, int], int] = {}
    for target in article:
        for label, piece, goes_on in _pieces_of_names(target, without_first_names=True):
            kind, id_ = (label, goes_on), target.window.ids[piece]
            others.setdefault((kind, id_), chance.choice(of_kind[kind]))
    for target in article:
        ids = list(target.window.ids)
        for label, piece, goes_on in _pieces_of_names(target):
            ids[piece] = others.get(((label, goes_on), ids[piece]), ids[piece])
        yield _with_ids(target, ids)


def _pieces_of_names(target: Target, without_first_names: bool = False) -> Iterator[tuple[str, int, bool]]:
    """(label, piece, whether it goes on with a word) of the capitalised words of all names in a window."""
    window = target.window
    names = _names(target.example)
    at = 0
    for word, pieces in zip(window.words, _words(window), strict=True):
        while at < len(names) and names[at][1] <= word.start:
            at += 1
        if at == len(names):
            return
        start, _, label = names[at]
        is_first = label == "PERSON" and word.start == start
        if word.start < start or window.cases[word.piece] == Case.LOWER or (without_first_names and is_first):
            continue
        yield from ((label, piece, piece != word.piece) for piece in pieces)


def _names(example: Example) -> list[tuple[int, int, str]]:
    """The names that may be replaced, in text order, with the first of our labels that theirs may mean."""
    scheme = ENTITY_SCHEMES.get(example.family, {})
    found = [(start, end, scheme[label][0]) for start, end, label in example.entities or ()]
    return sorted(name for name in found if name[2] not in KEPT)


def _words(window: Window) -> Iterator[list[int]]:
    """The pieces of each word; what stands between two paragraphs is of neither."""
    stops = [word.piece for word in window.words[1:]] + [len(window.ids)]
    between = window.ids[-1]
    for word, stop in zip(window.words, stops, strict=True):
        yield [piece for piece in range(word.piece, stop) if window.ids[piece] != between]


def _with_ids(target: Target, ids: list[int]) -> Target:
    return replace(target, window=replace(target.window, ids=ids))

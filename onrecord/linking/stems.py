"""The words of a text that say something, by their stems, and how much each counts."""

import re
from functools import cache, lru_cache
from statistics import geometric_mean

from tokenizers import Tokenizer

from onrecord.names import folded
from onrecord.reader.network import MODEL

_FREQUENT = 1e-4
"""The frequency of a word at which it counts half: a in Arora, Liang and Ma (2017), whose range is 1e-3 to 1e-4."""

_UNKNOWN = 3e-6
"""The frequency of a word that is not in the reader's vocabulary, whose last ones are about as rare."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())
_EMPTY = frozenset(
    "a an the of to in on at for by with from and or but as that this it its his her their he she they i we you is are "
    "was were be been being has have had do does did will would can could may might shall should must said say says "
    "according also who which about more than up".split()
)
"""Words that say nothing of what is claimed."""

_ENDINGS = "ations ation ingly ings ing edly ies ied ers ed es er ly s".split()


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that say something.

    Example:
        >>> sorted(stems("The council has not sold its old piers."))
        ['council', 'old', 'pier', 'sold']

    Numbers and negations are left out: they are compared by themselves. Does not know irregular forms, such as "sell"
    for "sold".
    """
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in _EMPTY and not _is_negation(word))


def is_negated(text: str) -> bool | None:
    """Whether a text says no; None where two words of it do, as they may stand in two clauses of it.

    Example:
        >>> is_negated("The ferry wasn't inspected."), is_negated("It was."), is_negated("Nobody says why it was not.")
        (True, False, None)
    """
    negations = sum(_is_negation(word.lower()) for word in _WORD.findall(text))
    return None if negations > 1 else negations == 1


@lru_cache(maxsize=50_000)
def weight(stem: str) -> float:
    """How much a stem counts, from 0 to 1: less, the more frequent it is in English (Arora, Liang and Ma 2017).

    Example:
        >>> weight("peopl") < weight("council") < weight("pier")
        True
    """
    return _FREQUENT / (_FREQUENT + _frequencies().get(stem, _UNKNOWN))


def _is_negation(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(("n't", "n’t"))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """A word without case, accents and regular endings."""
    bare = folded(word).removesuffix("'s")
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            bare = bare.removesuffix(ending)
            break
    return bare.rstrip("ey") if len(bare) > 4 else bare


@cache
def _frequencies() -> dict[str, float]:
    """Stem → how frequent its words are, by the geometric mean of those that the reader's vocabulary has."""
    vocabulary = Tokenizer.from_file(str(MODEL / "tokenizer.json")).get_vocab()
    words = sorted((number, word) for word, number in vocabulary.items() if word.isalpha() and len(word) > 1)
    of_stem: dict[str, list[float]] = {}
    # Zipf's law: the frequency is about 1 in 12 times the rank; the vocabulary is in order of rank.
    for rank, (_, word) in enumerate(words, 1):
        of_stem.setdefault(_stem(word), []).append(1 / (12 * rank))
    return {stem: geometric_mean(frequencies) for stem, frequencies in of_stem.items()}

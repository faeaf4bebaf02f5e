"""How well `onrecord.same_claims` tells claims that say the same, what its index overlooks, and what many claims take.

python -m benchmarks.same_claims                   # on our own pairs
python -m benchmarks.same_claims --claims 10000    # on claims made by chance: seconds, memory, and what is found again

Claims made by chance share words as those of a topic do, and one in five is an earlier one in other words, with words
left out, added or changed, and in another order. They say nothing of how claims of a real corpus are told apart.
"""

import argparse
import csv
import random
import resource
import time
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array, tril

from onrecord import load
from onrecord.claims import SentenceScores, set_claims
from onrecord.linking import same_claims
from onrecord.linking.claims import THRESHOLD
from onrecord.linking.similar import Similarities, bags, similarities
from onrecord.tabulation import Tables, frames, tables

PAIRS = Path(__file__).parents[1] / "data" / "claim_pairs.tsv"
SETS = ("tuned", "held-out")
FACT = SentenceScores(0.0, 0.0, 1.0, {}, {}, 0.5)
EXPECTED = {"same": "repeats", "other": None, "number": "contradicts", "negated": "contradicts"}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.8)
MOST_COMPARED = 20_000
"""Claims that are all compared with each other, to see what the index overlooks."""

SYLLABLES = (
    "ba be bi bo da de du fa fe ga go ka ke ki la le li lo ma me mo na ne no ra re ri ro sa se so ta te to va".split()
)


class Pair(NamedTuple):
    set: str
    relation: str
    first: str
    second: str


def pairs() -> list[Pair]:
    lines = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Pair(*row) for row in csv.reader(lines[1:], delimiter="\t")]


def tables_of(wanted: list[Pair]) -> list[Tables]:
    """The tables of each pair, as if it were all the corpus."""
    nlp = load()
    found = []
    for pair in wanted:
        docs = list(nlp.pipe([pair.first, pair.second]))
        for doc in docs:
            set_claims(doc, [FACT] * len(list(doc.sents)))
        found.append(tables(docs))
    return found


def roles(found: list[Tables], threshold: float) -> list[str | None]:
    """What becomes of the second claim of each pair."""
    last = (same_claims(both, threshold=threshold)["role"].iloc[-1] for both in found)
    return [role if isinstance(role, str) else None for role in last]


def figures(wanted: list[Pair], answers: list[str | None]) -> dict[str, float]:
    """Precision and recall of being in one group, and the share of pairs whose role is right."""
    expected = [EXPECTED[pair.relation] for pair in wanted]
    right = sum(a is not None and b is not None for a, b in zip(expected, answers, strict=True))
    is_right = [a == b for a, b in zip(expected, answers, strict=True)]
    of_kind = {
        kind: [ok for ok, pair in zip(is_right, wanted, strict=True) if pair.relation == kind] for kind in EXPECTED
    }
    return {
        "precision": right / max(1, sum(answer is not None for answer in answers)),
        "recall": right / sum(role is not None for role in expected),
        "right role": sum(is_right) / len(is_right),
        **{f"right of {kind}": sum(found) / len(found) for kind, found in of_kind.items()},
    }


# Many


def texts(count: int, *, seed: int = 1) -> list[str]:
    """Claims of 8 to 24 words, of a topic and of all the language; one in five says an earlier one again."""
    chance = random.Random(seed)
    language = Language(chance)
    topics = [language.words(30) for _ in range(max(1, count // 50))]
    made: list[list[str]] = []
    for number in range(count):
        if made and chance.random() < 0.2:
            # News is said again soon.
            made.append(language.said_again(made[max(0, number - 1 - int(chance.expovariate(1 / 2000)))]))
            continue
        length, topic = chance.randrange(8, 25), chance.choice(topics)
        made.append([chance.choice(topic) if chance.random() < 0.4 else word for word in language.words(length)])
    return [" ".join(words) for words in made]


class Language:
    """60,000 words, the most frequent of which stands in one sentence of thirty, as in news without function words."""

    def __init__(self, chance: random.Random):
        self._chance = chance
        self._vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))) for _ in range(60_000)]
        # Zipf's law as Mandelbrot has it.
        self._sums = list(accumulate(1 / (rank + 50) for rank in range(60_000)))

    def words(self, count: int) -> list[str]:
        return self._chance.choices(self._vocabulary, cum_weights=self._sums, k=count)

    def said_again(self, words: list[str]) -> list[str]:
        """Half of the time the same words; or in another order, with up to a quarter left out, added or changed."""
        if self._chance.random() < 0.5:
            return words
        words = list(words)
        for _ in range(self._chance.randrange(1, len(words) // 4 + 2)):
            place = self._chance.randrange(len(words))
            words[place : place + 1] = self._chance.choice(([], [words[place], *self.words(1)], self.words(1)))
        cut = self._chance.randrange(len(words))
        return words[cut:] + words[:cut]


def many(said: list[str]) -> Tables:
    """A table of claims, ten an article, and an article a minute."""
    start = np.datetime64("2025-01-01T00:00")
    articles = [(f"a{n}", *[None] * 4, f"{start + n}", *[None] * 12) for n in range(-(-len(said) // 10))]
    return frames({"articles": articles, "claims": [_claim(number, text) for number, text in enumerate(said)]})


def _claim(number: int, text: str) -> tuple[Any, ...]:
    at = 300 * (number % 10)
    ids = f"a{number // 10}", f"c{number % 10 + 1}"
    how = (None, None, "asserted", None, None, None, "article")
    return (*ids, "CFS", 0.9, text, at, at + len(text), *how, *[None] * 8, text, at, at + len(text))


def kept(said: list[str], threshold: float) -> tuple[int, float]:
    """How many texts are like an earlier one, and how many of these have the same first with the index."""
    matrix = bags(said).matrix
    ours = firsts(similarities(matrix, threshold))
    wanted = firsts(all_similarities(matrix, threshold))
    return len(wanted), sum(ours.get(row) == first for row, first in wanted.items()) / max(1, len(wanted))


def all_similarities(matrix: csr_array, threshold: float) -> Similarities:
    """What `similarities` finds, by comparing each row with each."""
    shared = (matrix != 0).astype(np.float32)
    similar = (matrix @ matrix.T).multiply(shared @ shared.T > 1)
    earlier = tril(similar.multiply(similar >= threshold), -1, format="csr")
    return Similarities(earlier.indptr, earlier.indices, earlier.data)


def firsts(similar: Similarities) -> dict[int, int]:
    """The first of its group that each row is most like; nothing for firsts."""
    found: dict[int, int] = {}
    for row in range(len(similar.borders) - 1):
        candidates = [(-cosine, other) for other, cosine in similar.of(row) if other not in found]
        if candidates:
            found[row] = min(candidates)[1]
    return found


def print_many(count: int) -> None:
    said = texts(count)
    found = many(said)
    before = peak()
    start, cpu = time.perf_counter(), time.process_time()
    told = same_claims(found)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"{count:,} claims: {seconds:.1f} s, {cpu:.1f} s of CPU; {(told['role'] == 'repeats').sum():,} repeat another"
    )
    print(f"peak {peak():.0f} MB, of that the tables {before:.0f} MB")
    if count <= MOST_COMPARED:
        total, share = kept(said, THRESHOLD)
        print(f"of {total:,} that are like an earlier one, {share:.4f} have the same first as without an index")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_pairs() -> None:
    wanted = pairs()
    found = tables_of(wanted)
    for set_ in SETS:
        here = [number for number, pair in enumerate(wanted) if pair.set == set_]
        for threshold in THRESHOLDS:
            answers = roles([found[number] for number in here], threshold)
            result = figures([wanted[number] for number in here], answers)
            print(set_, threshold, {name: round(value, 3) for name, value in result.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, help="how many claims to make and group")
    options = parser.parse_args()
    if options.claims:
        print_many(options.claims)
    else:
        print_pairs()


if __name__ == "__main__":
    main()

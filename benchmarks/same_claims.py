"""How well `onrecord.compare` tells claims that say the same, on our own pairs; and how long 10,000 claims take.

python -m benchmarks.same_claims
"""

import csv
import random
import resource
import time
from pathlib import Path

from onrecord import load
from onrecord.claims import SentenceScores, set_claims
from onrecord.compare import same_claims
from onrecord.tables import Tables, frames, tables

PAIRS = Path(__file__).parents[1] / "data" / "claim_pairs.tsv"
FACT = SentenceScores(0.0, 0.0, 1.0, {}, {}, 0.5)
EXPECTED = {"same": "repeats", "other": None, "number": "contradicts", "negated": "contradicts"}


def pairs() -> list[tuple[str, str, str]]:
    lines = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(relation, first, second) for relation, first, second in csv.reader(lines[1:], delimiter="\t")]


def tables_of(texts: list[str]) -> Tables:
    nlp = load()
    docs = list(nlp.pipe(texts))
    for doc in docs:
        set_claims(doc, [FACT] * len(list(doc.sents)))
    return tables(docs)


def of_articles(found: Tables, ids: set[str]) -> Tables:
    return Tables(**{name: table[table["article"].isin(ids)].reset_index(drop=True) for name, table in found.items()})


def roles(found: Tables, count: int, threshold: float) -> list[str | None]:
    """What becomes of the second claim of each pair, when both are all the corpus."""
    answers = []
    for number in range(count):
        both = of_articles(found, {str(2 * number + 1), str(2 * number + 2)})
        answers.append(same_claims(both, threshold=threshold)["role"].fillna("").iloc[-1] or None)
    return answers


def figures(wanted: list[str], answers: list[str | None]) -> dict[str, float]:
    """Precision and recall of being in one group, and the share of pairs whose role is right."""
    together = [EXPECTED[relation] is not None for relation in wanted]
    found = [answer is not None for answer in answers]
    right = sum(a and b for a, b in zip(together, found, strict=True))
    roles_right = [EXPECTED[relation] == answer for relation, answer in zip(wanted, answers, strict=True)]
    return {
        "precision": right / max(1, sum(found)),
        "recall": right / sum(together),
        "right role": sum(roles_right) / len(wanted),
        **{
            f"right of {kind}": sum(ok for ok, relation in zip(roles_right, wanted, strict=True) if relation == kind)
            / wanted.count(kind)
            for kind in EXPECTED
        },
    }


def many(count: int) -> Tables:
    """Claims made up of the words of our pairs, a tenth of them said again by others."""
    chance = random.Random(1)
    words = sorted({word for _, *texts in pairs() for text in texts for word in text.rstrip(".").split()})
    texts = [" ".join(chance.choices(words, k=15)) for _ in range(count * 9 // 10)]
    texts += chance.choices(texts, k=count - len(texts))
    rows = {
        "articles": [(str(n), *[None] * 17) for n in range(count)],
        "claims": [
            (str(n), "c1", "CFS", 0.9, text, 0, len(text), None, None, "asserted", *[None] * 3, "article")
            + (None,) * 5
            + (None, None, None, text, 0, len(text))
            for n, text in enumerate(texts)
        ],
    }
    return frames(rows)


def main() -> None:
    wanted = pairs()
    found = tables_of([text for _, *both in wanted for text in both])
    for threshold in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        result = figures([relation for relation, *_ in wanted], roles(found, len(wanted), threshold))
        print(threshold, {name: round(value, 3) for name, value in result.items()})
    claims = many(10_000)
    start = time.perf_counter()
    same_claims(claims)
    print(f"10,000 claims: {time.perf_counter() - start:.1f} s")
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

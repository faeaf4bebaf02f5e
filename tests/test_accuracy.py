"""Accuracy is a test too: no figure may fall below its floor in accuracy_floors.json.

A change that reads better may raise a floor; to lower one is a decision that people make (see CONTRIBUTING.md).
"""

import json
import re
from pathlib import Path

import pytest

import onrecord
from benchmarks.accuracy import DATA, OWN, figures, own_rows, predictions

FLOORS = json.loads((Path(__file__).parent / "accuracy_floors.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="module")
def nlp():
    return onrecord.load(threads=2)


def f1(hits, found, wanted):
    return 2 * hits / max(1, found + wanted)


def characters(article, spans):
    return {i for start, end in spans for i in range(start, end) if article["text"][i].isalnum()}


def quote_f1(pairs):
    """A quote counts as found where the letters of its content overlap a wanted one's by half or more (Jaccard)."""
    hits = found = wanted = 0
    for gold, predicted in pairs:
        contents = [characters(gold, quote["content"]) for quote in gold["quotes"]]
        wanted += len(contents)
        found += len(predicted["quotes"])
        for quote in predicted["quotes"]:
            content = characters(gold, quote["content"])
            match = next((other for other in contents if len(content & other) * 2 >= len(content | other) > 0), None)
            if match is not None:
                contents.remove(match)
                hits += 1
    return f1(hits, found, wanted)


def name_f1(pairs):
    """A name counts as found where its characters and its label are the same."""
    hits = found = wanted = 0
    for gold, predicted in pairs:
        names = {
            (start, end, entity["label"])
            for entity in gold["entities"]
            for start, end, form in entity["mentions"]
            if form == "name"
        }
        answers = {tuple(entity) for entity in predicted["entities"] if entity[2] not in ("DATE", "MONEY")}
        hits, found, wanted = hits + len(names & answers), found + len(answers), wanted + len(names)
    return f1(hits, found, wanted)


def speaker_share(pairs):
    """Share of the wanted quotes that have a speaker which are found and given that speaker."""
    right = wanted = 0
    for gold, predicted in pairs:
        for quote in gold["quotes"]:
            if not quote["speaker"]:
                continue
            wanted += 1
            content = characters(gold, quote["content"])
            overlaps = [
                (len(content & characters(gold, other["content"])), other["speaker"]) for other in predicted["quotes"]
            ]
            shared, speaker = max(overlaps, default=(0, None), key=lambda overlap: overlap[0])
            right += shared > 0 and speaker in {quote["speaker"], *quote["speaker_alt"]}
    return right / wanted


def claims_of_sentences(pairs):
    """(sentence, claim) for all sentences: the claim that covers most of it, at least 30 %, or None."""
    for gold, predicted in pairs:
        for sentence in gold["sentences"]:
            start, end = sentence["start"], sentence["end"]
            covered = [min(c["end"], end) - max(c["start"], start) for c in predicted["claims"]]
            best = max(range(len(covered)), key=covered.__getitem__, default=None)
            enough = best is not None and covered[best] >= 0.3 * (end - start)
            yield sentence, predicted["claims"][best] if enough else None


def factual(pairs):
    """(sentence, claim) where both sides call it factual."""
    return [(s, c) for s, c in claims_of_sentences(pairs) if c is not None and s["label"] != "NFS"]


def label_f1(pairs, labels):
    found = [(s["label"] in labels, c is not None and c["label"] in labels) for s, c in claims_of_sentences(pairs)]
    return f1(sum(s and c for s, c in found), sum(c for _, c in found), sum(s for s, _ in found))


def check_worthy_f1(pairs):
    """Of sentences that are worth checking."""
    return label_f1(pairs, ("CFS",))


def verifiable_f1(pairs):
    """Of sentences that state a fact, worth checking or not."""
    return label_f1(pairs, ("CFS", "UFS"))


def kinds_f1(pairs):
    """Of the kinds of sentences that both sides call factual."""
    kinds = [(set(s["kinds"]), set(c["kinds"])) for s, c in factual(pairs)]
    return f1(sum(len(s & c) for s, c in kinds), sum(len(c) for _, c in kinds), sum(len(s) for s, _ in kinds))


def claimer_share(pairs):
    """Share of factual sentences whose claimer is one of the wanted ones, by a word that they share."""
    names = [(s["claimer"] + s["claimer_b"], c["claimer"]) for s, c in factual(pairs)]
    return sum(bool(words(claimer) & words(*wanted)) for wanted, claimer in names) / len(names)


def words(*names):
    return set(re.findall(r"\w+", " ".join(names).lower())) - {"the", "of", "a", "an", "in", "and", "for"}


def certainty_share(pairs):
    """Share of factual sentences that are as certain as wanted, where the gold says how certain that is."""
    right = [s["certainty"] == c["certainty"] for s, c in factual(pairs) if s["certainty"]]
    return sum(right) / len(right)


@pytest.fixture(scope="module")
def own(nlp):
    gold = list(own_rows(DATA))
    return list(zip(gold, predictions(nlp, gold), strict=True))


MEASURES = [
    quote_f1,
    name_f1,
    speaker_share,
    check_worthy_f1,
    verifiable_f1,
    kinds_f1,
    claimer_share,
    certainty_share,
]


@pytest.mark.parametrize("measure", MEASURES)
def test_own_articles(own, measure):
    figure = round(measure(own), 3)
    assert figure >= FLOORS[OWN][measure.__name__], f"{measure.__name__} is {figure}"


@pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="needs the corpora, which are not ours, in ../shared")
@pytest.mark.timeout(900)
def test_corpora(nlp):
    wanted = {key: rows for key, rows in FLOORS.items() if key != OWN}
    measured = {f"{corpus} {task}": result for corpus, task, result in figures(nlp, SHARED)}
    fallen = [
        f"{key}, {row}: {measured[key][row]['f1']} is below {floor}"
        for key, rows in wanted.items()
        for row, floor in rows.items()
        if measured[key][row]["f1"] < floor
    ]
    assert not fallen, "\n".join(fallen)

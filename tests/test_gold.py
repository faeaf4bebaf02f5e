"""The answers in data/gold belong to the articles: every offset, label and name in them holds."""

import json
from pathlib import Path

import pytest

from data.check_gold import DATA, problems, read_text, sentence_gaps, sentence_problems

GOLD = sorted((DATA / "gold").glob("*.json"))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_says_what_the_article_says(path):
    assert problems(path) == []


def test_every_article_with_gold_is_there_once():
    articles = [json.loads(path.read_text(encoding="utf-8"))["article"] for path in GOLD]
    assert len(set(articles)) == len(articles)
    assert {f"voices/{path.name}" for path in (DATA / "voices").iterdir()} <= set(articles)


def test_offsets_count_as_the_reader_counts(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes("\ufeffÉté\r\n👩🏽\u200d🍳".encode())
    assert read_text(tmp_path / "a.txt") == "Été\r\n👩🏽\u200d🍳"


TEXT = "Prices rose.\n\n“They fell,” Ana Souza said."


def sentence(start, end, **changed):
    return {
        "span": [start, end, TEXT[start:end]],
        "label": "CFS",
        "kinds": ["event"],
        "claimer": ["ARTICLE"],
        "claimer_alt": [],
        "certainty": "asserted",
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({}, []),
        ({"claimer": ["Prices"]}, []),
        ({"label": "NFS", "kinds": []}, []),
        ({"label": "true"}, ["unknown label"]),
        ({"kinds": []}, ["a fact of no kind"]),
        ({"kinds": ["event", "quantity"]}, ["not in their order"]),
        ({"kinds": ["rumour"]}, ["kinds ['rumour'] are unknown"]),
        ({"claimer": []}, ["no claimer"]),
        ({"claimer": ["Ben Ode"]}, ["neither an entity nor printed"]),
        ({"certainty": "sure"}, ["unknown certainty"]),
        ({"span": [0, 12, "Prices fell."]}, ["reads 'Prices rose.'"]),
    ],
)
def test_what_is_wrong_with_a_sentence(changed, problem):
    found = list(sentence_problems(TEXT, [sentence(0, 12, **changed), sentence(14, 42)], {"Ana Souza"}))
    assert len(found) == len(problem)
    assert all(part in line for part, line in zip(problem, found, strict=True))


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ([[0, 12], [14, 42]], []),
        ([[0, 12]], ["no sentence holds '“They fell,” Ana Souza said.'"]),
        ([[0, 20], [14, 42]], ["sentences overlap at 14"]),
    ],
)
def test_sentences_hold_every_letter_once(spans, problem):
    assert list(sentence_gaps(TEXT, spans)) == problem

"""Claims that say the same across articles: first, repeated, contradicted."""

import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.same_claims import figures, many, pairs, roles, tables_of, texts
from onrecord.articles import Article
from onrecord.claims import SentenceScores, set_claims
from onrecord.linking.claims import SAME_CLAIMS_COLUMNS, THRESHOLD, same_claims
from onrecord.tabulation import tables
from tests.hand_made import doc_of

FACT = SentenceScores(0.0, 0.0, 1.0, {}, {}, 0.5)


def corpus(*marked, published=()):
    """Tables of articles of one sentence each."""
    entries = []
    for number, sentence in enumerate(marked):
        doc = doc_of(sentence)
        set_claims(doc, [FACT] * len(list(doc.sents)))
        day = published[number] if published else None
        entries.append((doc, Article(f"a{number}", doc.text, published=day)))
    return tables(entries)


def answers(*marked, **options):
    found = same_claims(corpus(*marked, **options))
    return found["role"].fillna("").tolist(), found["contradiction"].fillna("").tolist()


SOLD = "The council of [Porto|LOC] sold the old pier for 5 million euros."


@pytest.mark.parametrize(
    ("other", "role", "contradiction"),
    [
        ("[Porto|LOC]’s council has sold the old pier for €5 million.", "repeats", ""),
        (
            "([Ana Souza|PERSON]) <said> {the council of [Porto|LOC] sold the old pier for 5 million euros}.",
            "repeats",
            "",
        ),
        ("The council of [Porto|LOC] sold the old pier for about 5.2 million euros.", "repeats", ""),
        (
            "The council of [Porto|LOC] sold the old pier for 3 million euros.",
            "contradicts",
            "3,000,000 against 5,000,000",
        ),
        ("The council of [Porto|LOC] has not sold the old pier.", "contradicts", "says that it is not so"),
        (
            "([Ana Souza|PERSON]) <denied> {that the council of [Porto|LOC] sold the old pier}.",
            "contradicts",
            "says that it is not so",
        ),
        # another place, something else, and one word in common
        ("The council of [Faro|LOC] sold the old pier.", "", ""),
        ("The council of [Porto|LOC] wants to tear the pier down.", "", ""),
        ("In [Porto|LOC] the summers become hotter.", "", ""),
    ],
)
def test_pairs(other, role, contradiction):
    (first, second), (_, why) = answers(SOLD, other)
    assert (first, second) == ("first" if role else "", role)
    assert why == contradiction


def test_who_was_first_is_told_by_the_day():
    found = corpus(SOLD, SOLD, SOLD, published=("2025-10-09", None, "2025-10-07T08:00:00Z"))
    told = same_claims(found)
    assert told["role"].tolist() == ["repeats", "repeats", "first"]
    assert told["group"].tolist() == ["s1"] * 3
    assert told["similarity"].tolist()[:2] == [1.0, 1.0]
    assert pd.isna(told["similarity"][2])


def test_other_times_are_other_claims():
    sold = "The council of [Porto|LOC] sold old piers and quays {}."
    assert answers(sold.format("in 2016"), sold.format("in June 2016"))[0] == ["first", "repeats"]
    assert same_claims(corpus(sold.format("in 2016"), sold.format("in 1998")))["similarity"].tolist()[1:] == [0.8]


def test_claims_of_few_words_may_be_about_anything():
    assert answers("More than 4,000 were hurt.", "More than 4,000 were hurt.")[0] == ["", ""]


def test_columns_and_rows():
    found = corpus("([Ana Souza|PERSON]) <said> {the pier was sold in secret}.", SOLD)
    told = same_claims(found)
    assert list(told.columns) == [column.name for column in SAME_CLAIMS_COLUMNS]
    assert told["claimer"].tolist() == ["Ana Souza", pd.NA]
    assert told["text"].tolist() == found.claims["text"].tolist()
    assert len(same_claims(tables([]))) == 0


def test_the_page_describes_the_columns():
    page = (Path(__file__).parents[2] / "docs" / "same_claims.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", page, re.MULTILINE)
    assert described == [tuple(column) for column in SAME_CLAIMS_COLUMNS]


def test_vectors_of_others():
    found = corpus(SOLD, "Nobody in [Porto|LOC] may walk on that pier any more.")
    alike = np.array([[1, 0], [1, 0.1]])
    assert same_claims(found, vectors=alike)["role"].tolist() == ["first", "contradicts"]
    with pytest.raises(ValueError, match="3 vectors for 2 claims"):
        same_claims(found, vectors=np.ones((3, 2)))


@pytest.mark.parametrize("threshold", [0, 1.1])
def test_threshold(threshold):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        same_claims(tables([]), threshold=threshold)


@pytest.mark.parametrize(
    ("set_", "precision", "recall", "right"), [("tuned", 0.95, 0.9, 0.9), ("held-out", 0.8, 0.4, 0.55)]
)
def test_figures_on_our_pairs(set_, precision, recall, right):
    """What docs/same_claims.md says, a little less: the reader may change."""
    wanted = [pair for pair in pairs() if pair.set == set_]
    assert len(wanted) >= 60
    result = figures(wanted, roles(tables_of(wanted), THRESHOLD))
    assert result["precision"] >= precision
    assert result["recall"] >= recall
    assert result["right role"] >= right


def test_ten_thousand_claims_in_time():
    found = many(texts(10_000))
    start = time.process_time()
    told = same_claims(found)
    assert time.process_time() - start < 30
    assert (told["role"] == "repeats").sum() >= 1500


def test_one_claim_said_a_thousand_times():
    found = many(["The council sold the old pier."] * 1000)
    assert same_claims(found)["role"].tolist() == ["first", *["repeats"] * 999]


def test_the_order_of_the_articles_makes_no_difference():
    found = many(texts(400))
    shuffled = replace(found, claims=found.claims.sample(frac=1, random_state=1).reset_index(drop=True))
    answers = [same_claims(tables).set_index(["article", "claim"]).sort_index() for tables in (found, shuffled)]
    pd.testing.assert_frame_equal(*answers)

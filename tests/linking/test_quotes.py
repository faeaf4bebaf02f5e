"""The same quote in several articles: first, verbatim, shortened, extended, altered."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.linking import made, pair_figures
from onrecord.linking import SAME_QUOTES_COLUMNS, same_quotes
from onrecord.tabulation import frames, read, write

SOLD = "We will not sell the old pier to anybody this year"


def corpus(*quotes, days=(), speakers=()):
    """Tables of articles a0, a1 … of one quote each, which starts at 3."""
    articles, rows = [], []
    for number, text in enumerate(quotes):
        day = days[number] if days else f"2025-10-0{number + 1}"
        articles.append((f"a{number}", None, None, f"The {number}", None, day, *[None] * 12))
        pieces = [[3 + start, 3 + end] for start, end in _pieces(text)]
        speaker = speakers[number] if speakers else None
        start = (f"a{number}", "q1", "direct", True, text, pieces, 3, 3 + len(text))
        rows.append((*start, *[None] * 8, speaker, None, 0.9, *[None] * 3))
    return frames({"articles": articles, "quotes": rows})


def _pieces(text):
    """Where the stretches between dashes are."""
    return [match.span() for match in re.finditer(r"[^–]+", text)]


def answer(*quotes, **options):
    found = same_quotes(corpus(*quotes, **options))
    return list(zip(found["role"].fillna(""), found["change"].fillna(""), strict=True))


@pytest.mark.parametrize(
    ("other", "role", "change"),
    [
        ("“WE WILL NOT sell the old pier, to anybody, this year!”", "verbatim", ""),
        ("We will not sell – she said – the old pier to anybody this year", "extended", "added: she said"),
        ("We will not sell the old pier", "shortened", "left out: to anybody this year"),
        ("Friends, we will not sell the old pier to anybody this year", "extended", "added: friends"),
        ("We will never sell the old pier to anybody this year", "altered", "never for not"),
        ("We will sell the old pier to anybody this year", "shortened", "left out: not"),
        ("שלום 👩‍👩‍👧 we will not sell the old pier to anybody this year", "extended", "added: שלום"),
        ("We sold the new pier to somebody last year", "", ""),
        ("We will not", "", ""),
    ],
)
def test_pairs(other, role, change):
    first, second = answer(SOLD, other)
    assert second == (role, change)
    assert first == (("first", "") if role else ("", ""))


def test_what_stands_between_the_pieces_is_no_part_of_it():
    found = corpus(SOLD, "We will not sell–, said Ana Souza,–the old pier to anybody this year")
    found.quotes.at[1, "pieces"] = [found.quotes["pieces"][1][0], found.quotes["pieces"][1][2]]
    assert same_quotes(found)["role"].tolist() == ["first", "verbatim"]


def test_who_printed_it_first_is_told_by_the_day():
    days = ["2025-10-09", None, "2025-10-08"]
    found = same_quotes(corpus(SOLD, SOLD, SOLD, days=days))
    assert found["role"].tolist() == ["verbatim", "verbatim", "first"]
    assert found["group"].tolist() == ["w1"] * 3
    assert found["outlet"].tolist() == ["The 0", "The 1", "The 2"]


@pytest.mark.parametrize(
    ("speakers", "is_other"),
    [
        (("Ana Souza", "Rui Costa"), True),
        (("Ana Souza", "Souza"), False),
        (("WHO", "World Health Organization"), False),
        ((None, "Rui Costa"), None),
    ],
)
def test_whether_it_is_ascribed_to_somebody_else(speakers, is_other):
    found = same_quotes(corpus(SOLD, SOLD, speakers=speakers))
    value = found["other_speaker"][1]
    assert (None if value is pd.NA else value) == is_other


def test_a_quote_twice_in_one_article_is_no_group():
    found = corpus(SOLD, SOLD)
    found.quotes["article"] = pd.array(["a0", "a0"], dtype=found.quotes["article"].dtype)
    assert same_quotes(found)["group"].isna().all()


def test_columns_rows_and_page():
    nothing = same_quotes(frames({}))
    assert list(nothing.columns) == [column.name for column in SAME_QUOTES_COLUMNS] and nothing.empty
    page = (Path(__file__).parents[2] / "docs" / "linking.md").read_text(encoding="utf-8")
    for column in SAME_QUOTES_COLUMNS:
        assert f"| `{column.name}` | {column.dtype} | {column.meaning} |" in page
    with pytest.raises(ValueError, match="above 0"):
        same_quotes(frames({}), threshold=0)


def test_tables_that_come_from_parquet(tmp_path):
    found = made(100, seed=3).tables
    write(found, tmp_path)
    pd.testing.assert_frame_equal(same_quotes(read(tmp_path)), same_quotes(found))


def test_the_order_of_articles_makes_no_difference():
    found = made(150, seed=4).tables
    shuffled = {name: table.sample(frac=1, random_state=1).reset_index(drop=True) for name, table in found.items()}
    one, other = same_quotes(found), same_quotes(type(found)(**shuffled))
    one, other = (t.sort_values(["article", "quote"], ignore_index=True) for t in (one, other))
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_a_quote(texts):
    found = same_quotes(corpus(*(text or "x" for text in texts), days=["2025-10-09"] * len(texts)))
    assert len(found) == len(texts)


def test_figures_where_the_truth_is_known():
    corpus_ = made(600, seed=2)
    groups = [None if group is pd.NA else group for group in same_quotes(corpus_.tables)["group"]]
    precision, recall = pair_figures(corpus_.quotes, groups)
    assert precision > 0.98 and recall > 0.85

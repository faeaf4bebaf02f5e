"""Near-duplicates: which articles are one text, which of them stands for the others, and what does not matter."""

import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.duplicates import REWRITINGS, same_event, samples, variant, vocabulary_of
from onrecord.articles import Article
from onrecord.near_duplicates import DUPLICATES_COLUMNS, PART, THRESHOLD, Fingerprints, _shingles, duplicates, to_drop
from onrecord.sources import Mark

PIER = (
    "The council sold the old pier on Monday after a debate that lasted six hours and ended in tears, "
    "and the fishermen heard of it from the morning paper, as nobody had thought of telling them before."
)
BUS = (
    "Buses will be free from April in all of the valley, the transport board decided last night, although "
    "two of its seven members warned that nobody knows yet who is going to pay for the drivers next year."
)
MORE = (
    "Ines Duarte, who has mended nets there for thirty years, said she would not leave. The buyer, a hotel "
    "chain from the capital, declined to say what it wants to build, or when work will begin."
)


def rows(*articles, **options):
    """Article → the article that stands for it."""
    found = duplicates(articles, **options)
    return dict(zip(found["article"], found["representative"], strict=True))


def similarity(one, other):
    """What the table says of two texts, of which the first stands for both."""
    articles = [Article("a", one, published="2025-01-01"), Article("b", other, published="2025-01-02")]
    [_, found] = duplicates(articles, threshold=0.01)["similarity"]
    return None if found is pd.NA else found


# Which are one text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PIER, PIER),
        (PIER, PIER.upper()),
        (PIER, PIER.replace(",", " —").replace("six", "“six”")),
        (PIER, PIER.replace(" ", "\n")),
        ("The café’s owner left town early.", "The cafe\u0301's owner left town early."),
        (PIER, f"Pier is sold\n\n{PIER}"),
        (PIER, f"{PIER} {MORE}"),
        (f"{PIER} {MORE}", MORE),
        (PIER, PIER.replace("six hours", "half the night")),
        (PIER, f"Advertisement\n{PIER}\nSign up for our newsletter and get the news first."),
        ("Two words", "two words."),
        ("Ja", "ja"),
    ],
)
def test_one_text(one, other):
    assert len(set(rows(Article("a", one), Article("b", other)).values())) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PIER, BUS),
        (PIER, " ".join(sorted(PIER.split()))),
        (PIER, PIER[:40] + BUS),
        # a brief in a round-up is a part of it, not a version
        ("Buses will be free from April.", f"{PIER} {MORE} Buses will be free from April."),
        ("", ""),
        ("…", "…"),
        ("", PIER),
        ("Ja", f"Ja, {PIER}"),
    ],
)
def test_two_texts(one, other):
    assert rows(Article("a", one), Article("b", other)) == {"a": "a", "b": "b"}


@pytest.mark.parametrize("edit", REWRITINGS.values(), ids=REWRITINGS)
def test_rewritings_are_found(edit):
    texts = [article.text for article in samples()]
    vocabulary = vocabulary_of(texts)
    articles = []
    for number, text in enumerate(texts):
        articles.append(Article(f"{number}", text, published="2025-01-01"))
        articles.append(Article(f"{number}+", edit(text, vocabulary, random.Random(number)), published="2025-01-02"))
    stands_for = rows(*articles)
    found = sum(stands_for[f"{number}+"] == str(number) for number in range(len(texts)))
    assert found >= len(texts) - 1
    assert all(stands_for[name] in (name, name.removesuffix("+")) for name in stands_for)


def test_another_article_about_the_same_event_is_another_text():
    texts = [article.text for article in samples()]
    vocabulary = vocabulary_of(texts)
    articles = [Article(str(number), text) for number, text in enumerate(texts)]
    articles += [
        Article(f"{number}+", same_event(text, vocabulary, random.Random(number))) for number, text in enumerate(texts)
    ]
    assert to_drop(duplicates(articles)) == set()


def test_news_in_the_same_manner_is_another_text():
    texts = [article.text for article in samples()]
    vocabulary = vocabulary_of(texts)
    articles = [Article(str(n), variant(texts[n % len(texts)], vocabulary, random.Random(n))) for n in range(200)]
    assert to_drop(duplicates(articles, threshold=0.4)) == set()


# How similar


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # runs of four words: abcd bcde cdef / abcd bcde cdeX
        ("a b c d e f", "a b c d e x", 2 / 3),
        ("a b c d e f", "a b c d e f g h", 1.0),
        ("a b c d e f g h", "c d e f", 1.0),
        ("a b c d e f g h", "e f g h a b c d", 2 / 5),
        # each run counts once
        ("a b c d a b c d", "a b c d", 1.0),
        (PIER, BUS, None),
    ],
)
def test_similarity_is_counted(one, other, expected):
    assert similarity(one, other) == (None if expected is None else pytest.approx(expected))


def test_similarity_is_that_of_sets():
    one, other = PIER, f"{BUS} {PIER[:120]}"
    first, second = (
        {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
        for words in (text.replace(",", "").replace(".", "").lower().split() for text in (one, other))
    )
    assert similarity(one, other) == pytest.approx(len(first & second) / min(len(first), len(second)))


@pytest.mark.parametrize(("threshold", "joined"), [(0.6, True), (2 / 3, True), (0.67, False), (1.0, False)])
def test_the_threshold_is_the_least_similarity(threshold, joined):
    articles = [Article("a", "a b c d e f"), Article("b", "a b c d e x")]
    assert bool(to_drop(duplicates(articles, threshold=threshold))) is joined


@pytest.mark.parametrize("threshold", [0, -1, 1.01, float("nan")])
def test_a_threshold_that_means_nothing_is_refused(threshold):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        duplicates([], threshold=threshold)


def test_an_id_given_twice_is_refused():
    with pytest.raises(ValueError, match="same id"):
        duplicates([Article("a", PIER), Article("a", BUS)])


# Marks


FURNITURE = (
    "Read more on our site: the ten best beaches of the coast, and where to eat on a rainy day in autumn. Your "
    "email address will not be published. Required fields are marked. Save my name in this browser for the next "
    "time. We and our partners store information on a device, such as cookies, and process personal data. "
)


def marked(name, before, text, after="", kind="boilerplate"):
    whole = before + text + after
    marks = [Mark(0, len(before), kind)] if before else []
    if after:
        marks.append(Mark(len(before) + len(text), len(whole), kind))
    return Article(name, whole, marks=tuple(marks))


@pytest.mark.parametrize("kind", ["boilerplate", "embed", "caption", "byline", "teaser"])
def test_what_two_articles_share_in_marked_stretches_does_not_count(kind):
    one, other = marked("a", FURNITURE, PIER, kind=kind), marked("b", FURNITURE, BUS, kind=kind)
    assert rows(one, other) == {"a": "a", "b": "b"}
    assert len(set(rows(Article("a", one.text), Article("b", other.text)).values())) == 1


def test_what_they_do_not_share_there_does_not_count_either():
    assert set(rows(marked("a", FURNITURE, PIER, MORE), Article("b", PIER)).values()) == {"a"}


def test_a_mark_amid_the_text_does_not_part_it():
    half = PIER.index(" after")
    text = f"{PIER[:half]} ADVERTISEMENT BUY NOW {PIER[half:]}"
    start = text.index("ADVERT")
    article = Article("a", text, marks=(Mark(start, start + len("ADVERTISEMENT BUY NOW"), "boilerplate"),))
    [_, found] = duplicates([article, Article("b", PIER)])["similarity"]
    assert found == 1.0


def test_marks_may_overlap_and_cover_all():
    covered = Article("a", PIER, marks=(Mark(0, 90, "embed"), Mark(10, 50, "caption"), Mark(80, len(PIER), "teaser")))
    assert rows(covered, Article("b", PIER), Article("c", PIER)) == {"a": "a", "b": "b", "c": "b"}


# Who stands for the group, and why


@pytest.mark.parametrize(
    ("articles", "chosen", "reason"),
    [
        ({"b": ("2025-10-09", PIER), "a": ("2025-10-10", PIER)}, "b", "earliest published"),
        ({"b": ("2025-10-09", PIER), "a": (None, PIER)}, "b", "earliest published of those with a date"),
        (
            {"a": ("2025-10-09T22:00Z", PIER), "b": ("2025-10-09", f"{PIER} {MORE}"), "c": ("2025-10-10", PIER)},
            "b",
            "longest of those published the same day",
        ),
        (
            {"b": ("2025-10-09", PIER), "a": ("2025-10-09", PIER)},
            "a",
            "first by id; of those published the same day none is longer",
        ),
        ({"a": (None, PIER), "b": (None, f"{PIER} {MORE}")}, "b", "longest; none has a date"),
        ({"b": (None, PIER), "a": (None, PIER)}, "a", "first by id; none has a date or is longer"),
    ],
)
def test_who_stands_for_the_group_and_why(articles, chosen, reason):
    found = duplicates(Article(name, text, published=day) for name, (day, text) in articles.items())
    assert set(found["representative"]) == {chosen}
    assert set(found["reason"]) == {reason}
    assert found["weight"].tolist() == [1 / len(articles)] * len(articles)
    assert to_drop(found) == set(articles) - {chosen}


def test_a_chain_is_no_group():
    """Each is like the next, but the last has nothing of the first: it is nobody's copy."""
    words = [f"w{number}" for number in range(80)]
    first, second, third = (" ".join(words[start : start + 40]) for start in (0, 12, 24))
    articles = [
        Article(name, text, published=f"2025-01-0{day}")
        for day, (name, text) in enumerate({"a": first, "b": second, "c": third}.items(), start=1)
    ]
    assert rows(*articles) == {"a": "a", "b": "a", "c": "c"}
    # Where the middle one came first, it stands for both.
    assert set(rows(Article("b", second, published="2024-12-31"), *articles[::2]).values()) == {"b"}


def test_each_goes_to_the_representative_it_is_most_like():
    words = [f"w{number}" for number in range(80)]
    first, second, between = (" ".join(words[start : start + 40]) for start in (0, 20, 12))
    found = rows(
        Article("a", first, published="2025-01-01"),
        Article("b", second, published="2025-01-02"),
        Article("c", between, published="2025-01-03"),
    )
    assert found == {"a": "a", "b": "b", "c": "b"}


# The table


def test_table():
    found = duplicates(
        [
            Article("bus", BUS),
            Article("copy", PIER, published="2025-10-10"),
            Article("pier", PIER, published="2025-10-09"),
        ]
    )
    assert found.astype(object).where(found.notna(), None).to_dict("records") == [
        {"article": "bus", "group": None, "representative": "bus", "similarity": None, "reason": None, "weight": 1.0},
        {
            "article": "copy",
            "group": "d1",
            "representative": "pier",
            "similarity": 1.0,
            "reason": "earliest published",
            "weight": 0.5,
        },
        {
            "article": "pier",
            "group": "d1",
            "representative": "pier",
            "similarity": None,
            "reason": "earliest published",
            "weight": 0.5,
        },
    ]


@pytest.mark.parametrize("articles", [[], [Article("a", PIER)]])
def test_columns_and_dtypes_are_as_declared(articles):
    found = duplicates(articles)
    assert list(found.columns) == [column.name for column in DUPLICATES_COLUMNS]
    assert len(found) == len(articles)
    assert all(str(found[column.name].dtype) == column.dtype for column in DUPLICATES_COLUMNS)


def test_articles_may_be_added_one_by_one():
    with Fingerprints() as fingerprints:
        fingerprints.add(Article("a", PIER))
        fingerprints.add(Article("b", PIER))
        first = fingerprints.duplicates()
        fingerprints.add(Article("c", PIER))
        assert len(first) == 2
        pd.testing.assert_frame_equal(fingerprints.duplicates(), duplicates(Article(name, PIER) for name in "abc"))


# What does not matter

WORDS = "pier council sold old debate fishermen morning paper tears six".split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
DAYS = st.sampled_from([None, "2025-10-09", "2025-10-10T08:00:00+02:00", "2025-10-10"])
CORPORA = st.lists(st.tuples(TEXTS, DAYS), max_size=12).map(
    lambda entries: [Article(f"a{number}", text, published=day) for number, (text, day) in enumerate(entries)]
)


def like(one, other, *, part=PART):
    """How similar two articles are, all shingles counted; 0 where one is but a part of the other."""
    first, second = (set(_shingles(article.text.split()).tolist()) for article in (one, other))
    shorter, longer = sorted((len(first), len(second)))
    return len(first & second) / shorter if shorter and shorter >= part * longer else 0.0


@given(CORPORA, st.randoms(use_true_random=False), st.sampled_from([0.3, THRESHOLD, 1.0]))
def test_the_order_of_articles_does_not_matter(articles, random_, threshold):
    shuffled = random_.sample(articles, len(articles))
    one, other = (duplicates(some, threshold=threshold) for some in (articles, shuffled))
    assert one["article"].tolist() == [article.id for article in articles]
    pd.testing.assert_frame_equal(
        one.sort_values("article", ignore_index=True), other.sort_values("article", ignore_index=True)
    )


@given(CORPORA, st.sampled_from([THRESHOLD, 0.8, 1.0]))
def test_every_copy_is_like_its_representative_and_no_two_of_those_are_alike(articles, threshold):
    by_id = {article.id: article for article in articles}
    found = duplicates(articles, threshold=threshold)
    for row in found.itertuples():
        if row.article == row.representative:
            assert row.similarity is pd.NA
        else:
            assert row.similarity == like(by_id[row.article], by_id[row.representative]) >= threshold
    kept = [by_id[name] for name in sorted(set(found["representative"]))]
    # Pairs of less equal lengths may be overlooked, as is said.
    assert all(like(one, other, part=0.5) < threshold for one, other in itertools.combinations(kept, 2))
    assert found["weight"].sum() == pytest.approx(len(kept))
    sizes = Counter(found["group"].dropna())
    assert all(size > 1 for size in sizes.values())


def test_another_run_gives_the_same():
    """Python's own hash() would not."""
    program = (
        "from benchmarks.duplicates import samples\n"
        "from onrecord.articles import Article\n"
        "from onrecord.near_duplicates import duplicates\n"
        "articles = samples()\n"
        "articles += [Article(f'{article.id}+', article.text[:900]) for article in articles]\n"
        "print(duplicates(articles).to_csv())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


# Many copies


@pytest.mark.timeout(60)
def test_many_copies_of_one_text_take_no_square_of_their_number():
    found = duplicates(Article(f"{number:05}", PIER, published="2025-10-09") for number in range(5_000))
    assert set(found["representative"]) == {"00000"}
    assert found["weight"].sum() == pytest.approx(1)

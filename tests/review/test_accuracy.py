"""Samples, readings as decisions, and how often the machine is right: by hand, as published, and by drawing again."""

import random

import pandas as pd
import pytest

from onrecord.review import (
    Coding,
    New,
    Store,
    accuracy,
    apply,
    decisions,
    design_effect,
    located,
    machine_of,
    sample,
    wilson,
)
from onrecord.review.desk import Desk
from onrecord.review.samples import items_of
from tests.review.sample import TEXT, article, found, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        for id_, machine in machine_of(found("strike", "again")).items():
            store.add_article(id_, TEXT, machine)
        yield store


def shares(measured):
    return {row.measure: (row.right, row.of) for row in measured.itertuples()}


# Samples


def test_a_sample_hangs_on_nothing_but_seed_and_ids():
    claims = found("strike", "again").claims
    drawn = sample(claims, 5, seed=1)
    assert items_of(sample(claims.sample(frac=1, random_state=3), 5, seed=1)) == items_of(drawn)
    assert drawn.index.is_monotonic_increasing and len(items_of(drawn)) == 5
    assert any(items_of(sample(claims, 5, seed=seed)) != items_of(drawn) for seed in (2, 3))
    assert len(sample(found("strike", "again").articles, 2, seed=1)) == 2


def test_every_row_is_as_likely():
    articles = pd.DataFrame({"article": [f"a{number}" for number in range(10)]})
    drawn = [name for seed in range(200) for name in sample(articles, 3, seed=seed)["article"]]
    # 60 of 200 for each, give or take four standard deviations
    assert all(34 < drawn.count(name) < 86 for name in articles["article"])


def test_what_cannot_be_drawn():
    with pytest.raises(ValueError, match="3 rows: 4"):
        sample(found().quotes, 4, seed=1)
    with pytest.raises(ValueError, match="told apart"):
        sample(found().mentions, 1, seed=1)


def test_only_what_was_drawn_lies_before_the_coder(store):
    only = {("strike", "q2"), ("again", "q3")}
    desk = Desk(Coding(store, "ana"), ["strike", "again"], only=only)
    assert desk.answer({"do": "look"})["total"] == 2
    assert desk.answer({"do": "add", "pieces": [list(place("“I was there,”"))]})["total"] == 3
    assert desk.answer({"do": "choose", "what": "claims"})["total"] == 16


# A reading without the machine


def reading(*rows):
    return pd.DataFrame(
        [("strike", words, *(place(words) if words else (None, None)), speaker) for words, speaker in rows],
        columns=["article", "text", "start", "end", "speaker"],
    )


def test_a_reading_becomes_decisions(store):
    read = reading(("“We will appeal 🙂,”", "Ana Souza"), ("Never", "Zoë Lund"), ("“I was there,”", "Ines Lima"))
    table = decisions(found().quotes, read)
    assert table["decision"].fillna("").tolist() == ["accept", "accept", "reject", ""]
    assert apply(store, table, coder="ana")["status"].tolist() == ["accepted", "changed", "rejected", "added"]
    state = Coding(store, "ana").state("strike")
    assert [TEXT[quote.pieces[0][0] : quote.pieces[-1][1]] for quote in state.kept("quotes")] == read["text"].tolist()


def test_words_are_found_where_they_stand():
    strike = article()[1]
    read = pd.DataFrame(
        [("strike", "We will … 🙂"), ("strike", "said"), ("strike", "said"), ("strike", None)],
        columns=["article", "words"],
    )
    there = located(read, [strike])
    assert there["pieces"].tolist()[0] == [list(place("We will")), list(place("🙂"))]
    assert there["text"].tolist()[:2] == ["We will appeal 🙂", "said"]
    # The same word again is the next one only where another row lies between: two rows may be about one place.
    assert there["start"].tolist()[1] == there["start"].tolist()[2] == place("said")[0]
    assert there["start"].isna().tolist() == [False, False, False, True]
    two = pd.concat([read.assign(coder=coder) for coder in "AB"], ignore_index=True)
    assert located(two, [strike])["start"].tolist()[4:6] == there["start"].tolist()[:2]
    for words, reason in (("We won", "does not have the words"), ("🙂 … We will", "another order")):
        with pytest.raises(ValueError, match=reason):
            located(read.assign(words=words), [strike])
    with pytest.raises(ValueError, match="no article 'again'"):
        located(read.assign(article="again"), [strike])


def test_less_than_half_is_another_one():
    decided = decisions(found().quotes, reading(("appeal", "Ana Souza")))["decision"]
    assert decided.fillna("").tolist() == ["reject", "reject", "reject", ""]


def test_an_article_without_a_quote_was_read_all_the_same(store):
    table = decisions(found("strike", "again").quotes, reading((None, None)))
    assert table[["article", "quote", "decision"]].to_numpy().tolist() == [
        ["strike", quote, "reject"] for quote in ("q1", "q2", "q3")
    ]
    assert set(apply(store, table, coder="ana")["status"]) == {"rejected"}


# Figures


def test_rows_give_precision(store):
    ana = Coding(store, "ana")
    drawn = found("strike", "again").quotes.query("quote != 'q3'")
    with pytest.raises(ValueError, match="not decided on q1 of strike and 3 more"):
        accuracy(store, drawn, coder="ana")
    ana.accept("strike", "q1")
    ana.change("strike", "q2", speaker=New("Zoë Lund"))
    ana.reject("again", "q1")
    ana.change("again", "q2", pieces=[place("Never")])
    measured = accuracy(store, drawn, coder="ana")
    assert shares(measured) == {
        **{"precision": (3, 4), "borders": (2, 3), "kind": (3, 3), "source": (3, 3), "speaker": (2, 3)}
    }
    assert measured.loc[0, ["low", "high"]].tolist() == list(wilson(3, 4))


def test_articles_give_recall_as_well(store):
    ana = Coding(store, "ana")
    for item in ("q1", "q2", "q3"):
        ana.accept("strike", item)
        ana.reject("again", item)
    ana.add_quote("strike", [place("“I was there,”")], kind="direct")
    measured = accuracy(store, found("strike", "again").articles, coder="ana")
    assert {name: shares(measured)[name] for name in ("precision", "recall")} == {"precision": (3, 6), "recall": (3, 4)}
    # All right in one article, all wrong in the other: these six quotes tell no more than one.
    low, high = measured.loc[0, ["low", "high"]]
    assert low < wilson(3, 6)[0] and high > wilson(3, 6)[1]


def test_claims(store):
    ana = Coding(store, "ana")
    drawn = found().claims.query("claim in ['c1', 'c2', 'c8']")
    ana.change("strike", "c1", label="UFS", kinds=["state"])
    ana.change("strike", "c2", claimer_kind="article")
    ana.reject("strike", "c8")
    assert shares(accuracy(store, drawn, coder="ana")) == {
        **{"precision": (2, 3), "borders": (2, 2), "label": (1, 2), "kinds": (1, 2)},
        **{"certainty": (2, 2), "claimer": (1, 2)},
    }


# Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3
NEWCOMBE = [
    ((81, 263), (0.2553, 0.3662)),
    ((15, 148), (0.0624, 0.1605)),
    ((0, 20), (0, 0.1611)),
    ((1, 29), (0.0061, 0.1718)),
]


@pytest.mark.parametrize(("cases", "interval"), NEWCOMBE)
def test_wilson_as_published(cases, interval):
    assert wilson(*cases) == pytest.approx(interval, abs=5e-5)


def test_intervals_at_their_limits():
    assert wilson(0, 0) == (None, None)
    assert wilson(20, 20)[1] == 1
    for wrong in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError):
            wilson(*wrong)
    with pytest.raises(ValueError):
        wilson(1, 2, level=95)


def test_design_effect():
    # By hand: articles that are alike cost nothing, and two of ten that are all right or all wrong are two cases in 20.
    assert design_effect([(5, 10), (5, 10), (5, 10)]) == 1
    assert design_effect([(10, 10), (0, 10)]) == pytest.approx(20)
    assert design_effect([(4, 4), (6, 6)]) == design_effect([(1, 3)]) == design_effect([(0, 0)]) == 1


def test_the_interval_holds_what_it_says():
    """Articles that differ in how hard they are: 95 of 100 intervals should hold the true share, and without the effect
    far fewer do."""
    chance = random.Random(5)
    held = {True: 0, False: 0}
    for _ in range(400):
        counts = []
        for _ in range(20):
            how_right = chance.choice((0.5, 1.0))
            counts.append((sum(chance.random() < how_right for _ in range(15)), 15))
        right, of = sum(right for right, _ in counts), 300
        for is_clustered in held:
            low, high = wilson(right, of, effect=design_effect(counts) if is_clustered else 1)
            held[is_clustered] += low <= 0.75 <= high
    assert 0.91 < held[True] / 400 < 0.98
    assert held[False] / 400 < 0.85

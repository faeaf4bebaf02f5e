"""Tables with corrections in them: exact places, the origin of every row, and never on another text."""

from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from onrecord.articles import Article
from onrecord.review import PROVENANCE, Coding, New, Store, corrected, machine_of
from onrecord.review.state import SORTS
from onrecord.tabulation import COLUMNS, tables
from tests.hand_made import doc_of
from tests.review.sample import TEXT, found, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        for id_, machine in machine_of(found("strike", "again")).items():
            store.add_article(id_, TEXT, machine)
        yield store


def test_without_corrections_nothing_changes(store):
    before = found("strike", "again")
    after = corrected(before, store)
    Coding(store, "ana").accept("again", "q1")
    again = corrected(before, store)
    for name, table in before.items():
        assert_frame_equal(getattr(after, name)[table.columns], table)
        assert_frame_equal(getattr(again, name)[table.columns], table)
        if name in SORTS:
            assert list(getattr(after, name).columns) == [column.name for column in (*COLUMNS[name], *PROVENANCE)]
    assert set(after.quotes["source_of_row"]) == {"machine"}
    assert again.quotes["source_of_row"].tolist() == ["machine"] * 3 + ["accepted", "machine", "machine"]


def test_each_row_says_where_it_is_from(store):
    ana = Coding(store, "ana")
    ana.accept("strike", "q1")
    ana.reject("strike", "q2")
    ana.change("strike", "q3", source=place("told"), speaker=New("The crew", "ORG"))
    ana.add_quote("strike", [place("I was there,")], kind="mixed", cue=place("said Ines"), source=place("Ines Lima"))
    quotes = corrected(found(), store).quotes
    assert quotes["source_of_row"].tolist() == ["accepted", "corrected", "added"]
    assert quotes["corrected_by"].tolist() == ["ana"] * 3
    assert quotes["corrected_at"].str.endswith("+00:00").all()
    assert quotes["speaker"].tolist()[1] == "The crew"
    assert quotes["text"].tolist()[-1] == "I was there,"
    assert quotes["cue_lemma"].tolist()[-1] == "say"
    assert "“I was there,” said Ines Lima." in quotes["sentence"].tolist()[-1]


def test_places_stay_exact(store):
    ana = Coding(store, "ana")
    ana.change("strike", "q1", pieces=[place("We"), place("🙂")], cue=place("said"), source=place("Ana Souza"))
    ana.change("strike", "m1", start=place("👩‍👩‍👧")[0], end=place("walk out")[1])
    ana.add_mention("strike", *place("שלום"), entity=New("Salem", "LOC"))
    after = corrected(found(), store)
    for table, parts in (("quotes", ("", "cue", "source", "sentence")), ("mentions", ("",)), ("entities", ("",))):
        for part in parts:
            start, end = (f"{part}_start", f"{part}_end") if part else ("start", "end")
            rows = getattr(after, table)[[start, end, part or "text"]].dropna()
            assert len(rows)
            for first, last, printed in rows.itertuples(index=False):
                assert TEXT[first:last] == printed
    assert after.mentions["start"].is_monotonic_increasing


def test_entities_are_counted_anew(store):
    ana = Coding(store, "ana")
    by_name = {entity.name: entity.id for entity in ana.state("strike").entities.values()}
    ana.merge("strike", by_name["Rui Costa"], into=by_name["Ana Souza"])
    after = corrected(found(), store)
    entities = after.entities.set_index("name")
    assert "Rui Costa" not in entities.index
    assert entities.loc["Ana Souza", "mentions"] == 4
    assert after.quotes["speaker"].tolist()[:2] == ["Ana Souza"] * 2
    assert after.quotes["source_of_row"].tolist() == ["machine", "corrected", "machine"]


def test_never_on_another_text(store):
    Coding(store, "ana").accept("strike", "q1")
    doc = doc_of("Now {“we will appeal,”} <said> ([Ana Souza|PERSON]).")
    with pytest.raises(ValueError, match="another text"):
        corrected(tables([(doc, Article("strike", doc.text))]), store)
    with pytest.raises(ValueError, match="another text"):
        corrected(replace(found(), mentions=found().mentions.iloc[1:]), store)


def test_the_same_places_with_other_words(store):
    """The machine may find the same places in a text that was changed: its words tell."""
    Coding(store, "ana").accept("strike", "q1")
    quotes = found().quotes.copy()
    quotes.loc[0, "text"] = str(quotes.loc[0, "text"]).swapcase()
    other = replace(found(), quotes=quotes)
    with pytest.raises(ValueError, match="another text"):
        corrected(other, store)


def test_whose_corrections(store):
    Coding(store, "ana").reject("strike", "q1")
    Coding(store, "rui").reject("strike", "q2")
    with pytest.raises(ValueError, match="name one of ana, rui"):
        corrected(found(), store)
    assert corrected(found(), store, coder="rui").quotes["quote"].tolist() == ["q1", "q3"]
    assert len(corrected(found(), store, coder="nobody").quotes) == 3


def test_articles_without_rows(store):
    doc = doc_of("Nothing here.")
    after = corrected(tables([(doc, Article("empty", doc.text))]), store)
    assert after.quotes.empty and after.quotes["source_of_row"].dtype == pd.StringDtype("python")

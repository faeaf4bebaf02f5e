"""Rows of a corpus in their context, and corrections that a corpus keeps: killed, read again, changed since."""

import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

import onrecord
from onrecord.corpus import Corpus, analyze
from onrecord.review import Always, Coding, Rules, Store
from tests.corpus.folders import SAID, content, fill
from tests.stand_in import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture
def inputs(tmp_path):
    return fill(tmp_path / "in", articles=3)


@pytest.fixture
def corpus(tmp_path, inputs, nlp):
    return analyze(inputs, out=tmp_path / "corpus", nlp=nlp, workers=0)


def decided(corpus):
    """Ana's decisions on the article 000."""
    coding = corpus.coding("ana", articles=["000"])
    coding.reject("000", "q1")
    coding.change("000", "e1", name="Ana Sousa")
    coding.store.close()


def quotes_of(tables, article):
    quotes = tables.quotes
    return quotes.loc[quotes["article"] == article, "quote"].tolist()


# Seeing


@pytest.mark.parametrize("name", ["quotes", "entities", "mentions", "claims"])
def test_rows_of_every_table_show_where_they_stand(corpus, name):
    rows = corpus.table(name)
    assert len(rows) > 0
    html = corpus.show(rows)._repr_html_()
    for row in rows.df().itertuples():
        assert f"{row.start}–{row.end}" in html
    first = rows.df().head(1)
    assert onrecord.show(first.iloc[0], corpus)._repr_html_() == corpus.show(first)._repr_html_()
    assert corpus.show(getattr(corpus.tables(), name).iloc[0])._repr_html_()


def test_a_row_without_a_place_shows_its_whole_article(corpus):
    row = corpus.articles.filter("article = '001'").df().iloc[0]
    html = corpus.show(row)._repr_html_()
    assert 'title="cue of q1' in html and "hopes to" in html
    # The pipeline failed on it: its text is there, and nothing in it.
    html = corpus.show(corpus.texts.filter("article = 'odd'"))._repr_html_()
    assert "breaks" in html and "cue of" not in html


def test_what_cannot_be_shown_is_said(corpus):
    with pytest.raises(ValueError, match="no row to show"):
        corpus.show(corpus.quotes.filter("false"))
    with pytest.raises(ValueError, match="column article"):
        corpus.show(corpus.sql("select count(*) n from quotes"))
    with pytest.raises(KeyError, match="no article 'nowhere'"):
        corpus.show(corpus.quotes.limit(1).df().assign(article="nowhere"))
    with pytest.raises(TypeError, match="give its corpus"):
        onrecord.show(corpus.quotes.limit(1).df())


def test_rows_of_some_articles_and_some_columns(corpus):
    everything, some = corpus.tables(), corpus.tables(articles=["001", "line 2"])
    assert some.articles["article"].tolist() == ["001", "line 2"]
    wanted = everything.quotes[everything.quotes["article"].isin(["001", "line 2"])].reset_index(drop=True)
    assert some.quotes.equals(wanted)
    assert corpus.columns("quotes", "quote", "article").equals(everything.columns("quotes", "quote", "article"))
    with pytest.raises(KeyError):
        corpus.columns("quotes", "colour")


# Correcting


def test_without_corrections_all_is_the_machines(corpus):
    assert set(corpus.tables(corrected=True).quotes["source_of_row"]) == {"machine"}
    assert not (corpus.folder / "corrections.sqlite").exists()


def test_corrections_are_in_the_tables_and_not_in_the_parts(corpus):
    before = content(corpus)
    decided(corpus)
    found = corpus.tables(corrected=True)
    assert quotes_of(found, "000") == ["q2", "q3"]
    renamed = found.entities[found.entities["name"] == "Ana Sousa"]
    assert renamed[["article", "source_of_row", "corrected_by"]].values.tolist() == [["000", "corrected", "ana"]]
    assert content(Corpus(corpus.folder)) == before
    ruled = corpus.tables(corrected=True, rules=Rules((Always("Ines Duarte", "Ines Lima"),)))
    assert "Ines Lima" in ruled.quotes["speaker"].tolist()


def test_reading_again_keeps_corrections(corpus, inputs, tmp_path, nlp):
    decided(corpus)
    (inputs / "new.txt").write_text(SAID.format("twice"), encoding="utf-8")
    again = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, workers=0)
    assert "new" in again.tables().articles["article"].tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert quotes_of(again.tables(corrected=True), "000") == ["q2", "q3"]


def test_a_correction_of_an_article_that_has_changed_is_told_and_not_applied(corpus, inputs, tmp_path, nlp):
    decided(corpus)
    coding = corpus.coding("ana", articles=["001"])
    coding.reject("001", "q1")
    coding.store.close()
    # All that the tables print stands where it stood: only the text's hash tells.
    (inputs / "000.txt").write_text(SAID.format(0) + "\n\nNobody else came.", encoding="utf-8")
    again = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, workers=0)
    with pytest.warns(UserWarning, match="article 000 were decided on another text"):
        found = again.tables(corrected=True)
    assert quotes_of(found, "000") == ["q1", "q2", "q3"]
    assert quotes_of(found, "001") == ["q2", "q3"]
    # They are in the log still, and the new text can be corrected as well.
    decided(again)
    with Store(again.folder / "corrections.sqlite") as store:
        assert len(store.entries()) == 5
        assert len({entry.text_hash for entry in store.entries() if entry.article == "000"}) == 2
    assert quotes_of(again.tables(corrected=True), "000") == ["q2", "q3"]


def test_whose_corrections(corpus):
    decided(corpus)
    coding = corpus.coding("rui", articles=["000"])
    coding.accept("000", "q1")
    coding.store.close()
    with pytest.raises(ValueError, match="name one of ana, rui"):
        corpus.tables(corrected=True)
    assert quotes_of(corpus.tables(corrected=True, coder="rui"), "000") == ["q1", "q2", "q3"]
    with pytest.raises(ValueError, match="corrected=True"):
        corpus.tables(coder="rui")


def test_articles_that_are_not_there_cannot_be_corrected(corpus):
    with pytest.raises(KeyError, match="nowhere"):
        corpus.coding("ana", articles=["nowhere"])
    coding = corpus.coding("ana")
    assert sorted(coding.articles) == sorted(corpus.tables().articles["article"])
    coding.store.close()


def test_a_file_that_is_no_store_is_refused(corpus):
    (corpus.folder / "corrections.sqlite").write_bytes(b"nonsense " * 100)
    with pytest.raises(ValueError, match="no store of corrections"):
        corpus.tables(corrected=True)
    assert len(corpus.tables().quotes) > 0


@pytest.mark.timeout(300)
def test_what_was_confirmed_survives_a_kill_and_the_next_run(corpus, inputs, tmp_path, nlp):
    path = corpus.folder / "corrections.sqlite"
    corpus.coding("ana", articles=["000"]).store.close()
    confirmed: set[int] = set()
    for wait in (0.0, 0.05):
        command = [sys.executable, "-m", "tests.review.writer", str(path), "ana", "100000"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        confirmed.add(int(process.stdout.readline()))
        time.sleep(wait)
        process.kill()
        said, _ = process.communicate()
        # The last line may be cut in two.
        confirmed |= {int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")}
        again = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, workers=0)
        with Store(path) as store:
            ids = [entry.id for entry in store.entries()]
            assert ids == list(range(1, len(ids) + 1)) and confirmed <= set(ids)
            is_rejected = Coding(store, "ana").state("000").quotes["q1"].verdict == "rejected"
        assert ("q1" not in quotes_of(again.tables(corrected=True), "000")) == is_rejected


# In the notebook


def test_the_widget_takes_a_corpus(corpus):
    pytest.importorskip("anywidget", reason="the extra notebook is not installed: pip install -e '.[notebook]'")
    widget = onrecord.review(corpus, coder="ana", articles=["001", "000"], order="text")
    view = widget.desk.answer({"do": "look"})
    assert (view["article"], view["item"]) == ("001", "q1")
    assert widget.desk.answer({"do": "reject"})["saved"] == 1
    widget.store.close()
    assert quotes_of(corpus.tables(corrected=True), "001") == ["q2", "q3"]
    with pytest.raises(ValueError, match="name no store"):
        onrecord.review(corpus, coder="ana", store="other.sqlite")
    with pytest.raises(ValueError, match="chosen from a corpus"):
        onrecord.review([], coder="ana", articles=["001"])
    everything = onrecord.review(corpus, coder="rui")
    assert everything.desk.answer({"do": "look"})["total"] == len(corpus.tables().quotes)
    everything.store.close()

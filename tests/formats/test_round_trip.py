"""What went in comes out: 200 articles through every format that can be read back."""

import warnings
from dataclasses import fields
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from onrecord import Article, export, load, read_articles, read_export
from onrecord.formats import ExportWarning, read_docs
from onrecord.pipeline import make_doc
from onrecord.quotes import quotes
from onrecord.tabulation import Tables, read, tables
from tests.formats.made_up import pairs

SAMPLES = Path(__file__).parents[2] / "data" / "articles"


@pytest.fixture(scope="module")
def made():
    return list(pairs())


@pytest.fixture(scope="module")
def found(made):
    return tables(made)


def assert_same(one: Tables, other: Tables):
    for field in fields(Tables):
        assert_frame_equal(getattr(one, field.name), getattr(other, field.name), obj=field.name)


@pytest.fixture(autouse=True)
def nothing_is_lost():
    """Whatever a format cannot hold is warned of: here nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ExportWarning)
        yield


def test_the_articles_have_what_makes_offsets_go_wrong(made, found):
    assert len(found.articles) == 200
    text = "".join(article.text for _, article in made)
    for odd in ("👩‍👩‍👧", "\u200f", "\r\n", "\u00a0", "\u2028", "𝒜", "\t"):
        assert odd in text
    several = [len(pieces) for pieces in found.quotes["pieces"]]
    assert max(several) == 2
    assert {"name", "nominal", "pronoun"} >= set(found.mentions["form"]) >= {"name", "pronoun"}
    assert set(found.quotes["kind"]) >= {"direct", "indirect"}
    assert found.quotes["speaker"].isna().any()
    over_paragraphs = [("\n\n" in text or "\r\n\r\n" in text) for text in found.quotes["text"]]
    assert any(over_paragraphs)
    nested = [
        one.start < other.start and other.end < one.end
        for doc, _ in made[:50]
        for one in quotes(doc)
        for other in quotes(doc)
    ]
    assert any(nested)


@pytest.mark.parametrize("name", ["press.xlsx", "press.jsonl", "press.spacy"])
def test_files(name, made, found, tmp_path):
    path = export(made, tmp_path / name)
    assert_same(read_export(path), found)


@pytest.mark.parametrize("format", ["brat", "webanno", "xmi", "csv", "parquet", "datapackage"])
def test_folders(format, made, found, tmp_path):
    path = export(made, tmp_path / "press", format=format)
    assert_same(read_export(path), found)


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno", "xmi"])
def test_tables_with_their_articles_are_as_good_as_docs(format, made, found, tmp_path):
    articles = [article for _, article in reversed(made)]
    path = export(found, tmp_path / "press", format=format, articles=articles)
    back = read_export(path, format=format)
    order = [article.id for article in articles]
    for field in fields(Tables):
        table, expected = getattr(back, field.name), getattr(found, field.name)
        expected = expected.sort_values("article", key=lambda ids: ids.map(order.index), kind="stable")
        assert_frame_equal(table, expected.reset_index(drop=True), obj=field.name)


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno", "xmi"])
def test_docs_come_back(format, made, found, tmp_path):
    path = export(made[:50], tmp_path / "press", format=format)
    docs = list(read_docs(path, format=format))
    assert [doc.text for doc, _ in docs] == [article.text for _, article in made[:50]]
    assert_same(tables(docs), tables(made[:50]))


def test_csv_for_spreadsheets(found, tmp_path):
    path = export(found, tmp_path / "press", format="csv", bom=True, escape_formulas=True)
    assert (path / "quotes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert_same(read_export(path, escaped=True), found)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_one_table(ending, found, tmp_path):
    path = export(found.quotes, tmp_path / f"mine.{ending}")
    back = read_export(path)
    assert_frame_equal(back.quotes, found.quotes)
    assert back.mentions.empty


def test_parquet_is_what_read_tables_reads(found, tmp_path):
    assert_same(read(export(found, tmp_path / "press", format="parquet")), found)


def test_the_sample_articles_through_the_real_reader(tmp_path):
    """All formats, and every value of every table that comes back."""
    articles = [a for a in read_articles(str(SAMPLES)) if isinstance(a, Article) and a.language in (None, "en")]
    nlp = load()
    made = [(nlp(make_doc(nlp, article)), article) for article in articles]
    found = tables(made)
    assert len(found.quotes) > 100
    for format in ("jsonl", "spacy", "brat", "webanno", "xmi", "xlsx", "parquet", "csv"):
        assert_same(read_export(export(made, tmp_path / format, format=format), format=format), found)

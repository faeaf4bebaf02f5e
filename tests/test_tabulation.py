"""Tables: exact places, fixed columns, and the same again from the files."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from spacy.tokens import DocBin

from onrecord.articles import Article
from onrecord.claims import SentenceScores, set_claims
from onrecord.sources import Mark, Post
from onrecord.tabulation import COLUMNS, Tables, frames, read, tables, write
from tests.stand_in import load

DOCS = Path(__file__).parents[1] / "docs" / "tables"

STRIKE = (
    "Dockers walk out\r\n\r\n“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\r\n\r\n"
    "“Never,” said the mayor. The café 👩‍👩‍👧 was full. “No\u00a0more!” said José Álvarez."
)

BYLINE = (20, 37)
"""Where something that may be marked stands in STRIKE."""

PROMISE = SentenceScores(0.05, 0.15, 0.8, {"commitment": 0.9, "prediction": 0.2}, {}, 0.1)
NO_FACT = SentenceScores(0.9, 0.1, 0.0, {}, {}, 0.5)

DTYPES = {
    "string": "string",
    "Int64": "Int64",
    "Float64": "Float64",
    "boolean": "boolean",
    "pieces": "object",
}


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture(scope="module")
def strike(nlp):
    article = Article(
        "strike",
        STRIKE,
        title="Dockers walk out",
        byline="By Rui Costa",
        outlet="The Gazette",
        url="https://gazette.example/strike",
        published="2025-10-09",
        modified="2025-10-10",
        language="en",
        section="Business",
        path="in/strike.txt",
        member="1",
        marks=(Mark(*BYLINE, "byline", 0.5),),
        posts=(Post(*BYLINE, platform="X", handle="@anasouza", name="Ana Souza", date="2025-10-09"),),
        warnings=("one", "two"),
    )
    return tables([(nlp(STRIKE), article)])


def rows(table, *columns):
    return [tuple(row) for row in table[list(columns)].itertuples(index=False)]


def assert_places_are_exact(found: Tables, texts: dict[str, str]):
    for name, prefix in (
        ("entities", ""),
        ("mentions", ""),
        ("quotes", ""),
        ("quotes", "cue"),
        ("quotes", "source"),
        ("quotes", "sentence"),
        ("claims", ""),
        ("claims", "certainty_cue"),
        ("claims", "sentence"),
        ("marks", ""),
        ("posts", ""),
    ):
        table = getattr(found, name)
        start, end = (f"{prefix}_start", f"{prefix}_end") if prefix else ("start", "end")
        for article, printed, first, last in rows(table, "article", prefix or "text", start, end):
            if pd.isna(printed):
                assert pd.isna(first)
                assert pd.isna(last)
            else:
                assert texts[article][first:last] == printed != ""
    for start, end, pieces in rows(found.quotes, "start", "end", "pieces"):
        assert (pieces[0][0], pieces[-1][1]) == (start, end)


# What is in them


def test_articles(strike):
    of_versions = ["duplicate_group", "representative", "similarity", "representative_reason", "weight"]
    assert strike.articles[of_versions].isna().all(axis=None)
    assert rows(strike.articles, *strike.articles.columns.drop(of_versions)) == [
        (
            "strike",
            "Dockers walk out",
            "By Rui Costa",
            "The Gazette",
            "https://gazette.example/strike",
            "2025-10-09",
            "2025-10-10",
            29,
            "en",
            "Business",
            "in/strike.txt",
            "1",
            "one; two",
        )
    ]


def test_entities(strike):
    assert rows(strike.entities, "entity", "name", "label", "text")[0] == (
        "e1",
        "Ana Souza",
        "PERSON",
        "Ana Souza",
    )
    assert {"Ana Souza", "José Álvarez"} <= set(strike.entities["name"])
    assert (strike.entities["mentions"] >= 1).all()


def test_dates_and_money_are_mentions_of_nobody(strike):
    values = strike.mentions[strike.mentions["entity"].isna()]
    assert rows(values, "text", "label", "form") == [("Monday", "DATE", "name"), ("$5,000", "MONEY", "name")]
    assert not set(strike.entities["label"]) & {"DATE", "MONEY"}
    assert strike.mentions["start"].is_monotonic_increasing


def test_quotes(strike):
    columns = (
        "quote",
        "kind",
        "speech",
        "text",
        "cue",
        "cue_lemma",
        "source",
        "speaker_id",
        "speaker",
        "score",
    )
    assert rows(strike.quotes, *columns)[:2] == [
        ("q1", "direct", True, "“We will appeal,”", "said", "say", "Ana Souza", "e1", "Ana Souza", 0.8125),
        ("q2", "indirect", False, "win $5,000", "hopes to", "hope", "She", "e1", "Ana Souza", 0.8125),
    ]


def test_claims(nlp):
    doc = nlp(STRIKE)
    hope = SentenceScores(0.1, 0.7, 0.2, {"quantity": 0.8}, {}, 0.9)
    set_claims(doc, [PROMISE if "appeal" in s.text else hope if "hopes" in s.text else NO_FACT for s in doc.sents])
    article = Article("strike", STRIKE)
    found = tables([(doc, article)]).claims
    columns = ("claim", "label", "score", "kinds", "certainty", "certainty_cue", "claimer_kind", "claimer", "quote")
    assert rows(found, *columns) == [
        ("c2", "CFS", 0.8, "commitment", "future", "will", "speaker", "Ana Souza", "q1"),
        ("c3", "UFS", 0.2, "quantity", "future", "hopes to", "article", pd.NA, pd.NA),
    ]
    assert found["reasons"].tolist() == ["a commitment: will", "a sum of money: $5,000"]
    assert json.loads(found["quantities"][1]) == [
        {
            **{"text": "$5,000", "start": STRIKE.index("$"), "end": STRIKE.index("$") + 6, "kind": "money"},
            **{"value": 5000.0, "upper": None, "unit": "$", "approximate": False, "date": None},
        }
    ]
    assert_places_are_exact(tables([(doc, article)]), {"strike": STRIKE})
    every = tables([(doc, article)], nfs=True).claims
    assert len(every) == len(list(doc.sents))
    assert set(every["label"]) == {"CFS", "UFS", "NFS"}


def test_sentences_are_whole_and_without_white_space_around(strike):
    assert strike.quotes["sentence"].tolist()[:3] == [
        "“We will appeal,” said Ana Souza on Monday.",
        "She hopes to win $5,000.",
        "“Never,” said the mayor.",
    ]


def test_marks(strike):
    assert rows(strike.marks, *strike.marks.columns) == [("strike", "“We will appeal,”", 20, 37, "byline", 0.5)]


def test_posts(strike):
    assert rows(strike.posts, "platform", "handle", "name", "date", "text", "start", "end") == [
        ("X", "@anasouza", "Ana Souza", "2025-10-09", "“We will appeal,”", 20, 37)
    ]
    assert strike.posts["url"].isna().all()


def test_places_are_exact(strike):
    assert_places_are_exact(strike, {"strike": STRIKE})


PARTS = st.sampled_from(
    [
        "“We will appeal,” said Ana Souza",
        "“No!” said José Álvarez",
        "“Já,” has denied the mayor",
        "She hopes to win $5,000",
        "Thursday",
        ". ",
        "\r\n\r\n",
        "\n",
        "\u00a0",
        "👩‍👩‍👧",
        "e\u0301",
        "\u200fעברית\u200e",
        "\u2028",
        "=1+1",
        '"',
        ",",
        "\0",
        "text",
    ]
)


@given(st.lists(PARTS, max_size=20).map("".join))
@settings(deadline=None, max_examples=60)
def test_places_are_exact_in_any_text(nlp, text):
    found = tables([(nlp(text), Article("a", text))])
    assert_places_are_exact(found, {"a": text})
    assert found.articles["words"].tolist() == [sum(bool(re.search(r"[^\W_]", word)) for word in text.split())]


def test_docs_without_articles_are_numbered(nlp):
    assert tables(nlp.pipe(["One.", "Two."])).articles["article"].tolist() == ["1", "2"]


def test_articles_as_context_of_a_pipe(nlp):
    articles = [Article("a", "“No!” said Ana Souza."), Article("b", "Nothing.")]
    found = tables(nlp.pipe(((article.text, article) for article in articles), as_tuples=True))
    assert found.articles["article"].tolist() == ["a", "b"]
    assert found.quotes["article"].tolist() == ["a"]


def test_a_doc_that_came_back_from_disk_gives_the_same(nlp, strike):
    stored = DocBin(store_user_data=True, docs=[nlp(STRIKE)]).to_bytes()
    [doc] = DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab)
    assert_frame_equal(tables([doc]).quotes.drop(columns="article"), strike.quotes.drop(columns="article"))


def test_a_doc_of_another_pipeline_has_an_article_row_only():
    found = tables([spacy.blank("en")("He left.")])
    assert [len(table) for _, table in found.items()] == [1, 0, 0, 0, 0, 0, 0]


def test_doc_and_article_must_have_one_text(nlp):
    with pytest.raises(ValueError, match="not that of the article a"):
        tables([(nlp("One."), Article("a", "Two."))])


# Columns and dtypes


def assert_declared(found: Tables):
    for name, table in found.items():
        assert list(table.columns) == [column.name for column in COLUMNS[name]]
        for column in COLUMNS[name]:
            assert str(table[column.name].dtype) == DTYPES[column.dtype], (name, column)


def test_columns_are_as_declared(strike):
    assert_declared(strike)


def test_columns_are_as_declared_also_when_empty(nlp):
    assert_declared(frames({}))
    assert_declared(tables([]))
    assert_declared(tables([nlp("")]))


@pytest.mark.parametrize("name", COLUMNS)
def test_pages_describe_the_columns(name):
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", page, re.MULTILINE)
    assert described == [tuple(column) for column in COLUMNS[name]]


@pytest.mark.parametrize("name", COLUMNS)
def test_pages_show_a_true_row(name, nlp):
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    shown = json.loads(re.search(r"```json\n(.+?)```", page, re.DOTALL)[1])
    text = "Dockers walk out\n\n“We will appeal,” said Ana Souza on Monday. She hopes to win."
    if name in ("marks", "posts"):
        text += "\n\nAna Souza @anasouza: See you in court."
    post = (text.rindex("Ana"), len(text))
    assert all(f"\n    {line}\n" in page for line in text.split("\n\n"))
    article = Article(
        "port_strike",
        text,
        title="Dockers walk out",
        path="articles/port_strike.txt",
        marks=(Mark(*post, "embed"),),
        posts=(Post(*post, platform="X", handle="@anasouza", name="Ana Souza"),),
    )
    doc = nlp(text)
    if name == "claims":
        set_claims(doc, [NO_FACT, PROMISE, NO_FACT])
    table = getattr(tables([(doc, article)]), name)
    assert shown == {column: None if value is pd.NA else value for column, value in table.iloc[0].items()}


# Files


def assert_same(one: Tables, other: Tables):
    for (name, left), (_, right) in zip(one.items(), other.items(), strict=True):
        assert_frame_equal(left, right, obj=name)


def test_files_give_the_same_again(strike, tmp_path):
    written = write(strike, tmp_path / "new" / "folder")
    assert sorted(path.name for path in written) == sorted(
        f"{name}.{ending}" for name in COLUMNS for ending in ("csv", "parquet")
    )
    assert_same(read(tmp_path / "new" / "folder"), strike)


def test_files_of_empty_tables_give_the_same_again(tmp_path):
    write(tables([]), tmp_path)
    assert_same(read(tmp_path), tables([]))
    assert str(pq.read_schema(tmp_path / "quotes.parquet").field("pieces").type) == (
        "list<element: list<element: int64>>"
    )


def test_parquet_alone_restores_the_dtypes_in_pandas(strike, tmp_path):
    write(strike, tmp_path)
    plain = pd.read_parquet(tmp_path / "quotes.parquet")
    assert [str(dtype) for dtype in plain.dtypes] == [str(dtype) for dtype in strike.quotes.dtypes]


STRINGS = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
PIECES = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1)
VALUES = {
    "string": STRINGS | st.sampled_from(["NA", "null", '"', ",", "\r", "\n", "\r\n", "=1+1", " ", "\ufeff"]),
    "Int64": st.none() | st.integers(0, 2**62),
    "Float64": st.none() | st.floats(0, 1),
    "boolean": st.none() | st.booleans(),
    "pieces": PIECES,
}
ANY_ROWS = st.fixed_dictionaries(
    {
        name: st.lists(st.tuples(*(VALUES[column.dtype] for column in columns)), max_size=3)
        for name, columns in COLUMNS.items()
    }
)


@given(ANY_ROWS)
@settings(deadline=None, max_examples=40)
def test_any_values_come_back_from_both_kinds_of_file(tmp_path_factory, values):
    found, folder = frames(values), tmp_path_factory.mktemp("out")
    write(found, folder)
    assert_same(read(folder), found)
    for name, columns in COLUMNS.items():
        data = (folder / f"{name}.csv").read_bytes().decode("utf-8")
        header, *lines = csv.reader(io.StringIO(data, newline=""), strict=True)
        assert header == [column.name for column in columns]
        assert lines == [[as_csv(value) for value in row] for row in values[name]]


def as_csv(value):
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, list) else str(value)


def test_csv_is_as_in_rfc_4180(tmp_path):
    row = ("a", 'He said "no", twice', *[None] * 5, 3, *[None] * 9, "=1+1")
    found = frames({"articles": [row]})
    write(found, tmp_path)
    assert (tmp_path / "articles.csv").read_bytes() == (
        b"article,title,byline,outlet,url,published,modified,words,language,section,path,member,"
        b"duplicate_group,representative,similarity,representative_reason,weight,warnings\r\n"
        b'a,"He said ""no"", twice",,,,,,3,,,,,,,,,,=1+1\r\n'
    )


def test_csv_can_be_read_by_pandas_as_the_page_says(strike, tmp_path):
    write(strike, tmp_path)
    again = pd.read_csv(
        tmp_path / "mentions.csv", dtype_backend="numpy_nullable", keep_default_na=False, na_values=[""]
    )
    assert again["text"].tolist() == strike.mentions["text"].tolist()
    assert again["entity"].isna().tolist() == strike.mentions["entity"].isna().tolist()


def test_reading_says_what_is_wrong(tmp_path, strike):
    with pytest.raises(FileNotFoundError, match=r"onrecord analyze"):
        read(tmp_path)
    write(strike, tmp_path)
    pd.DataFrame({"other": [1]}).to_parquet(tmp_path / "quotes.parquet")
    with pytest.raises(ValueError, match="other columns"):
        read(tmp_path)

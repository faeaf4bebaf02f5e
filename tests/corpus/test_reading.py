"""A corpus gives its tables, SQL over all of them, and its articles."""

import pandas as pd
import pytest

from onrecord.articles import Article, as_line
from onrecord.corpus import Corpus, CorpusDamaged, CorpusError, analyze, store
from onrecord.corpus.corpus import TABLES
from onrecord.sources import Mark, Post
from onrecord.tabulation import COLUMNS
from tests.corpus.folders import SAID, content, fill
from tests.stand_in import load

ARTICLE = Article(
    "a1",
    "Buy now.\r\n“No!” said Ana Souza. 🙂‍↔️ שלום",
    title="“No!”",
    published="2025-10-09",
    language="en",
    path="a.jsonl",
    member="1",
    metadata={"page": 3, "tags": ["x", None]},
    provenance={"title": "json-ld"},
    marks=(Mark(0, 8, "embed", 1.0),),
    posts=(Post(0, 8, handle="@ana"),),
    warnings=("odd",),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    fill(folder / "in")
    (folder / "in" / "whole.jsonl").write_bytes(as_line(ARTICLE))
    return analyze(folder / "in", out=folder / "corpus", nlp=load(), batch_size=5)


def test_an_article_comes_back_as_it_was(corpus):
    assert corpus.article("a1") == ARTICLE


@pytest.mark.parametrize("id", ["nobody", "' or 1=1 --", ""])
def test_no_article_is_a_key_error(corpus, id):
    with pytest.raises(KeyError, match="There is no article"):
        corpus.article(id)


def test_offsets_are_the_articles(corpus):
    for name in ("entities", "mentions", "quotes", "marks", "posts"):
        table = getattr(corpus.tables(), name)
        assert len(table)
        for row in table.itertuples():
            assert corpus.article(row.article).text[row.start : row.end] == row.text


def test_each_table_is_a_relation_with_its_columns(corpus):
    for name, columns in COLUMNS.items():
        assert getattr(corpus, name).columns == [column.name for column in columns]
    for name in TABLES:
        assert store.INPUT not in corpus.table(name).columns
    with pytest.raises(KeyError, match="There are articles, "):
        corpus.table("claims; drop table quotes")


def test_relations_become_what_people_work_with(corpus):
    people = corpus.quotes.filter("speaker = 'Ana Souza'").select("article", "pieces").order("article")
    frame, arrow = people.df(), people.to_arrow_table()
    assert isinstance(frame, pd.DataFrame) and len(frame) == arrow.num_rows > 12
    assert arrow.column("pieces").to_pylist()[0] == [[0, 17]]


def test_sql_is_over_all_tables_and_takes_parameters(corpus):
    query = "select q.speaker, a.title from quotes q join articles a using (article) where q.article = ?"
    assert corpus.sql(query, "a1").fetchall() == [("Ana Souza", "“No!”")]
    assert corpus.sql(query, "' or 1=1 --").fetchall() == []


def test_tables_without_rows_have_their_types(tmp_path):
    corpus = analyze(tmp_path / "no.txt", out=tmp_path / "corpus", nlp=load())
    assert corpus.quotes.df().columns.tolist() == [column.name for column in COLUMNS["quotes"]]
    # That of the full one says the same.
    (tmp_path / "no.txt").write_text(SAID, encoding="utf-8")
    full = analyze(tmp_path / "no.txt", out=tmp_path / "full", nlp=load())
    for name in set(TABLES):
        assert corpus.table(name).types == full.table(name).types
    assert [len(table) for _, table in corpus.tables().items()] == [0] * len(COLUMNS)


def test_it_stays_as_it_was_opened_while_more_comes(tmp_path):
    inputs = fill(tmp_path / "in")
    nlp = load()
    before = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    expected = content(before)
    (inputs / "new.txt").write_text(SAID, encoding="utf-8")
    (inputs / "000.txt").write_text("“No,” said Zoë Adu.", encoding="utf-8")
    after = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert content(before) == expected != content(after)


def test_damage_between_two_questions_is_noticed(tmp_path):
    corpus = analyze(fill(tmp_path / "in"), out=tmp_path / "corpus", nlp=load())
    [part] = (tmp_path / "corpus" / "parts" / "quotes").iterdir()
    part.unlink()
    with pytest.raises(CorpusDamaged, match="open it again"):
        corpus.quotes  # noqa: B018
    with pytest.raises(CorpusDamaged):
        corpus.tables()


def test_without_verifying_only_sizes_are_compared(tmp_path):
    analyze(fill(tmp_path / "in"), out=tmp_path / "corpus", nlp=load())
    [part] = (tmp_path / "corpus" / "parts" / "quotes").iterdir()
    part.write_bytes(part.read_bytes()[:-1] + b"!")
    with pytest.raises(CorpusDamaged, match="is not what was written"):
        Corpus(tmp_path / "corpus").quotes  # noqa: B018
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(CorpusDamaged, match="bytes of"):
        Corpus(tmp_path / "corpus", verify=False).quotes  # noqa: B018


def test_no_corpus_is_said(tmp_path):
    with pytest.raises(CorpusError, match="There is no corpus in"):
        Corpus(tmp_path)


def test_it_says_what_it_is(corpus):
    assert repr(corpus).endswith("corpus': 22 articles, 61 quotes)")

"""Files in stores are read as files here are. fsspec's memory stands for a store: no network, and no account."""

import os

import pytest

import onrecord
from onrecord import Article, Problem
from onrecord.corpus import Corpus, CorpusError, analyze
from onrecord.finding import is_address
from onrecord.stores import StoreError, as_stored, files_below, is_stored
from tests.corpus.folders import SAID, content
from tests.stand_in import load

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def bucket():
    store = fsspec.filesystem("memory")
    store.pipe("/news/2025/a.txt", SAID.encode())
    store.pipe("/news/2025/b [1]*?.txt", "“No,” said Zoë Adu. 🙂\r\n".encode())
    store.pipe("/news/lines.jsonl", b'{"id": "one", "text": "Two."}\nbad\n')
    store.pipe("/news/picture.png", b"\x89PNG")
    yield store
    store.rm("/news", recursive=True)


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("s3://bucket/a.txt", True),
        ("memory://news", True),
        ("gs://b/*.jsonl", True),
        ("https://news.example/a.txt", False),
        ("zip://a.txt::s3://bucket/a.zip", False),
        ("reference://x", False),
        ("C:\\news\\a.txt", False),
        ("s3:/bucket", False),
    ],
)
def test_which_paths_are_addresses_in_a_store(path, stored):
    assert is_stored(path) is stored
    assert is_address(path) is ("://" in path and not stored)


def test_files_below_an_address(bucket):
    assert len(files_below("memory://news")) == 4
    assert files_below("memory://news/2025/a.txt") == ["memory:///news/2025/a.txt"]
    assert files_below("memory://news/2025/b [1]*?.txt") == ["memory:///news/2025/b [1]*?.txt"]
    assert files_below("memory://news/*.jsonl") == ["memory:///news/lines.jsonl"]
    assert as_stored("memory://news/none.txt") is None


def test_articles_and_problems_come_as_from_a_folder(bucket, tmp_path):
    bucket.get("/news", str(tmp_path / "here"), recursive=True)
    here = [*onrecord.read_articles(tmp_path / "here")]
    there = [*onrecord.read_articles("memory://news")]
    assert (
        [type(item) for item in there] == [type(item) for item in here] == [Article, Article, Article, *[Problem] * 2]
    )
    assert [(item.id, item.text) for item in there[:3]] == [(item.id, item.text) for item in here[:3]]
    assert there[0].path == "memory:///news/2025/a.txt"
    assert [item.reason for item in there[3:]] == [item.reason for item in here[3:]]


def test_a_corpus_reads_from_a_store_what_is_new_or_changed(bucket, tmp_path):
    nlp, read = load(), []
    make_doc = nlp.make_doc
    nlp.make_doc = lambda text: read.append(text) or make_doc(text)
    analyze("memory://news", out=tmp_path / "corpus", nlp=nlp)
    assert read[0] == SAID and len(read) == 3
    read.clear()
    manifest = (tmp_path / "corpus" / "manifest.json").read_bytes()
    analyze("memory://news", out=tmp_path / "corpus", nlp=nlp)
    assert read == [] and (tmp_path / "corpus" / "manifest.json").read_bytes() == manifest
    bucket.pipe("/news/2025/a.txt", SAID.upper().encode())
    corpus = analyze("memory://news", out=tmp_path / "corpus", nlp=nlp)
    assert read == [SAID.upper()]
    assert content(corpus) == content(analyze("memory://news", out=tmp_path / "fresh", nlp=nlp))


def test_what_is_gone_from_a_store_stays_in_the_corpus(bucket, tmp_path):
    nlp = load()
    before = content(analyze("memory://news", out=tmp_path / "corpus", nlp=nlp))
    bucket.rm("/news/2025/a.txt")
    assert content(analyze("memory://news", out=tmp_path / "corpus", nlp=nlp, removed="drop")) == before


def test_a_store_that_fails_is_a_problem(bucket, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the token\nhas run out")

    monkeypatch.setattr(type(bucket), "open", fail)
    problems = [item for item in onrecord.read_articles("memory://news/2025/a.txt") if isinstance(item, Problem)]
    assert [problem.reason for problem in problems] == ["its store does not give it (the token has run out)"]
    monkeypatch.setattr(type(bucket), "find", fail)
    [problem] = onrecord.read_articles("memory://news")
    assert problem.reason == "its store cannot be read (the token has run out)"
    with pytest.raises(StoreError, match="the token has run out"):
        files_below("memory://news")


def test_nothing_there_is_a_problem():
    [problem] = onrecord.read_articles("memory://nothing/here")
    assert problem.reason == "there are no files at this address"


def test_a_far_store_is_asked_only_if_that_is_allowed(monkeypatch):
    monkeypatch.setattr(fsspec.core, "url_to_fs", lambda path: pytest.fail("it was asked"))
    [problem] = onrecord.read_articles("s3://bucket/news")
    assert problem.reason == "addresses are not fetched unless that is allowed"


@pytest.mark.parametrize("out", ["s3://bucket/corpus", "memory://corpus", "file:///tmp/corpus"])
def test_a_corpus_is_no_address(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    for ask in (lambda: analyze("a.txt", out=out), lambda: Corpus(out)):
        with pytest.raises(CorpusError, match=r"is no folder.*parts first, manifest\.json last"):
            ask()
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_corpus_that_is_copied_in_that_order_is_whole(bucket, tmp_path):
    """As the error says: to a store, and from there to another disk."""
    corpus = analyze("memory://news", out=tmp_path / "corpus", nlp=load())
    bucket.put(str(tmp_path / "corpus" / "parts"), "/news/corpus/parts", recursive=True)
    bucket.put(str(tmp_path / "corpus" / "manifest.json"), "/news/corpus/manifest.json")
    bucket.get("/news/corpus", str(tmp_path / "elsewhere"), recursive=True)
    assert content(tmp_path / "elsewhere") == content(corpus)

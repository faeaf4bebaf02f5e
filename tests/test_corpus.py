"""Many articles: all are read, and each file is reported on."""

import pandas as pd
import pytest

from onrecord.corpus import analyze
from onrecord.report import REPORT_COLUMNS
from tests.stand_in import RAISES, load

SAID = "“We will appeal,” said Ana Souza."


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"{SAID} {RAISES}", encoding="utf-8")
    (tmp_path / "c.xyz").write_bytes(b"What?")
    (tmp_path / "c_picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "d.jsonl").write_text('{"text": "One."}\nbad\n{"text": "Three."}\n', encoding="utf-8")
    (tmp_path / "e.txt").write_text("Odd \x00 text.", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("batch_size", [1, 2, 16])
def test_every_file_has_its_rows_in_the_report(folder, nlp, batch_size):
    report = analyze(folder, nlp=nlp, batch_size=batch_size).report
    names = report["path"].str.removeprefix(str(folder)).str.lstrip("/\\")
    members = report["member"].fillna("")
    assert list(zip(names, members, report["status"], report["articles"], strict=True)) == [
        ("a.txt", "", "read", 1),
        ("b.txt", "", "failed", 0),
        ("c.xyz", "", "failed", 0),
        ("c_picture.png", "", "skipped", 0),
        ("d.jsonl", "", "read", 2),
        ("d.jsonl", "2", "failed", 0),
        ("e.txt", "", "flagged", 1),
    ]
    assert report["kind"].fillna("").tolist() == ["text", "text", "", "", "JSONL", "JSONL", "text"]
    assert report["reason"].isna().tolist() == [True, False, False, False, True, False, False]
    assert report["reason"][1] == "the article b could not be read (ValueError: no such luck)"
    assert (report["seconds"] >= 0).all()


@pytest.mark.parametrize("batch_size", [1, 2, 16])
def test_tables_hold_what_could_be_read_whatever_the_batches(folder, nlp, batch_size):
    found = analyze(folder, nlp=nlp, batch_size=batch_size).tables
    assert found.articles["article"].tolist() == ["a", "d#1", "d#3", "e"]
    assert found.quotes[["article", "speaker"]].values.tolist() == [["a", "Ana Souza"]]


def test_no_more_than_a_batch_is_read_ahead(tmp_path, nlp, monkeypatch):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(SAID, encoding="utf-8")
    sizes = []
    pipe = nlp.pipe
    monkeypatch.setattr(nlp, "pipe", lambda texts: sizes.append(len(texts)) or pipe(texts))
    analyze(tmp_path, nlp=nlp, batch_size=4)
    assert sizes == [4, 2]


def test_progress_counts_files(folder, nlp):
    calls = []
    analyze(folder, nlp=nlp, progress=lambda *call: calls.append(call[:2]))
    assert calls == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (5, 6), (5, 6), (6, 6)]


def test_nothing_readable_needs_no_pipeline(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.corpus.load", lambda **_: pytest.fail("not needed"))
    analysis = analyze(tmp_path / "no.txt")
    assert [len(table) for _, table in analysis.tables.items()] == [0] * 6
    assert analysis.report["status"].tolist() == ["failed"]


def test_report_has_its_columns_also_when_empty(nlp):
    report = analyze([], nlp=nlp).report
    assert list(report.columns) == [column.name for column in REPORT_COLUMNS]
    assert report.dtypes.map(str).tolist() == [column.dtype for column in REPORT_COLUMNS]
    assert isinstance(report, pd.DataFrame)

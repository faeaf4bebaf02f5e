"""Many articles: all are read, and each file is reported on."""

import io
import json
import signal
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import cli, read_tables
from onrecord.articles import Article, as_line
from onrecord.corpus import analyze, progress
from onrecord.report import REPORT_COLUMNS
from onrecord.sources import Columns, Limits
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
    monkeypatch.setattr("onrecord.corpus.analysis.load", lambda **_: pytest.fail("not needed"))
    analysis = analyze(tmp_path / "no.txt")
    assert [len(table) for _, table in analysis.tables.items()] == [0] * 7
    assert analysis.report["status"].tolist() == ["failed"]


def test_report_has_its_columns_also_when_empty(nlp):
    report = analyze([], nlp=nlp).report
    assert list(report.columns) == [column.name for column in REPORT_COLUMNS]
    assert report.dtypes.map(str).tolist() == [column.dtype for column in REPORT_COLUMNS]
    assert isinstance(report, pd.DataFrame)


# A line of JSONL: what it is, and what becomes of it.
LINES = {
    '{"text": "One."}': "read",
    '{"text": "Odd \\u0000 text."}': "flagged",
    '{"text": "This text breaks the reader."}': "failed",
    "no JSON": "failed",
    '{"text": ""}': "failed",
}
FILES = st.dictionaries(
    st.sampled_from(["a.jsonl", "b.jsonl", "in/c.jsonl", "in/d.png", "e.zip", "f.zip", "g.xyz"]),
    st.lists(st.sampled_from(list(LINES)), min_size=1, max_size=5),
)


@given(FILES, st.sampled_from([1, 3]))
@settings(max_examples=25)
def test_counts_add_up(nlp, tmp_path_factory, files, batch_size):
    """Every line of every file is in the report once, whatever became of it and wherever it lay."""
    folder = tmp_path_factory.mktemp("in")
    expected = {"read": 0, "flagged": 0, "failed": 0, "skipped": 0}
    for name, lines in files.items():
        path, content = folder / name, "\n".join(lines)
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("one.jsonl", content)
                archive.writestr("two.jsonl", content)
                archive.writestr("picture.jpg", content)
        else:
            path.write_text(content, encoding="utf-8")
        expected["skipped"] += path.suffix in (".zip", ".png")
        expected["failed"] += path.suffix == ".xyz"
        for line in lines if path.suffix in (".zip", ".jsonl") else ():
            expected[LINES[line]] += 2 if path.suffix == ".zip" else 1
    expected["failed"] += not files
    analysis = analyze(folder, nlp=nlp, batch_size=batch_size, workers=1)
    report = analysis.report
    counted = {
        status: int(rows["articles"].sum() if status in ("read", "flagged") else len(rows))
        for status in expected
        for rows in [report[report["status"] == status]]
    }
    assert counted == expected
    assert report["articles"].sum() == len(analysis.tables.articles)
    assert {str(folder / name) for name in files} <= set(report["path"])


def test_limits_and_what_is_left_out(folder, nlp):
    report = analyze(folder, nlp=nlp, leave_out=folder / "d.jsonl", limits=Limits(characters=20)).report
    assert report["reason"].tolist()[0] == "its text is longer than 20 characters"
    assert not report["path"].str.contains("jsonl").any()


def test_marks_and_posts_of_articles_reach_the_tables(tmp_path, nlp):
    mark = {"start": 0, "end": 4, "kind": "embed", "score": 1.0}
    line = json.loads(as_line(Article("a", "Buy now. “No!” said Ana Souza.")))
    line |= {"marks": [mark], "posts": [{"start": 0, "end": 4, "handle": "@ana"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    found = analyze(tmp_path, nlp=nlp).tables
    assert found.marks.values.tolist() == [["a", "Buy ", 0, 4, "embed", 1.0]]
    assert found.posts["handle"].tolist() == ["@ana"]


# Languages

PORTUGUESE = (
    "A câmara decidiu na quinta-feira vender o cais por dois milhões, e os pescadores souberam disso pelo jornal da "
    "manhã seguinte. “Nunca”, disse Inês Duarte, depois de uma reunião de seis horas com os moradores do porto."
)


def test_of_an_article_in_another_language_only_the_metadata_is_read(tmp_path, nlp):
    (tmp_path / "cais.txt").write_text(f"{PORTUGUESE} {SAID}", encoding="utf-8")
    (tmp_path / "pier.txt").write_text(SAID, encoding="utf-8")
    found = analyze(tmp_path, nlp=nlp)
    assert found.tables.articles["article"].tolist() == ["cais", "pier"]
    assert found.tables.articles["language"].tolist()[0] == "pt"
    assert set(found.tables.quotes["article"]) == set(found.tables.mentions["article"]) == {"pier"}
    flagged = found.report.set_index("path").loc[str(tmp_path / "cais.txt")]
    assert flagged["status"] == "flagged"
    assert flagged["reason"] == ("it is in Portuguese (pt): On Record reads English; nothing but its metadata was read")


def test_no_pipeline_is_loaded_for_other_languages_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("onrecord.corpus.analysis.load", lambda **_: pytest.fail("the pipeline was loaded"))
    (tmp_path / "cais.txt").write_text(PORTUGUESE, encoding="utf-8")
    assert len(analyze(tmp_path).tables.articles) == 1


# Near-duplicates

STORY = (
    "The council sold the old pier on Monday after a meeting of six hours. The fishermen heard of it from the paper "
    "of the next morning. Nobody knows what the buyer will make of it, or when work will begin. "
)


@pytest.fixture
def wire(tmp_path):
    rows = [
        {"id": "copy", "text": f"{STORY}{SAID}", "published": "2025-10-10"},
        {"id": "first", "text": f"{SAID} {STORY}", "published": "2025-10-09"},
        {"id": "other", "text": SAID},
    ]
    file = tmp_path / "wire.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def test_near_duplicates_are_marked(wire, nlp):
    articles = analyze(wire, nlp=nlp).tables.articles.set_index("article")
    assert articles["representative"].to_dict() == {"copy": "first", "first": "first", "other": "other"}
    assert articles["weight"].to_dict() == {"copy": 0.5, "first": 0.5, "other": 1.0}
    assert articles.loc["copy", "representative_reason"] == "earliest published"
    assert articles.loc["copy", "similarity"] > 0.8
    assert articles.dtypes["weight"] == pd.Float64Dtype()


def test_near_duplicates_can_be_left_alone(wire, nlp):
    found = analyze(wire, nlp=nlp, duplicates="keep").tables
    assert found.articles["weight"].isna().all()
    assert len(found.quotes) == 3


def test_near_duplicates_can_be_left_out_and_are_told(wire, nlp):
    found = analyze(wire, nlp=nlp, duplicates="drop")
    assert found.tables.articles["article"].tolist() == ["first", "other"]
    assert found.tables.articles["duplicate_group"].tolist() == ["d1", pd.NA]
    assert set(found.tables.quotes["article"]) == {"first", "other"}
    [skipped] = found.report[found.report["status"] == "skipped"].itertuples()
    assert skipped.member == "1"
    assert "is in the article first, which stands for it (earliest published)" in skipped.reason
    assert found.report["articles"].sum() == 2


# Options of reading


def test_a_table_with_a_named_column(tmp_path, nlp):
    file = tmp_path / "a.csv"
    file.write_text(f'summary,teil\nShort.,"{SAID}"\n', encoding="utf-8")
    found = analyze(file, nlp=nlp, columns=Columns(text="teil"))
    assert found.tables.quotes["speaker"].tolist() == ["Ana Souza"]


def test_a_frame_is_read_like_a_file(nlp):
    frame = pd.DataFrame({"text": [SAID, None], "paper": ["The Gazette", "The Courier"]}, index=["x", "y"])
    found = analyze(frame, nlp=nlp)
    assert found.tables.articles[["article", "outlet", "path", "member"]].values.tolist() == [
        ["DataFrame#x", "The Gazette", "DataFrame", "x"]
    ]
    assert found.report[["path", "member", "status"]].values.tolist() == [
        ["DataFrame", "x", "flagged"],
        ["DataFrame", "y", "failed"],
    ]


def test_garbled_text_is_told_and_repaired_if_asked(tmp_path, nlp):
    file = tmp_path / "a.txt"
    # Windows-1252 as programs have it, where it leaves 0x9D open.
    file.write_text("â€œWe will appeal,â€\x9d said Ana Souza.", encoding="utf-8")
    as_it_is, repaired = analyze(file, nlp=nlp), analyze(file, nlp=nlp, repair_mojibake=True)
    assert as_it_is.report["status"].tolist() == repaired.report["status"].tolist() == ["flagged"]
    assert len(as_it_is.tables.quotes) == 0
    assert repaired.tables.quotes["speaker"].tolist() == ["Ana Souza"]


# Seen and stopped


def test_a_run_that_is_stopped_gives_what_was_read(tmp_path, nlp):
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(SAID, encoding="utf-8")

    def stop(done, total, path):
        if done == 2:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.warns(UserWarning, match="Stopped: the tables hold what was read"):
        analysis = analyze(tmp_path, nlp=nlp, batch_size=2, progress=stop)
    assert analysis.stopped
    assert analysis.tables.articles["article"].tolist() == ["0", "1"]
    assert set(analysis.tables.quotes["article"]) == {"0", "1"}
    assert analysis.report["status"].tolist() == ["read"] * 2 + ["skipped"] * 3
    assert [Path(path).stem for path in analysis.report["path"]] == list("01234")
    # What Ctrl-C does is as it was before: nothing, where the tests run in the background of a shell.
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_that_is_stopped_at_its_end_is_whole(tmp_path, nlp):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    analysis = analyze(tmp_path, nlp=nlp, progress=lambda *_: signal.raise_signal(signal.SIGINT))
    assert not analysis.stopped
    assert analysis.report["status"].tolist() == ["read"]


def test_the_shell_writes_what_was_read(tmp_path, nlp, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    stopped = replace(analyze(tmp_path, nlp=nlp), stopped=True)
    monkeypatch.setattr("onrecord.corpus.analyze", lambda *_, **__: stopped)
    assert cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out")]) == 130
    assert len(read_tables(tmp_path / "out").quotes) == 1
    assert "Stopped." in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_says_how_far_it_is_and_how_long_it_takes(monkeypatch):
    monkeypatch.setattr(progress, "BAR_AFTER", 0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.followed(True) as bar:
        for done in (3, 4, 4, 8):
            bar(done, 8, "a.txt")
    said = sys.stderr.getvalue()
    assert "8/8" in said and "<" in said


def test_no_bar_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(progress, "BAR_AFTER", 0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.followed(True) as bar:
        bar(1, 2, "a.txt")
    assert sys.stderr.getvalue() == ""
    with progress.followed(False) as bar:
        assert bar is None

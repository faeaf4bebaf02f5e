"""A corpus from the shell."""

import pytest

from onrecord import cli
from onrecord.corpus import Pace, analysis, progress
from tests import stand_in
from tests.corpus.folders import SAID


@pytest.fixture(autouse=True)
def stand_in_pipeline(monkeypatch):
    """Have articles read here, by a pipeline without a model."""
    fill, nlp = analysis.fill, stand_in.load()
    monkeypatch.setattr(
        analysis, "fill", lambda folder, entries, how: fill(folder, entries, analysis.replace(how, nlp=nlp))
    )


def test_analyze_reads_into_a_corpus_and_says_what_it_holds(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(SAID, encoding="utf-8")
    assert cli.main(["analyze", "in", "--corpus", "corpus"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("corpus holds 1 article (15 words) and 3 quotes. This run took 1 second.\n")
    assert "corpus = onrecord.Corpus('corpus')" in said.out
    assert said.err == ""


def test_what_failed_and_what_is_gone_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "in" / "b.xyz").write_bytes(b"What?")
    assert cli.main(["analyze", "in", "--corpus", "corpus"]) == 1
    assert "1 could not be read:" in capsys.readouterr().out
    (tmp_path / "in" / "b.xyz").unlink()
    cli.main(["analyze", "in", "--corpus", "corpus"])
    assert "b.xyz is no longer there: its rows stay" in capsys.readouterr().err
    assert cli.main(["analyze", "in", "--corpus", "corpus", "--removed", "drop"]) == 0


def test_other_options_are_asked_about(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    command = ["analyze", "a.txt", "--corpus", "corpus"]
    assert cli.main(command) == 0
    assert cli.main([*command, "--repair-mojibake"]) == 1
    assert "repair_mojibake False (now True)" in capsys.readouterr().err
    assert cli.main([*command, "--repair-mojibake", "--again"]) == 0


def test_tables_or_a_corpus(tmp_path, capsys):
    assert cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out"), "--again"]) == 1
    assert "are for a corpus" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["analyze", str(tmp_path), "-o", "out", "--corpus", "corpus"])
    with pytest.raises(SystemExit):
        cli.main(["analyze", str(tmp_path)])


def test_pace_says_rate_and_time_left(monkeypatch):
    now = iter([10.0, 10.0, 12.0, 1000.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    pace = Pace()
    # 500 need not be read, and do not make it look fast.
    assert pace(501, 10_000, "a.txt") == "501 of 10,000 files"
    assert pace(501, 10_000, "a.txt") == "501 of 10,000 files"
    assert pace(601, 10_000, "b.txt") == "601 of 10,000 files, 50.0 a second, 3 minutes left"
    assert pace(1_491, 10_000, "c.txt") == "1,491 of 10,000 files, 1.0 a second, 2 h 22 min left"

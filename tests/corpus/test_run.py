"""A corpus holds what reading everything at once gives, and is filled bit by bit."""

import os
import threading

import pandas as pd
import pytest

import onrecord
from onrecord.corpus import Corpus, CorpusDiffers, CorpusError, CorpusInUse, analyze
from onrecord.corpus.store import Store, read_manifest
from onrecord.report import REPORT_COLUMNS
from onrecord.sources import Columns, Limits
from tests.corpus.folders import PIPELINE, SAID, content, fill
from tests.stand_in import load


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture
def inputs(tmp_path):
    return fill(tmp_path / "in")


@pytest.fixture
def reads(monkeypatch):
    """The ids of the articles that the pipeline gets."""
    from onrecord.corpus import workers

    read, outcome = [], workers.outcome
    monkeypatch.setattr(workers, "outcome", lambda article, nlp: read.append(article.id) or outcome(article, nlp))
    return read


def test_a_corpus_holds_what_reading_at_once_gives(inputs, tmp_path, nlp):
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, workers=0)
    at_once = analyze(inputs, nlp=nlp, workers=0)
    for name, table in at_once.tables.items():
        pd.testing.assert_frame_equal(getattr(corpus.tables(), name), table)
    report = corpus.report.df()
    assert list(report.columns) == [column.name for column in REPORT_COLUMNS]
    assert report["articles"].sum() == at_once.report["articles"].sum() == len(at_once.tables.articles)
    assert report["reason"].dropna().tolist() == at_once.report["reason"].dropna().tolist()


@pytest.mark.parametrize(("batch_size", "readers"), [(1, 0), (7, 0), (2, 1), (5, 2)])
def test_the_answer_does_not_depend_on_batches_and_readers(inputs, tmp_path, batch_size, readers):
    one = analyze(inputs, out=tmp_path / "one", nlp=PIPELINE, readers=0)
    other = analyze(inputs, out=tmp_path / "other", nlp=PIPELINE, readers=readers, batch_size=batch_size, workers=1)
    assert content(one) == content(other)
    assert one.tables().articles.equals(other.tables().articles)


def test_the_answer_does_not_depend_on_the_order_of_inputs(inputs, tmp_path, nlp):
    files = sorted(inputs.iterdir())
    one = analyze(files, out=tmp_path / "one", nlp=nlp)
    other = analyze(reversed(files), out=tmp_path / "other", nlp=nlp)
    assert content(one) == content(other)


def test_the_same_again_reads_nothing_and_writes_nothing(inputs, tmp_path, nlp, reads):
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    first, before = len(reads), (tmp_path / "corpus" / "manifest.json").read_bytes()
    again = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert len(reads) == first
    assert (tmp_path / "corpus" / "manifest.json").read_bytes() == before
    assert content(again) == content(corpus)


def test_only_what_is_new_or_changed_is_read(inputs, tmp_path, nlp, reads):
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    reads.clear()
    (inputs / "003.txt").write_text("“No,” said Zoë Adu.", encoding="utf-8")
    (inputs / "new.txt").write_text(SAID, encoding="utf-8")
    os.utime(inputs / "004.txt", (1, 1))  # a clock that went backwards, and the same content
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert reads == ["003", "new"]
    assert content(corpus) == content(analyze(inputs, out=tmp_path / "fresh", nlp=nlp))
    # The new time is kept: the file is not opened again for it.
    modified = corpus.inputs.filter("path like '%004.txt'").select("modified").fetchall()
    assert modified[-1] == (1_000_000_000,)


def test_a_second_folder_is_added(inputs, tmp_path, nlp):
    more = tmp_path / "more"
    more.mkdir()
    (more / "000.txt").write_text("“No,” said Zoë Adu.", encoding="utf-8")
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    corpus = analyze(more, out=tmp_path / "corpus", nlp=nlp)
    assert {"000", "000-2"} <= set(corpus.tables().articles["article"])
    assert corpus.article("000-2").text == "“No,” said Zoë Adu."


def test_many_small_batches_become_few(tmp_path, nlp):
    inputs, out = fill(tmp_path / "in", articles=30), tmp_path / "corpus"
    before = analyze(inputs, out=out, nlp=nlp, batch_size=1)
    assert len(read_manifest(out).batches) > 32
    # Whoever has it open does not notice.
    expected, in_order = content(before), before.tables().quotes
    after = analyze(inputs, out=out, nlp=nlp, batch_size=30)
    assert len(read_manifest(out).batches) == 2
    assert content(after) == content(before) == expected
    assert after.tables().quotes.equals(in_order)
    manifest = (out / "manifest.json").read_bytes()
    analyze(inputs, out=out, nlp=nlp, batch_size=30)
    assert (out / "manifest.json").read_bytes() == manifest


def test_what_is_no_article_is_committed_bit_by_bit_too(tmp_path, nlp):
    (tmp_path / "in").mkdir()
    for number in range(9):
        (tmp_path / "in" / f"{number}.png").write_bytes(b"\x89PNG")
    analyze(tmp_path / "in", out=tmp_path / "corpus", nlp=nlp, batch_size=3)
    assert len(read_manifest(tmp_path / "corpus").batches) >= 3


def test_inputs_that_are_gone_are_told_and_stay_or_go(inputs, tmp_path, nlp):
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    (inputs / "003.txt").unlink()
    (inputs / "004.txt").unlink()
    with pytest.warns(UserWarning, match=r"003\.txt \(and 1 more\) is no longer there: its rows stay"):
        corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert "003" in set(corpus.tables().articles["article"])
    with pytest.warns(UserWarning, match="its rows are dropped"):
        corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, removed="drop")
    assert content(corpus) == content(analyze(inputs, out=tmp_path / "fresh", nlp=nlp))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"repair_mojibake": True}, r"repair_mojibake False \(now True\)"),
        ({"limits": Limits(characters=50)}, r"other limits \(characters 1000000 \(now 50\)\)"),
        ({"columns": Columns(text="body")}, r"other columns \(text None \(now body\)\)"),
        ({"nlp": PIPELINE, "readers": 0}, "pipeline "),
    ],
)
def test_other_options_are_asked_about(inputs, tmp_path, nlp, changed, said):
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    with pytest.raises(CorpusDiffers, match=f"{said}.*again=True"):
        analyze(inputs, out=tmp_path / "corpus", **{"nlp": nlp, **changed})
    assert content(tmp_path / "corpus") == content(corpus)
    again = analyze(inputs, out=tmp_path / "corpus", again=True, **{"nlp": nlp, **changed})
    assert content(again) == content(analyze(inputs, out=tmp_path / "fresh", **{"nlp": nlp, **changed}))


def test_again_does_nothing_where_nothing_is_different(inputs, tmp_path, nlp, reads):
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    reads.clear()
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp, again=True)
    assert reads == []


def test_another_model_is_asked_about(tmp_path, monkeypatch, nlp):
    from onrecord.corpus import run

    how = run.Filling(run.Options())
    one = run.made_by(how)
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(run, "MODEL", tmp_path)
    assert run._differences(one, run.made_by(how)) == "another model"


def test_near_duplicates_are_told_over_the_whole_corpus(tmp_path, nlp):
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text(SAID, encoding="utf-8")
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    (inputs / "b.txt").write_text(SAID.upper(), encoding="utf-8")
    unmarked = analyze(inputs, out=tmp_path / "corpus", nlp=nlp, duplicates="keep")
    assert unmarked.articles.select("weight").fetchall() == [(None,), (None,)]
    marked = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    rows = marked.articles.select("article", "duplicate_group", "representative", "weight").order("article")
    assert rows.fetchall() == [("a", "d1", "a", 0.5), ("b", "d1", "a", 0.5)]
    with pytest.raises(ValueError, match="drops no duplicates"):
        analyze(inputs, out=tmp_path / "corpus", nlp=nlp, duplicates="drop")


def test_two_writers_do_not_meet(inputs, tmp_path, nlp):
    with Store.locked(tmp_path / "corpus"), pytest.raises(CorpusInUse, match="Another process writes into"):
        analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)


def test_a_reader_sees_whole_batches_while_somebody_writes(inputs, tmp_path, nlp):
    """Whenever it looks, each article of the table of texts is in the report."""
    seen, done = [], threading.Event()

    def look():
        while not done.is_set():
            try:
                corpus = Corpus(tmp_path / "corpus")
            except CorpusError:
                continue
            [counts] = corpus.sql(
                "select (select count(*) from texts), (select coalesce(sum(articles), 0) from report)"
            ).fetchall()
            seen.append(counts)

    thread = threading.Thread(target=look)
    thread.start()
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp, batch_size=1)
    done.set()
    thread.join()
    # One article has a text, and breaks the pipeline.
    assert seen and all(texts - told in (0, 1) for texts, told in seen)


def test_a_folder_with_other_things_is_left_alone(inputs, tmp_path, nlp):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "thesis.docx").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"holds other files, such as thesis\.docx"):
        analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["thesis.docx"]


def test_options_of_a_corpus_need_one(inputs, nlp):
    with pytest.raises(ValueError, match="give out"):
        analyze(inputs, nlp=nlp, readers=2)


def test_a_dataframe_is_no_input_of_a_corpus(tmp_path, nlp):
    with pytest.raises(TypeError, match="to_parquet"):
        analyze(pd.DataFrame({"text": [SAID]}), out=tmp_path / "corpus", nlp=nlp)


def test_what_is_not_there_is_told_until_it_is(tmp_path, nlp):
    path = tmp_path / "late.txt"
    corpus = analyze(path, out=tmp_path / "corpus", nlp=nlp)
    assert corpus.report.select("status", "reason").fetchall() == [("failed", "there is no such file or folder")]
    path.write_text(SAID, encoding="utf-8")
    corpus = analyze(path, out=tmp_path / "corpus", nlp=nlp)
    assert corpus.report.select("status").fetchall() == [("read",)]


NAMES = ["a b.txt", "o'clock [1]*?.txt", "🙂 naïve.txt", "שלום.txt", "-o.txt", "%41;drop table.txt", "x" * 200 + ".txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not know these names")
def test_names_of_every_kind(tmp_path, nlp, reads):
    """Of files, and of the folder that the corpus is in."""
    inputs, out = tmp_path / "in", tmp_path / "o'clock [1]*?\n🙂"
    inputs.mkdir()
    for name in [*map(os.fsencode, NAMES), b"not \xff utf-8.txt", b"not \xfe utf-8.txt"]:
        (inputs / os.fsdecode(name)).write_text(f"{SAID} {name!r}", encoding="utf-8")
    corpus = analyze(inputs, out=out, nlp=nlp)
    assert len(corpus.tables().articles) == len(reads) == len(NAMES) + 2
    assert {"o'clock [1]*?", "🙂 naïve", "not \ufffd utf-8", "not \ufffd utf-8-2"} <= set(reads)
    analyze(inputs, out=out, nlp=nlp)
    assert len(reads) == len(NAMES) + 2
    (inputs / os.fsdecode(b"not \xfe utf-8.txt")).write_text("“No,” said Zoë Adu.", encoding="utf-8")
    corpus = analyze(inputs, out=out, nlp=nlp)
    assert len(reads) == len(NAMES) + 3
    assert corpus.quotes.filter("speaker = 'Zoë Adu'").count("*").fetchall() == [(1,)]


def test_it_does_not_matter_from_which_folder_it_is_read(inputs, tmp_path, nlp, reads, monkeypatch):
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    reads.clear()
    monkeypatch.chdir(tmp_path)
    analyze("in", out="corpus", nlp=nlp)
    (tmp_path / "moved").mkdir()
    os.rename(inputs, tmp_path / "moved" / "in")
    os.rename(tmp_path / "corpus", tmp_path / "moved" / "corpus")
    analyze("moved/in", out="moved/corpus", nlp=nlp)
    assert reads == []


def test_the_corpus_is_not_read_itself(tmp_path, nlp):
    fill(tmp_path)
    analyze(tmp_path, out=tmp_path / "corpus", nlp=nlp)
    corpus = analyze(tmp_path, out=tmp_path / "corpus", nlp=nlp)
    assert corpus.report.filter("path like '%parquet%' or path like '%manifest%'").fetchall() == []


def test_progress_counts_files_also_those_that_need_not_be_read(inputs, tmp_path, nlp):
    calls = []
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp, progress=lambda *call: calls.append(call[:2]))
    assert calls[0] == (1, 16) and calls[-1] == (16, 16)
    (inputs / "new.txt").write_text(SAID, encoding="utf-8")
    calls.clear()
    analyze(inputs, out=tmp_path / "corpus", nlp=nlp, progress=lambda *call: calls.append(call[:2]))
    assert calls == [(17, 17)]


def test_it_is_there_to_import():
    assert onrecord.Corpus is Corpus

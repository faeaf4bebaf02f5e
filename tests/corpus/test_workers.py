"""Articles are read in processes: one that hangs or crashes its process is one failure, and no more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from onrecord.corpus import Corpus, CorpusError, analyze
from onrecord.sources import Limits
from tests.corpus.folders import PIPELINE, SAID, content, fill

BAD = "tests.bad_pipeline:load"
CHECKOUT = Path(__file__).parents[2]


def articles(folder, *words):
    folder.mkdir()
    for number, word in enumerate(words):
        (folder / f"{number}.txt").write_text(f"{SAID} {word}", encoding="utf-8")
    return folder


def test_what_an_article_does_to_its_process_is_its_own_failure(tmp_path):
    inputs = articles(tmp_path / "in", "", "HANG", "", "LEAVE", "SEGFAULT", "ALLOCATE", "TALK", "")
    limits = Limits(seconds=2, memory=300_000_000)
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=BAD, readers=2, limits=limits)
    reasons = [reason for (reason,) in corpus.report.select("reason").fetchall()]
    assert [reason and reason.split(" (")[1].rstrip(")") for reason in reasons] == [
        None,
        "it took longer than 2 s",
        None,
        "it crashed its process, exit status 3",
        reasons[4].split(" (")[1].rstrip(")"),
        "it needed more than 300,000,000 bytes of memory",
        None,
        None,
    ]
    assert "it crashed its process, exit status " in reasons[4]
    # The failures have their texts all the same, and each of the others has its quotes.
    assert len(corpus.texts) == 8
    assert len(corpus.quotes.select("article").distinct()) == 4
    assert corpus.article("1").text == f"{SAID} HANG"


def test_what_an_article_leaves_behind_is_not_the_next_ones_failure(tmp_path):
    inputs = articles(tmp_path / "in", *["KEEP"] * 4)
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=BAD, readers=1, limits=Limits(memory=250_000_000))
    assert corpus.report.select("status").distinct().fetchall() == [("read",)]


@pytest.mark.parametrize(
    ("nlp", "said"),
    [
        ("tests.bad_pipeline:fail", "OSError: the model is not there"),
        ("tests.bad_pipeline:leave_at_start", "it ended at once"),
        ("tests.bad_pipeline:nothing", "AttributeError"),
        ("no_such_module:load", "ModuleNotFoundError"),
        ("tests.bad_pipeline", 'ValueError: A pipeline is named as "module:function"'),
    ],
)
def test_a_pipeline_that_cannot_be_had_is_no_articles_failure(tmp_path, nlp, said):
    inputs = articles(tmp_path / "in", "")
    with pytest.raises(CorpusError, match=said):
        analyze(inputs, out=tmp_path / "corpus", nlp=nlp, readers=1)
    assert len(Corpus(tmp_path / "corpus").report) == 0


SLOWLY = """\
import sys, time
from onrecord import analyze
def progress(done, total, path):
    print(done, flush=True)
    time.sleep(0.05)
analyze(sys.argv[1], out=sys.argv[2], nlp="tests.stand_in:load", readers=2, workers=0, progress=progress)
"""


def start(inputs, out):
    """Read in a process of its own, slowly, and wait until it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(inputs), str(out)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    return process


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C cannot be sent to one process")
def test_ctrl_c_ends_it_with_all_that_was_under_way_kept(tmp_path):
    inputs = fill(tmp_path / "in", articles=150)
    process = start(inputs, tmp_path / "corpus")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0 and said.rstrip().endswith("KeyboardInterrupt")
    kept = len(Corpus(tmp_path / "corpus").texts)
    assert 2 <= kept < 150
    whole = analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, readers=0)
    assert content(whole) == content(analyze(inputs, out=tmp_path / "fresh", nlp=PIPELINE, readers=0))


def test_processes_end_with_the_one_that_started_them(tmp_path):
    inputs = fill(tmp_path / "in", articles=150)
    process = start(inputs, tmp_path / "corpus")
    readers = psutil.Process(process.pid).children(recursive=True)
    assert readers
    process.kill()
    process.communicate(timeout=60)
    _, alive = psutil.wait_procs(readers, timeout=10)
    assert alive == []
    whole = analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, readers=0)
    assert content(whole) == content(analyze(inputs, out=tmp_path / "fresh", nlp=PIPELINE, readers=0))


def test_no_process_is_left(tmp_path):
    inputs = articles(tmp_path / "in", "", "")
    before = set(psutil.Process().children())
    analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, readers=2)
    assert set(psutil.Process().children()) == before


def test_it_works_without_a_main_guard_and_from_standard_input(tmp_path):
    """As in a notebook: what multiprocessing would import again is not there, or would start all over."""
    inputs = articles(tmp_path / "in", "", "")
    script = f"import onrecord\nprint(onrecord.analyze({str(inputs)!r}, out={str(tmp_path / 'corpus')!r}, "
    script += f"nlp={PIPELINE!r}, readers=2))\n"
    done = subprocess.run(
        [sys.executable, "-"],
        input=script,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert "2 articles, 6 quotes" in done.stdout, done.stderr


@pytest.mark.skipif("ONRECORD_LONG" not in os.environ, reason="takes minutes: say --long")
@pytest.mark.timeout(1800)
def test_memory_does_not_grow_with_the_number_of_articles(tmp_path):
    """That of the whole tree of processes, between article 1,000 and article 5,000."""
    inputs = fill(tmp_path / "in", articles=5100)
    process, most = psutil.Process(), {}

    def look(done, total, path):
        if done % 50 == 0:
            tree = [process, *process.children(recursive=True)]
            most[done // 1000] = max(most.get(done // 1000, 0), sum(one.memory_info().rss for one in tree))

    analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, readers=2, workers=1, progress=look, duplicates="keep")
    print({thousands: f"{memory / 1e6:.0f} MB" for thousands, memory in most.items()})
    assert most[5] < 1.1 * most[1]

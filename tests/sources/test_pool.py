"""Parsing in processes of their own: a file that hangs or crashes its parser is one problem, and no more."""

import os
import sys
import threading
import time

import psutil
import pytest

from onrecord.articles import Article
from onrecord.finding import Problem, find_files
from onrecord.reading import read_articles, read_files
from onrecord.sources import Limits, pool, processes
from onrecord.sources.worker import COMMAND

BAD_READER = """\
import onrecord.sources, tests.bad_reader
sys.modules["onrecord.sources.html"] = tests.bad_reader
main()
"""


@pytest.fixture(autouse=True)
def bad_reader(monkeypatch):
    """Have pages read by a reader that does what they say."""
    monkeypatch.setattr(pool, "COMMAND", COMMAND.removesuffix("main()\n") + BAD_READER)


def pages(folder, *contents):
    for number, content in enumerate(contents):
        (folder / f"{number:04}.html").write_text(f"<html> {content}", encoding="utf-8")
    return folder


def said(items):
    return [item.text if isinstance(item, Article) else item.reason for item in items]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", "it took longer than 2 s"),
        ("leave", "its parser crashed (exit status 3)"),
        ("segfault", "its parser crashed (exit status "),
        ("allocate", "it needed more than 400,000,000 bytes of memory"),
        ("raise_error", "it could not be taken apart (ValueError: no such luck)"),
        ("halve", "its text holds half a character, \\ud83d, which no text can be written with"),
    ],
)
def test_what_a_file_does_to_its_parser_is_its_own_problem(tmp_path, deed, reason, workers):
    pages(tmp_path, "text", f"text {deed} text", "text")
    first, before, problem, *rest = read_articles(
        tmp_path, limits=Limits(seconds=2, memory=400_000_000), workers=workers
    )
    assert isinstance(problem, Problem)
    assert problem.path == str(tmp_path / "0001.html")
    assert problem.reason.startswith(reason)
    assert problem.advice
    # What the file gave before it went wrong is kept; and a text that is no good does not end the file.
    assert said([first, before]) == ["Text."] * 2
    assert said(rest) == ["Text."] * (2 if deed == "halve" else 1)


def test_memory_is_watched_where_the_system_does_not_limit_it(tmp_path, monkeypatch):
    unlimited = "import onrecord.sources.worker as worker\nworker._limit_memory = lambda memory: None\n"
    monkeypatch.setattr(pool, "COMMAND", pool.COMMAND.replace("main()", unlimited + "main()"))
    found = list(read_articles(pages(tmp_path, "allocate", "text"), limits=Limits(memory=400_000_000)))
    assert said(found) == ["it needed more than 400,000,000 bytes of memory", "Text."]


def test_what_a_file_leaves_behind_is_not_the_next_ones_fault(tmp_path):
    """A process that has grown is replaced before the next file."""
    pages(tmp_path, *["keep text"] * 6)
    found = list(read_articles(tmp_path, limits=Limits(memory=400_000_000), workers=1))
    assert said(found) == ["Text."] * 6


def test_time_is_counted_from_one_text_to_the_next(tmp_path):
    pages(tmp_path, "sleep " * 6)
    assert said(read_articles(tmp_path, limits=Limits(seconds=2))) == ["Slept."] * 6


def test_a_reader_of_articles_may_take_its_time(tmp_path):
    pages(tmp_path, "many", "many")
    texts = []
    for article in read_articles(tmp_path, limits=Limits(seconds=0.5)):
        if not texts:
            time.sleep(1)
        texts.append(article.text)
    assert texts == [f"Text {number}." for number in range(1000)] * 2


def test_what_a_library_prints_is_not_taken_for_an_answer(tmp_path):
    assert said(read_articles(pages(tmp_path, "talk talk", "text"))) == ["Talked.", "Talked.", "Text."]


@pytest.mark.parametrize("deed", ["nest", "say_number"])
def test_metadata_that_cannot_be_told_is_left_out_and_that_is_told(tmp_path, deed):
    first, second = read_articles(pages(tmp_path, deed, "text"))
    assert first.warnings == ("what else the input says of it could not be kept",)
    assert second.title == "T"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_order_is_that_of_the_files_whatever_the_workers(tmp_path, workers):
    pages(tmp_path, *["sleep", "text", "many", "leave", "text"] * 3)
    (tmp_path / "0002b.txt").write_text("Plain.", encoding="utf-8")
    found = list(read_articles(tmp_path, workers=workers))
    paths = [item.path for item in found]
    assert paths == sorted(paths)
    assert len(found) == 3 * (1 + 1 + 1000 + 1 + 1) + 1
    assert len({item.id for item in found if isinstance(item, Article)}) == len(found) - 3


def test_a_process_imports_nothing_that_it_does_not_need(tmp_path):
    assert said(read_articles(pages(tmp_path, "import_heavy"))) == ["None."]


def test_texts_and_json_lines_need_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(processes.subprocess, "Popen", lambda *_, **__: pytest.fail("not needed"))
    (tmp_path / "a.txt").write_text("One.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Two."}', encoding="utf-8")
    assert said(read_articles(tmp_path)) == ["One.", "Two."]


def test_long_texts_are_read_in_a_process(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "COMMAND", "raise SystemExit(1)")
    (tmp_path / "a.txt").write_text("x" * 1_000_001, encoding="utf-8")
    assert said(read_articles(tmp_path)) == ["no process could be started to read it in (it ended at once)"]


def test_without_processes_files_are_read_in_this_one(tmp_path, monkeypatch):
    monkeypatch.setattr(processes.subprocess, "Popen", lambda *_, **__: pytest.fail("not wanted"))
    monkeypatch.setitem(sys.modules, "onrecord.sources.html", __import__("tests.bad_reader").bad_reader)
    assert said(read_articles(pages(tmp_path, "text", "raise_error"), workers=0)) == [
        "Text.",
        "it could not be taken apart (ValueError: no such luck)",
    ]


def test_that_no_process_can_be_started_is_said_of_each_file(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes.subprocess, "Popen", refuse)
    reason = "no process could be started to read it in (Resource temporarily unavailable)"
    assert said(read_articles(pages(tmp_path, "text", "text"))) == [reason] * 2


def test_a_process_that_ends_at_once_is_said_of_each_file(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "COMMAND", "raise SystemExit(1)")
    reason = "no process could be started to read it in (it ended at once)"
    assert said(read_articles(pages(tmp_path, "text", "text"))) == [reason] * 2


def test_a_process_is_replaced_after_some_files(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "FILES_EACH", 2)
    assert said(read_articles(pages(tmp_path, *["text"] * 7), workers=1)) == ["Text."] * 7


def children():
    return {child.pid for child in psutil.Process().children()}


@pytest.mark.parametrize("deed", ["hang", "many", "sleep"])
def test_processes_are_gone_when_nobody_reads_on(tmp_path, deed):
    before = children(), threading.active_count()
    reading = read_files(find_files(pages(tmp_path, "text", *[deed] * 4)))
    next(reading)
    assert children() - before[0]
    reading.close()
    assert (children(), threading.active_count()) == before


def test_seconds_are_those_of_parsing(tmp_path):
    slow, quick = read_files(find_files(pages(tmp_path, "sleep", "text")))
    assert 0.4 <= slow.seconds < 2
    assert quick.seconds < 0.4


@pytest.mark.skipif(os.name == "nt", reason="a process that is killed there cannot be told from one that ends")
def test_a_process_ends_with_the_one_that_started_it(tmp_path):
    import subprocess

    pages(tmp_path, "text", "hang")
    program = (
        "import sys, os, time\nfrom onrecord.sources import pool\nfrom onrecord.sources.worker import COMMAND\n"
        f"pool.COMMAND = COMMAND.removesuffix('main()\\n') + {BAD_READER!r}\n"
        "from onrecord.finding import find_files\n"
        "from onrecord.reading import Options, read_files\n"
        f"reading = read_files(find_files({str(tmp_path)!r}))\nnext(reading)\n"
        "import psutil\nprint(*[child.pid for child in psutil.Process().children()], flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    workers = [int(word) for word in parent.stdout.readline().split()]
    assert workers
    parent.kill()
    parent.wait()
    until = time.monotonic() + 20
    while any(psutil.pid_exists(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(psutil.pid_exists(pid) for pid in workers)

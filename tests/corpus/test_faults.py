"""Whatever ends a run, and whatever happens to the files: nothing is lost, doubled or wrong.

With --long, the run is killed 500 times instead of 20.
"""

import errno
import json
import os
import random
import signal
import time
from contextlib import suppress

import pytest

from onrecord.corpus import Corpus, CorpusDamaged, CorpusError, CorpusInUse, analyze, store
from tests.corpus.folders import content, fill
from tests.stand_in import load

KILLS = 500 if "ONRECORD_LONG" in os.environ else 20


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("faults") / "in", articles=20)


@pytest.fixture(scope="module")
def undisturbed(inputs, nlp):
    return content(analyze(inputs, out=inputs.parent / "undisturbed", nlp=nlp, workers=0))


def again(inputs, out, nlp, batch_size=9):
    return analyze(inputs, out=out, nlp=nlp, workers=0, batch_size=batch_size)


# Killed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed has to be cheap to start")
@pytest.mark.timeout(60 + 5 * KILLS)
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path, inputs, nlp, undisturbed, monkeypatch):
    """Also while it makes large batches of small ones."""
    monkeypatch.setattr(store, "SMALL_BATCHES", 2)
    chance, out, runs = random.Random(7), tmp_path / "corpus", 0
    began = time.monotonic()
    again(inputs, tmp_path / "timed", nlp)
    seconds = time.monotonic() - began
    for number in range(KILLS):
        batch_size = chance.choice([2, 9])
        process = os.fork()
        if process == 0:
            try:
                again(inputs, out, nlp, batch_size)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        if (out / store.MANIFEST).exists():
            # What is there is whole.
            Corpus(out).tables()
        # After a run that came to its end, and now and then, from the beginning.
        if number % 5 == 4:
            assert content(again(inputs, out, nlp)) == undisturbed
            out, runs = tmp_path / f"corpus {number}", runs + 1
    assert content(again(inputs, out, nlp)) == undisturbed
    assert runs == KILLS // 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed has to be cheap to start")
@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("before", [True, False])
def test_killed_at_each_step_of_writing(tmp_path, inputs, nlp, undisturbed, call, before):
    for nth in (1, 8, 15):
        out = tmp_path / str(nth)
        process = os.fork()
        if process == 0:
            try:
                _kill_at(call, nth, before)
                again(inputs, out, nlp)
            finally:
                os._exit(0)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status)
        assert content(again(inputs, out, nlp)) == undisturbed


def _kill_at(name, nth, before):
    """Have this process killed at the nth call of a function, before or after its effect."""
    real, calls = getattr(os, name), iter(range(1, 1 << 30))

    def wrapped(*arguments, **options):
        is_last = next(calls) == nth
        if is_last and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*arguments, **options)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(os, name, wrapped)


# The disk


ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)


@pytest.mark.parametrize("nth", [1, 4, 9, 14])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "mkdir"])
def test_what_cannot_be_written_is_said_and_nothing_is_lost(tmp_path, inputs, nlp, undisturbed, monkeypatch, call, nth):
    """20 points of writing: the run ends with what the system says, and the next one goes on."""
    out, error = tmp_path / "corpus", ERRORS[nth % len(ERRORS)]
    # Few folders are made.
    nth = min(nth, 9) if call == "mkdir" else nth
    with monkeypatch.context() as patch:
        _fail_at(patch, call, nth, error)
        with pytest.raises(OSError) as raised:
            again(inputs, out, nlp)
        assert raised.value.errno == error
        assert str(out) in str(raised.value.filename)
    assert [*out.glob("**/*.tmp")] == []
    assert content(again(inputs, out, nlp)) == undisturbed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("forbidden", [".", store.PARTS, "parts/quotes", store.LOCK])
def test_what_may_not_be_written_is_named_and_nothing_is_lost(tmp_path, inputs, nlp, forbidden):
    """A folder, or a lock, that belongs to somebody else."""
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    expected = content(out)
    path, mode = out / forbidden, (out / forbidden).stat().st_mode
    (inputs / "late.txt").write_text("“No,” said Zoë Adu.", encoding="utf-8")
    path.chmod(mode & ~0o222)
    try:
        with pytest.raises(PermissionError):
            again(inputs, out, nlp)
        assert content(out) == expected
    finally:
        path.chmod(mode)
        (inputs / "late.txt").unlink()


def test_a_clock_that_goes_backwards_changes_nothing(tmp_path, inputs, nlp, undisturbed, monkeypatch):
    """Each time that it is asked it is an hour earlier; and the files are from the future."""
    hours = iter(range(1 << 30))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600 * next(hours))
    monkeypatch.setattr(time, "time_ns", lambda: int(1e9 * (now - 3600 * next(hours))))
    again(inputs, tmp_path / "corpus", nlp)
    for file in inputs.glob("00*.txt"):
        os.utime(file, (now + 1e6, now + 1e6))
    assert content(again(inputs, tmp_path / "corpus", nlp)) == undisturbed


def _fail_at(patch, call, nth, error):
    calls = iter(range(1, 1 << 30))

    def failing(real):
        def wrapped(path, *arguments, **options):
            if next(calls) == nth:
                raise OSError(error, os.strerror(error), str(path))
            return real(path, *arguments, **options)

        return wrapped

    if call == "mkdir":
        patch.setattr(store.Path, "mkdir", failing(store.Path.mkdir))
    elif call in ("fsync", "replace"):
        patch.setattr(store.os, call, failing(getattr(os, call)))
    else:
        # Only what is opened for writing.
        patch.setattr(store, "open", failing_open(open, failing, call), raising=False)


def failing_open(real, failing, call):
    fails = failing(lambda path: None)

    def opened(path, mode):
        if mode == "rb":
            return real(path, mode)
        if call == "open":
            fails(path)
        stream = real(path, mode)
        return stream if call == "open" else _Half(stream, path, fails)

    return opened


class _Half:
    """A file that takes half of what is written before it fails."""

    def __init__(self, stream, path, fails):
        self._stream, self._path, self._fails = stream, path, fails

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stream.close()

    def write(self, content):
        self._stream.write(content[: len(content) // 2])
        self._fails(self._path)
        self._stream.write(content[len(content) // 2 :])

    def flush(self):
        self._stream.flush()

    def fileno(self):
        return self._stream.fileno()


# Damage


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-5])


def empty(path):
    path.write_bytes(b"")


def remove(path):
    path.unlink()


def swap(path):
    """Another part's content: a whole file, but not this one."""
    other = next(other for other in path.parent.iterdir() if other.read_bytes() != path.read_bytes())
    path.write_bytes(other.read_bytes())


@pytest.mark.parametrize("deed", [flip, truncate, empty, remove, swap])
@pytest.mark.parametrize("table", ["inputs", "quotes", "texts"])
def test_a_damaged_part_is_refused_named_and_read_again(tmp_path, inputs, nlp, undisturbed, table, deed):
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    part = sorted((out / store.PARTS / table).iterdir())[1]
    deed(part)
    corpus = Corpus(out)
    with pytest.raises(CorpusDamaged, match=part.name):
        corpus.table(table)
    with pytest.raises(CorpusDamaged, match=part.name):
        corpus.sql("select 1")
    with pytest.warns(UserWarning, match=f"{part.name}.* what it was made from is read again"):
        mended = again(inputs, out, nlp)
    assert content(mended) == undisturbed


@pytest.mark.parametrize("deed", [flip, truncate, remove])
def test_a_damaged_table_of_duplicates_is_made_again(tmp_path, inputs, nlp, undisturbed, deed):
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    [part] = (out / store.PARTS / store.VERSIONS).iterdir()
    deed(part)
    with pytest.raises(CorpusDamaged, match=part.name):
        Corpus(out).articles  # noqa: B018
    with pytest.warns(UserWarning, match=part.name):
        mended = again(inputs, out, nlp)
    assert content(mended) == undisturbed


@pytest.mark.parametrize("deed", [flip, truncate, empty])
def test_a_damaged_manifest_is_refused(tmp_path, inputs, nlp, deed):
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    deed(out / store.MANIFEST)
    for ask in (lambda: Corpus(out), lambda: again(inputs, out, nlp)):
        with pytest.raises(CorpusDamaged, match=r"manifest\.json is damaged"):
            ask()


def test_a_manifest_of_a_later_version_is_refused(tmp_path, inputs, nlp):
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    found = json.loads((out / store.MANIFEST).read_bytes())
    del found["checksum"]
    found["format"] = 2
    (out / store.MANIFEST).write_text(json.dumps({**found, "checksum": store._checksum(found)}))
    with pytest.raises(CorpusError, match="has the format 2"):
        Corpus(out)


def test_a_manifest_that_is_gone_is_missed(tmp_path, inputs, nlp):
    """Without it nobody knows which parts count: nothing is swept away."""
    out = tmp_path / "corpus"
    again(inputs, out, nlp)
    (out / store.MANIFEST).unlink()
    parts = {*out.glob("parts/*/*")}
    with pytest.raises(CorpusError, match="There is no corpus"):
        Corpus(out)
    with pytest.raises(CorpusDamaged, match=r"manifest\.json is gone"):
        again(inputs, out, nlp)
    assert {*out.glob("parts/*/*")} == parts


# The input changes


def test_a_file_that_has_changed_between_kill_and_next_run_is_read_anew(tmp_path, nlp):
    inputs = fill(tmp_path / "in", articles=2)

    class Enough(Exception):
        pass

    def stop(done, total, path):
        if path.endswith("lines.jsonl"):
            stop.count += 1
            if stop.count == 5:
                raise Enough

    stop.count = 0
    with pytest.raises(Enough):
        analyze(inputs, out=tmp_path / "corpus", nlp=nlp, batch_size=1, progress=stop)
    assert Corpus(tmp_path / "corpus").inputs.filter("not done").fetchall() != []
    (inputs / "lines.jsonl").write_text('{"text": "“No,” said Zoë Adu."}\n{"text": "Two."}', encoding="utf-8")
    (inputs / "a.txt").write_text("First by name, and new.", encoding="utf-8")
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=nlp)
    assert content(corpus) == content(analyze(inputs, out=tmp_path / "fresh", nlp=nlp))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed has to be cheap to start")
def test_a_lock_ends_with_the_process_that_had_it(tmp_path, inputs, nlp, undisturbed):
    out, (read, write) = tmp_path / "corpus", os.pipe()
    process = os.fork()
    if process == 0:
        with store.Store.locked(out):
            os.write(write, b"locked")
            time.sleep(600)
    os.read(read, 6)
    with pytest.raises(CorpusInUse):
        again(inputs, out, nlp)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    assert content(again(inputs, out, nlp)) == undisturbed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process has to be cheap to start")
def test_of_two_writers_at_once_one_writes_and_the_other_says_so(tmp_path, inputs, nlp, undisturbed):
    """Six of them, again and again, until each has had its turn or has been told."""
    out, processes = tmp_path / "corpus", []
    for _ in range(6):
        process = os.fork()
        if process == 0:
            status = 2
            try:
                for _ in range(3):
                    with suppress(CorpusInUse):
                        again(inputs, out, nlp, batch_size=2)
                status = 0
            finally:
                os._exit(status)
        processes.append(process)
    assert [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes] == [0] * 6
    assert content(again(inputs, out, nlp)) == undisturbed

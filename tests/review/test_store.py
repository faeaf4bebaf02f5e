"""The store: nothing confirmed is lost, nothing is taken out, and others' files are left alone."""

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from onrecord.review import Coding, Entry, Store, machine_of, text_hash
from tests.review.sample import TEXT, found

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        store.add_article("strike", TEXT, machine_of(found())["strike"], title="Dockers walk out")
    return tmp_path / "review.sqlite"


def writer(path: Path, coder: str, how_many: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.review.writer", str(path), coder, str(how_many)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.timeout(300)
def test_what_was_confirmed_survives_a_kill(path):
    chance = random.Random(7)
    confirmed: set[int] = set()
    for _ in range(10):
        process = writer(path, "ana", 100_000)
        confirmed.add(int(process.stdout.readline()))
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        said, _ = process.communicate()
        # The last line may be cut in two.
        confirmed |= {int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")}
        with Store(path) as store:
            ids = [entry.id for entry in store.entries()]
            assert ids == list(range(1, len(ids) + 1))
            assert confirmed <= set(ids)
            # What was written and not yet said is the most that may be there besides.
            assert len(set(ids) - confirmed) <= 10
            Coding(store, "ana").state("strike")
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.timeout(300)
def test_two_processes_write_to_one_store(path):
    processes = [writer(path, coder, 150) for coder in ("ana", "rui", "ana")]
    said = [process.communicate()[0].split() for process in processes]
    assert [lines[-1] for lines in said] == ["done"] * 3
    with Store(path) as store:
        ids = [entry.id for entry in store.entries()]
        assert ids == list(range(1, 451))
        assert sorted(int(line) for lines in said for line in lines[:-1]) == ids
        assert len(store.entries(coder="rui")) == 150
        assert store.coders() == ["ana", "rui"]


def test_the_log_can_only_grow(path):
    with Store(path) as store:
        Coding(store, "ana").accept("strike", "q1")
    database = sqlite3.connect(path)
    for statement in ("DELETE FROM log", "UPDATE log SET coder = 'rui'"):
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            database.execute(statement)
    database.close()


def test_an_entry_says_who_when_and_what(path):
    with Store(path) as store:
        Coding(store, "ana").change("strike", "q1", kind="mixed")
        [entry] = store.entries()
    assert entry == Entry(
        1, entry.at, "ana", "strike", text_hash(TEXT), "change", "q1", {"kind": "direct"}, {"kind": "mixed"}
    )
    assert entry.at.endswith("+00:00")


def test_an_error_while_writing_leaves_nothing(path):
    def entry(number):
        raise KeyError(number)

    with Store(path) as store:
        with pytest.raises(KeyError):
            store.write(entry)
        assert store.entries() == []
        assert Coding(store, "ana").accept("strike", "q1").id == 1


def test_how_it_is_kept_on_disk(path):
    with Store(path) as store:
        pragma = {
            name: store._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2}


def test_other_findings_in_the_same_text_are_refused(path):
    other = machine_of(found())["strike"] | {"quotes": []}
    with Store(path) as store, pytest.raises(ValueError, match="found something else"):
        store.add_article("strike", TEXT, other)


def test_files_of_others_are_left_alone(tmp_path):
    names = ("notes.txt", "other.sqlite", "newer.sqlite", "older.sqlite")
    text, database, newer, older = (tmp_path / name for name in names)
    text.write_text("These are my notes, and they are longer than a header of SQLite would be. " * 9)
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE log (id)")
    for path, version in ((newer, 99), (older, 1)):
        Store(path).close()
        with sqlite3.connect(path) as made:
            made.execute(f"PRAGMA user_version={version}")
    wrong = {text: "no store", database: "something else", newer: "newer On Record", older: "older On Record"}
    for path, reason in wrong.items():
        before = path.read_bytes()
        with pytest.raises(ValueError, match=reason):
            Store(path)
        assert path.read_bytes() == before or path in (newer, older)

"""Files that are damaged or meant to do damage end in a row of the report, and harm nothing beside them."""

import json
import threading
import zipfile

import psutil
import pytest

from onrecord import cli
from onrecord.articles import Article
from onrecord.corpus import analyze
from onrecord.finding import find_files, printable_path
from onrecord.reading import Options, read_files
from onrecord.sources import Limits, pool
from onrecord.sources.worker import COMMAND
from tests import stand_in
from tests.hostile.make import PAGE, PROSE, SECRET, make

GOOD = 6
"""Good articles in the folder."""

# A process that goes to the network ends, and its file has a row that says so.
WITHOUT_NETWORK = """\
import os
NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
sys.addaudithook(lambda event, _: event in NETWORK and os._exit(99))
main()
"""

# A parser may take as long as it likes, and a test may not.
LIMITS = Limits(seconds=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile") / "in"


@pytest.fixture(scope="module")
def made(folder):
    """The hostile files, with good ones before, among and behind them."""
    made = make(folder)
    for name in ("!first", "good_in_the_middle", "~last"):
        (folder / f"{name}.txt").write_text(PROSE, encoding="utf-8")
        (folder / f"{name}.html").write_text(PAGE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def readings(folder, made):
    """What came of all of them, read once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "COMMAND", COMMAND.removesuffix("main()\n") + WITHOUT_NETWORK)
        threads = threading.active_count()
        found = list(read_files(find_files(folder), Options(limits=LIMITS)))
    assert threading.active_count() == threads
    return found


@pytest.mark.timeout(900)
def test_each_file_has_a_row(folder, made, readings):
    assert len(made) >= 60
    rows = {reading.path for reading in readings}
    assert {printable_path(str(path)) for path in made} <= rows
    for reading in readings:
        if not isinstance(reading.item, Article):
            assert reading.item.reason
            assert reading.item.advice
            assert "\n" not in reading.item.reason


def test_the_articles_beside_them_are_unharmed(folder, readings):
    good = [reading.item for reading in readings if reading.path.rpartition("in/")[2].startswith(("!", "good", "~"))]
    assert len(good) == GOOD
    for article in good:
        assert isinstance(article, Article), article
        assert "The council sold the pier to nobody, said Ana Souza." in article.text
        assert article.warnings == ()


def test_none_of_them_tells_a_secret_or_grows(readings):
    for reading in readings:
        if isinstance(reading.item, Article):
            told = reading.item.text + json.dumps(dict(reading.item.metadata), default=str) + str(reading.item.title)
            # The entities that laugh, those that repeat a q, and those that name a file or an address.
            assert SECRET not in told
            assert told.count("lol") < 100
            assert told.count("q" * 100) < 1000
            assert "root:" not in told


def test_none_of_them_goes_to_the_network(readings):
    assert not [reading.path for reading in readings if "exit status 99" in str(reading.item)]


def test_none_of_them_writes_anything(folder, made, readings):
    outside = {path.name for path in folder.parent.iterdir()}
    assert outside == {"in", "secret.txt"}
    assert len(list(folder.iterdir())) == len({path.name for path in made}) + GOOD


def test_no_process_is_left(readings):
    assert not [child for child in psutil.Process().children() if "onrecord" in " ".join(child.cmdline())]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.pdf", "it is empty"),
        ("bomb.txt.gz", "it unpacks to more than 100 times its size, as what is meant to do harm does"),
        ("bomb_nested.gz", "it is an archive within 2 others, and was not opened"),
        ("locked.zip", "it is locked with a password"),
        ("huge.txt", "it is larger than 20,000,000 bytes"),
        ("long_line.jsonl", "it is larger than 20,000,000 bytes"),
        ("utf-16.txt", None),
        ("pipe.txt", "it is not a file but a pipe, a device or a socket"),
        ("broken_link.txt", "it is a link to what does not exist"),
        ("link_to_itself.txt", "it is a link that leads back to itself"),
        ("folder.html", "there are no files in this folder"),
        ("paths.zip", "its path leads out of the archive"),
        ("paths.tar", "its path leads out of the archive"),
        ("links.tar", "it is a link, a pipe or a device, and is not followed"),
        ("deep.jsonl", "it is not JSON (it cannot be read)"),
    ],
)
def test_what_is_said_of_some(made, readings, name, reason):
    if name not in {path.name for path in made}:
        pytest.skip("this system has no such thing")
    said = [reading.item for reading in readings if reading.path.endswith(f"in/{name}")]
    assert said
    if reason is not None:
        assert reason in [item.reason for item in said if not isinstance(item, Article)]


@pytest.mark.parametrize("name", ["!first.txt", "line\nbreak.html", "garbage_behind.txt.gz", "page_without_ending"])
def test_what_is_odd_but_good_is_read(made, readings, name):
    if name not in {path.name for path in made} and name != "!first.txt":
        pytest.skip("this system has no such thing")
    [item] = [reading.item for reading in readings if reading.path.endswith(f"in/{name}")]
    assert "The council sold the pier" in item.text


@pytest.mark.timeout(900)
def test_all_of_it_can_be_analyzed_and_written_down(folder, made, tmp_path, monkeypatch, capsys):
    """A second way in: some of the same files, in an archive and in a folder, through tables, CSV and JSON lines."""
    chosen = [
        path
        for path in made
        if path.is_file()
        and path.stat().st_size < 500_000
        and path.suffix in (".txt", ".jsonl", ".json", ".gz", ".html")
    ]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in chosen:
            archive.write(path, printable_path(path.name))
    found = analyze([*chosen, tmp_path / "all.zip"], nlp=stand_in.load(), limits=LIMITS)
    assert found.report["articles"].sum() == len(found.tables.articles)
    assert set(found.report["status"]) <= {"read", "flagged", "skipped", "failed"}
    monkeypatch.setattr("onrecord.corpus.analysis.load", stand_in.load)
    assert cli.main(["read", *map(str, chosen), "-o", str(tmp_path / "out.jsonl")]) == 1
    assert cli.main(["read", str(tmp_path / "out.jsonl"), "-o", str(tmp_path / "again.jsonl")]) == 0
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "again.jsonl").read_bytes()
    assert "\x1b" not in capsys.readouterr().out


def test_without_network_means_without_network(tmp_path, monkeypatch):
    """The trap itself works: a process that connects ends with the status that is looked for above."""
    connecting = "import types, socket\nmodule = types.ModuleType('html')\n" + (
        "module.read = lambda stream, limits: [socket.create_connection(('127.0.0.1', 9))]\n"
        "sys.modules['onrecord.sources.html'] = module\n"
    )
    monkeypatch.setattr(pool, "COMMAND", COMMAND.removesuffix("main()\n") + connecting + WITHOUT_NETWORK)
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    [reading] = read_files([str(tmp_path / "a.html")])
    assert reading.item.reason == "its parser crashed (exit status 99)"

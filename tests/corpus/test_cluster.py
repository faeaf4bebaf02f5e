"""A corpus that a cluster reads is the one that this machine would read, also if a machine is lost on the way."""

import os
import signal

import pytest

from onrecord import cli
from onrecord.corpus import Corpus, CorpusError, analyze
from onrecord.corpus import store as files
from onrecord.sources import Limits
from tests.corpus.folders import PIPELINE, SAID, content, fill

distributed = pytest.importorskip("distributed")

BAD = "tests.bad_pipeline:load"


@pytest.fixture(scope="module")
def client():
    """Two workers, each a process with one thread, as on two machines."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = fill(tmp_path_factory.mktemp("cluster") / "in", articles=40)
    # The same ids on two machines, and one that the input calls so.
    for name in ("first", "second"):
        (folder / name).mkdir()
        (folder / name / "same.txt").write_text(SAID, encoding="utf-8")
        (folder / name / "named.jsonl").write_text('{"id": "same", "text": "“No,” said Zoë Adu."}', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(inputs):
    return analyze(inputs, out=inputs.parent / "here", nlp=PIPELINE, readers=0, workers=0)


def bytes_of(corpus):
    """Each table as one Parquet file of its sorted rows, without the seconds."""
    return {name: repr(rows).encode() for name, rows in content(corpus).items()}


def test_the_tables_are_those_of_one_machine(tmp_path, client, inputs, here):
    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, engine="dask", client=client, batch_size=9)
    assert bytes_of(corpus) == bytes_of(here)
    assert corpus.tables().quotes.equals(here.tables().quotes)
    for table in corpus.tables().items():
        assert table[1].equals(getattr(here.tables(), table[0]))


def test_it_goes_on_where_one_machine_ended_and_the_other_way_round(tmp_path, client, inputs, here):
    how = {"out": tmp_path / "corpus", "nlp": PIPELINE, "workers": 0}

    def stop(done, total, path):
        if done == 20:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        analyze(inputs, readers=0, batch_size=3, progress=stop, **how)
    assert 0 < len(Corpus(tmp_path / "corpus").texts) < len(here.texts)
    corpus = analyze(inputs, engine="dask", client=client, **how)
    assert content(corpus) == content(here)
    manifest = (tmp_path / "corpus" / files.MANIFEST).read_bytes()
    analyze(inputs, readers=0, **how)
    assert (tmp_path / "corpus" / files.MANIFEST).read_bytes() == manifest


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(tmp_path, client, inputs, here):
    before = set(client.run(os.getpid).values())
    killed = []

    def kill(done, total, path):
        if not killed:
            killed.extend(sorted(before)[:1])
            os.kill(killed[0], signal.SIGKILL)

    corpus = analyze(inputs, out=tmp_path / "corpus", nlp=PIPELINE, engine="dask", client=client, progress=kill)
    assert killed and content(corpus) == content(here)
    # Dask puts another one in its place.
    client.wait_for_workers(2, timeout=60)


def test_what_an_article_does_to_its_process_is_its_own_failure(tmp_path, client):
    (tmp_path / "in").mkdir()
    for number, word in enumerate(["", "HANG", "LEAVE", ""]):
        (tmp_path / "in" / f"{number}.txt").write_text(f"{SAID} {word}", encoding="utf-8")
    limits = Limits(seconds=5)
    corpus = analyze(tmp_path / "in", out=tmp_path / "c", nlp=BAD, engine="dask", client=client, limits=limits)
    assert corpus.report.select("status").fetchall() == [("read",), ("failed",), ("failed",), ("read",)]


def test_an_input_that_a_worker_does_not_see_ends_the_run(tmp_path, client, monkeypatch):
    from onrecord.corpus import cluster

    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    elsewhere = cluster.Ask(str(tmp_path / "not here.txt"), 10, 0)
    monkeypatch.setattr(cluster, "_asked", lambda entry, known: elsewhere)
    with pytest.raises(CorpusError, match=r"sees no file at .*not here\.txt: the inputs must be"):
        analyze(tmp_path / "a.txt", out=tmp_path / "corpus", nlp=PIPELINE, engine="dask", client=client)


def test_a_worker_with_another_model_refuses(tmp_path, client, monkeypatch):
    from onrecord.corpus import run

    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    made_by = run.made_by
    monkeypatch.setattr(run, "made_by", lambda how: {**made_by(how), "model": "another"})
    with pytest.raises(CorpusError, match="has another model than the process that asks"):
        analyze(tmp_path / "a.txt", out=tmp_path / "corpus", nlp=PIPELINE, engine="dask", client=client)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"client": "tcp://127.0.0.1:1"}, 'say engine="dask"'),
        ({"engine": "dask", "readers": 2}, "leave readers out"),
    ],
)
def test_options_that_do_not_go_together(tmp_path, options, said):
    with pytest.raises(ValueError, match=said):
        analyze(tmp_path, out=tmp_path / "corpus", nlp=PIPELINE, **options)


def test_a_cluster_fetches_no_pages(tmp_path):
    with pytest.raises(ValueError, match="fetch them first"):
        analyze("https://news.example/", out=tmp_path / "c", nlp=PIPELINE, engine="dask", allow_network=True)


def test_from_the_shell(tmp_path, client, monkeypatch, capsys):
    """In German, so that nothing depends on what the model finds."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        "Der Rat hat die Brücke am Donnerstag nach langem Streit verkauft. " * 5, "utf-8"
    )
    address = client.scheduler.address
    command = ["analyze", str(tmp_path / "in"), "--corpus", str(tmp_path / "corpus"), "--engine", "dask"]
    assert cli.main([*command, "--scheduler", address]) == 0
    assert "holds 1 article" in capsys.readouterr().out

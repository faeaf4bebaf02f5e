"""The shell: what it prints, writes and returns."""

import io
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

import onrecord
from onrecord import cli, doctor
from onrecord.tabulation import COLUMNS, read
from tests import stand_in

ROOT = Path(__file__).parents[1]

SAID = "“We will appeal,” said Ana Souza on Monday. “Never,” said Zoë Ash."


@pytest.fixture(autouse=True)
def no_model(monkeypatch):
    monkeypatch.setattr("onrecord.corpus.analysis.load", stand_in.load)
    monkeypatch.setattr("onrecord.annotate.load", stand_in.load)


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


# analyze


def test_analyze_writes_tables_and_says_what_it_found(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/strike.txt").write_text(SAID, encoding="utf-8")
    Path("in/more.txt").write_text("“No!” said José Álvarez. “No!” said José Álvarez.", encoding="utf-8")
    assert cli.main(["analyze", "in", "-o", "out/new"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.match(r"Read 2 articles \(20 words\) in \d+ seconds?\.", printed.out)
    assert "Found 4 quotes (4 direct) and 3 entities (3 people)." in printed.out
    assert "    2  José Álvarez\n    1  Ana Souza\n    1  Zoë Ash\n" in printed.out
    assert "tables = onrecord.read_tables('out/new')" in printed.out
    files = {f"{name}.{ending}" for name in COLUMNS for ending in ("csv", "parquet")} | {"report.csv"}
    assert {path.name for path in Path("out/new").iterdir()} == files
    assert read("out/new").articles["article"].tolist() == ["more", "strike"]
    assert pd.read_csv("out/new/report.csv")["status"].tolist() == ["read", "read"]


def test_analyze_does_all_it_can_and_returns_1(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "scan.xyz").write_bytes(b"What?")
    assert cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out")]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "1 could not be read:" in printed
    assert "scan.xyz: files of the kind .xyz are not read Save its text as .txt." in printed
    assert len(read(tmp_path / "out").quotes) == 2


def test_analyze_with_nothing_to_read_still_writes_tables(tmp_path, capsys):
    assert cli.main(["analyze", str(tmp_path / "no.txt"), "-o", str(tmp_path / "out")]) == 1
    assert "there is no such file or folder" in " ".join(capsys.readouterr().out.split())
    assert read(tmp_path / "out").articles.empty


def test_analyze_does_not_read_its_own_output(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    command = ["analyze", str(tmp_path), "-o", str(tmp_path / "output")]
    assert [cli.main(command), cli.main(command)] == [0, 0]


def test_analyze_says_at_once_that_it_cannot_write(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr("onrecord.corpus.analysis.load", lambda **_: pytest.fail("too late"))
    assert cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "file")]) == 1
    assert "file" in capsys.readouterr().err


def test_what_is_printed_cannot_steer_a_terminal(tmp_path, capsys):
    try:
        (tmp_path / "a\x1b[31m.xyz").write_bytes(b"What?")
    except OSError:
        pytest.skip("this disk takes no such name")
    cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out")])
    assert "\x1b" not in capsys.readouterr().out


def test_progress_is_shown_on_a_terminal_only(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out")])
    assert "1 of 1 files:" in capsys.readouterr().err


def test_analyze_says_what_was_skipped_and_returns_0_for_that(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    assert cli.main(["analyze", str(tmp_path), "-o", str(tmp_path / "out")]) == 0
    assert "1 skipped, such as pictures and hidden files: see report.csv." in capsys.readouterr().out


# read


def test_read_writes_articles_and_a_report(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text(SAID, encoding="utf-8")
    Path("in/b.jsonl").write_text('{"text": "Odd \\u0000."}\nbad\n', encoding="utf-8")
    Path("in/c.png").write_bytes(b"\x89PNG")
    assert cli.main(["read", "in", "-o", "out.jsonl"]) == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.match(r"Read 2 articles in \d+ seconds?\.\n\n1 could not be read:\n  in", printed.out)
    assert "b.jsonl#2: it is not JSON (Expecting value)" in " ".join(printed.out.split())
    assert "1 article read with warnings: see out.report.csv." in printed.out
    assert "1 skipped, such as pictures and hidden files: see out.report.csv." in printed.out
    written = objects(Path("out.jsonl").read_text("utf-8"))
    assert [(line["id"], line["text"]) for line in written] == [("a", SAID), ("b#1", "Odd \0.")]
    assert pd.read_csv("out.report.csv")["status"].tolist() == ["read", "flagged", "failed", "skipped"]
    assert cli.main(["read", "out.jsonl", "-o", "again.jsonl"]) == 0
    assert Path("again.jsonl").read_bytes() == Path("out.jsonl").read_bytes()


def test_read_writes_nothing_but_articles_to_standard_output(tmp_path, capfdbinary):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    assert cli.main(["read", str(tmp_path / "a.txt"), str(tmp_path / "no.txt"), "-o", "-"]) == 1
    printed = capfdbinary.readouterr()
    assert [line["text"] for line in objects(printed.out.decode())] == [SAID]
    assert "there is no such file or folder" in " ".join(printed.err.decode().split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_read_says_at_once_that_it_cannot_write(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    assert cli.main(["read", str(tmp_path / "a.txt"), "-o", str(tmp_path)]) == 1
    assert cli.main(["read", str(tmp_path / "a.txt"), "-o", "."]) == 1
    assert cli.main(["read", str(tmp_path / "a.txt"), "-o", str(tmp_path / "no" / "out.jsonl")]) == 1
    assert capsys.readouterr().err.count("onrecord: ") == 3


def test_read_does_not_write_over_its_input_or_read_its_output(tmp_path, capsys):
    file = tmp_path / "in.jsonl"
    file.write_text('{"text": "One."}', encoding="utf-8")
    assert cli.main(["read", str(file), "-o", str(file)]) == 1
    assert "overwritten" in capsys.readouterr().err
    assert file.read_text("utf-8") == '{"text": "One."}'
    command = ["read", str(tmp_path), "-o", str(tmp_path / "out.jsonl")]
    assert [cli.main(command), cli.main(command)] == [0, 0]
    assert len(objects((tmp_path / "out.jsonl").read_text("utf-8"))) == 1


# annotate


def test_annotate_has_the_promised_form(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a1", "text": f"{SAID} Ana Souza hopes to win $5."}) + "\n", encoding="utf-8")
    assert cli.main(["annotate", str(source), "-o", str(target)]) == 0
    [answer] = objects(target.read_text("utf-8"))
    said = {"type": "direct", "speech": True, "score": 0.8125}
    souza = {"speaker": "Ana Souza", "speaker_id": "e1", "speaker_score": None}
    assert list(answer) == ["id", "entities", "clusters", "quotes", "claims", "marks"]
    claims = answer.pop("claims")
    assert answer == {
        "id": "a1",
        "entities": [
            [23, 32, "PERSON"],
            [36, 42, "DATE"],
            [58, 65, "PERSON"],
            [67, 76, "PERSON"],
            [90, 92, "MONEY"],
        ],
        "clusters": [
            {"id": "e1", "name": "Ana Souza", "label": "PERSON", "mentions": [[23, 32], [67, 76]]},
            {"id": "e2", "name": "Zoë Ash", "label": "PERSON", "mentions": [[58, 65]]},
        ],
        "quotes": [
            {"id": "q1", "content": [[0, 17]], "source": [[23, 32]], "cue": [[18, 22]], **said, **souza},
            {
                "id": "q2",
                "content": [[44, 52]],
                "source": [[58, 65]],
                "cue": [[53, 57]],
                "speaker": "Zoë Ash",
                "speaker_id": "e2",
                "speaker_score": None,
                **said,
            },
            {
                "id": "q3",
                "content": [[86, 92]],
                "source": [[67, 76]],
                "cue": [[77, 85]],
                **said,
                **souza,
                "type": "indirect",
                "speech": False,
            },
        ],
        "marks": [],
    }
    assert [(claim["start"], claim["end"], claim["label"]) for claim in claims] == [
        (0, 43, "UFS"),
        (44, 66, "UFS"),
        (67, 93, "CFS"),
    ]


NO_ID = {
    "id": "c1",
    "start": 0,
    "end": 6,
    "label": "UFS",
    "score": 0.1,
    "kinds": ["event"],
    "certainty": "asserted",
    "claimer": "ARTICLE",
    "claimer_id": None,
    "quote": None,
}

LINES = [
    (
        b'{"id": "a", "text": ""}',
        {"id": "a", "entities": [], "clusters": [], "quotes": [], "claims": [], "marks": []},
    ),
    (b"not json", (None, "it is not JSON (Expecting value)")),
    (b'{"id": 7}', (7, 'it has no "text"')),
    (b'{"id": [1], "text": 5}', ([1], 'its "text" is not a string')),
    (
        b'{"text": "No id."}',
        {"id": None, "entities": [], "clusters": [], "quotes": [], "claims": [NO_ID], "marks": []},
    ),
    (
        b'{"id": "x", "text": "This text breaks the reader."}',
        ("x", "it could not be read (ValueError: no such luck)"),
    ),
]


def test_annotate_answers_each_line_in_its_place(tmp_path, capsys):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n\n".join(line for line, _ in LINES))
    assert cli.main(["annotate", str(source), "-o", str(target)]) == 1
    for answer, (_, expected) in zip(objects(target.read_text("utf-8")), LINES, strict=True):
        if isinstance(expected, dict):
            assert answer == expected
        else:
            assert (answer["id"], answer["error"]["reason"]) == expected
            assert set(answer) == {"id", "error"}
            assert set(answer["error"]) == {"line", "reason", "advice"}
    assert capsys.readouterr().err == "4 of 6 lines could not be read; the answers in their place say why.\n"


def test_tables_are_not_written_where_a_file_is(tmp_path, capsys):
    article, taken = tmp_path / "a.txt", tmp_path / "taken"
    article.write_text("One.", encoding="utf-8")
    taken.write_text("mine", encoding="utf-8")
    assert cli.main(["analyze", str(article), "-o", str(taken)]) == 1
    assert "is a file, and the tables need a folder" in capsys.readouterr().err
    assert taken.read_text("utf-8") == "mine"


def test_annotate_does_not_write_over_its_input(tmp_path, capsys):
    file = tmp_path / "in.jsonl"
    file.write_text('{"text": "One."}', encoding="utf-8")
    assert cli.main(["annotate", str(file), "-o", str(file)]) == 1
    assert "overwritten" in capsys.readouterr().err
    assert file.read_text("utf-8") == '{"text": "One."}'


def test_annotate_through_standard_streams(monkeypatch, capfdbinary):
    given = json.dumps({"id": "é", "text": SAID}, ensure_ascii=False).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert cli.main(["annotate", "-"]) == 0
    [answer] = objects(capfdbinary.readouterr().out.decode("utf-8"))
    assert answer["id"] == "é"
    assert len(answer["quotes"]) == 2


def test_annotate_answers_before_the_input_ends(tmp_path, monkeypatch):
    answered = []

    class Asking(io.RawIOBase):
        """Gives its second line only once the first has been answered."""

        def __init__(self):
            self.lines = [b'{"text": "One."}\n', b'{"text": "Two."}\n', b""]

        def readline(self, limit=-1):
            assert len(answered) == 3 - len(self.lines)
            return self.lines.pop(0)

    from onrecord.annotate import annotate

    for answer in annotate(Asking()):
        answered.append(answer)
    assert len(answered) == 2


def script(folder, body):
    """A program whose worker processes have the stand-in, too: they import it as their main module."""
    path = folder / "program.py"
    path.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "import onrecord.annotate\nfrom onrecord.cli import main\nfrom tests.stand_in import load\n"
        "onrecord.annotate.load = load\n" + textwrap.dedent(body),
        encoding="utf-8",
    )
    return path


@pytest.mark.timeout(600)
def test_annotate_gives_the_same_whatever_the_workers(tmp_path):
    source = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": number, "text": SAID * (number % 3)}).encode() for number in range(20)]
    source.write_bytes(b"\n".join([*lines, b"bad", *(line for line, _ in LINES)]))
    program = script(tmp_path, "if __name__ == '__main__':\n    sys.exit(main(sys.argv[1:]))\n")
    outputs = []
    for workers in ("1", "2"):
        command = [sys.executable, str(program), "annotate", str(source), "--workers", workers]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr.decode()
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert [answer["id"] for answer in objects(outputs[0].decode())][:20] == list(range(20))


@pytest.mark.parametrize("workers", ["0", "-1", "two", "²"])
def test_workers_are_counted(workers, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["annotate", "-", "--workers", workers])
    assert stopped.value.code == 2
    assert "is not a number from 1" in capsys.readouterr().err


# doctor


def test_doctor_says_that_all_is_well(monkeypatch, capsys):
    findings = [
        doctor.Finding("Python", "ok", "3.12.1"),
        doctor.Finding("extra: notebook", "not there", "without it", "pip"),
    ]
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("All that is needed is here.\n")


def test_doctor_says_how_to_mend(monkeypatch, capsys):
    monkeypatch.setattr(
        doctor, "examine", lambda: [doctor.Finding("spacy", "missing", "ImportError", "pip install spacy")]
    )
    assert cli.main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "  missing   spacy: ImportError\n            pip install spacy\n" in printed
    assert "1 thing to mend: see above." in printed


def examined(name):
    return next(finding for finding in doctor.examine() if finding.name == name)


def model(folder, digest):
    folder.mkdir()
    (folder / "encoder.onnx").write_bytes(b"weights")
    (folder / "manifest.json").write_text(json.dumps({"files": {"encoder.onnx": digest}}), encoding="utf-8")
    return folder


def test_doctor_compares_the_model_with_its_manifest(tmp_path, monkeypatch):
    import hashlib

    monkeypatch.setattr(doctor, "MODEL", model(tmp_path / "good", hashlib.sha256(b"weights").hexdigest()))
    assert examined("model files").state == "ok"
    monkeypatch.setattr(doctor, "MODEL", model(tmp_path / "bad", "0" * 64))
    assert "encoder.onnx is damaged" in examined("model files").detail
    monkeypatch.setattr(doctor, "MODEL", tmp_path / "none")
    assert examined("model files").state == "missing"


def test_doctor_reads_a_sentence(monkeypatch):
    monkeypatch.setattr("onrecord.pipeline.load", stand_in.load)
    assert examined("reading a sentence").detail == "“We will appeal”, Ana Souza"


def test_doctor_has_a_page_read(monkeypatch):
    assert examined("reading a page").detail == "in a process of its own"
    monkeypatch.setattr("onrecord.sources.pool.COMMAND", "raise SystemExit(1)")
    finding = examined("reading a page")
    assert finding.state == "missing"
    assert "no process could be started to read it in" in finding.detail
    assert "start processes" in finding.advice


def test_doctor_finds_a_broken_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    assert examined("trafilatura").state == "missing"
    assert examined("numpy").state == "ok"


@pytest.mark.parametrize(("package", "first_use"), [("pandas", "tables"), ("spacy", "load")])
def test_doctor_runs_where_a_package_is_broken(tmp_path, package, first_use):
    (tmp_path / f"{package}.py").write_text(f"raise ImportError('of a broken {package}')", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    doctors = subprocess.run(
        [sys.executable, "-m", "onrecord", "doctor"], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert doctors.returncode == 1
    assert re.search(rf"missing +{package}: ImportError: of a broken {package}", doctors.stdout)
    use = subprocess.run(
        [sys.executable, "-c", f"import onrecord; onrecord.{first_use}()"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert f"On Record is not whole: of a broken {package}. Type: onrecord doctor" in use.stderr


# The rest


def test_version(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"onrecord {onrecord.__version__}\n"


@pytest.mark.parametrize("verb", [[], ["analyze"], ["read"], ["annotate"]])
def test_help_has_examples(verb, capsys):
    with pytest.raises(SystemExit):
        cli.main([*verb, "--help"])
    assert "example" in capsys.readouterr().out


def test_python_m_onrecord():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "onrecord", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == f"onrecord {onrecord.__version__}\n"


def test_ctrl_c_is_no_traceback(monkeypatch, capsys):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "examine", interrupt)
    assert cli.main(["doctor"]) == 130
    assert capsys.readouterr().err == "\nStopped.\n"


# export


def test_export(tmp_path, capsys):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "strike.txt").write_text("Strike\n\n“We will appeal,” said Ana Souza on Monday.\n", encoding="utf-8")
    assert cli.main(["analyze", str(articles), "-o", str(tmp_path / "output")]) == 0
    out = tmp_path / "press"
    for arguments in (["press.xlsx"], ["press.jsonl", "--articles", str(articles)]):
        assert cli.main(["export", str(tmp_path / "output"), "-o", str(tmp_path / arguments[0]), *arguments[1:]]) == 0
        assert (tmp_path / arguments[0]).is_file()
    assert cli.main(["export", str(tmp_path / "output"), "-o", str(out), "--format", "brat"]) == 1
    assert "articles=" in capsys.readouterr().err
    assert cli.main(["export", str(tmp_path / "nowhere"), "-o", str(out)]) == 1

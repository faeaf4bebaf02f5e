"""start.py: what it asks of the machine, when it sets up again, and what it says when it cannot."""

import ast
import re
import runpy
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import start

CHECKOUT = Path(start.__file__).parent


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A checkout with nothing in it but what a stamp depends on."""
    root = tmp_path / "project"
    root.mkdir()
    for name in (start.MAIN, start.DEV, "pyproject.toml"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr(start, "ROOT", root)
    monkeypatch.setattr(start, "VENV", root / ".venv")
    monkeypatch.setattr(start, "SAMPLES", root / "data" / "articles")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def steps(project, monkeypatch):
    """The titles of the steps that set-up takes: they are only noted down, and count as done."""
    taken = []

    def note(title, command):
        assert not start.stamp_path().exists(), f"there is a stamp already while {title!r} runs"
        taken.append(title)

    monkeypatch.setattr(start, "run_step", note)
    monkeypatch.setattr(start, "ensure_pip", lambda: None)
    monkeypatch.setattr(start, "venv_version", lambda: "3.12" if start.VENV.exists() else None)
    return taken


ALL_STEPS = ["Making .venv", "Installing the packages", "Installing On Record"]


# When to set up


def test_first_run_takes_all_steps_and_the_second_none(steps):
    start.set_up(start.MAIN)
    assert steps == ALL_STEPS
    start.set_up(start.MAIN)
    assert steps == ALL_STEPS


def test_a_venv_made_by_hand_is_kept(steps):
    start.VENV.mkdir()
    (start.VENV / "mine").touch()
    start.set_up(start.MAIN)
    assert steps == ALL_STEPS[1:]
    assert (start.VENV / "mine").exists()


@pytest.mark.parametrize(
    ("done", "wanted", "ready"),
    [
        (start.MAIN, start.MAIN, True),
        (start.DEV, start.DEV, True),
        (start.DEV, start.MAIN, True),
        (start.MAIN, start.DEV, False),
    ],
)
def test_what_is_ready_for_the_tests_is_ready_for_reading(steps, done, wanted, ready):
    start.set_up(done)
    assert start.is_ready(wanted, "3.12") is ready


@pytest.mark.parametrize("name", [start.MAIN, start.DEV, "pyproject.toml"])
def test_a_changed_file_sets_up_again(steps, project, name):
    start.set_up(start.MAIN)
    (project / name).write_text("# changed\n", encoding="utf-8")
    start.set_up(start.MAIN)
    assert steps == ALL_STEPS + ALL_STEPS[1:]


def test_another_python_or_another_place_sets_up_again(steps, monkeypatch):
    start.set_up(start.MAIN)
    assert not start.is_ready(start.MAIN, "3.13")
    monkeypatch.setattr(start, "ROOT", CHECKOUT)
    assert not start.is_ready(start.MAIN, "3.12")


@pytest.mark.parametrize("stamp", [b"", b"requirements.txt ", b"\xff\xfe"])
def test_half_a_stamp_is_none(steps, stamp):
    start.set_up(start.MAIN)
    start.stamp_path().write_bytes(stamp)
    assert not start.is_ready(start.MAIN, "3.12")


@pytest.mark.parametrize("broken_off_at", ALL_STEPS)
def test_an_interrupted_set_up_is_not_finished(steps, monkeypatch, capsys, broken_off_at):
    note = start.run_step

    def break_off(title, command):
        note(title, command)
        if title == broken_off_at:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "run_step", break_off)
        assert start.main([]) == 130
    assert "Stopped" in capsys.readouterr().err
    assert not start.is_ready(start.MAIN, "3.12")

    start.set_up(start.MAIN)
    assert start.is_ready(start.MAIN, "3.12")


def test_an_interrupted_update_takes_the_old_stamp_away(steps, project, monkeypatch):
    start.set_up(start.MAIN)
    before = (project / start.MAIN).read_text(encoding="utf-8")
    (project / start.MAIN).write_text("# newer\n", encoding="utf-8")

    def break_off(title, command):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "run_step", break_off)
    with pytest.raises(KeyboardInterrupt):
        start.set_up(start.MAIN)
    # Even back at the older lock: packages of both may be there now.
    (project / start.MAIN).write_text(before, encoding="utf-8")
    assert not start.is_ready(start.MAIN, "3.12")


# The virtual environment itself


@pytest.mark.timeout(180)
def test_a_venv_whose_python_has_vanished_is_made_anew(project):
    start.venv_python().parent.mkdir(parents=True)
    start.venv_python().symlink_to(project / "uninstalled" / "python")
    (start.VENV / "left-over").touch()
    assert start.venv_version() is None

    start.make_venv()

    assert start.venv_version() == start.THIS_PYTHON
    assert not (start.VENV / "left-over").exists()
    start.ensure_pip()  # is there already: takes no step, and raises nothing


def test_a_venv_of_a_python_we_do_not_support_is_not_touched(project, monkeypatch):
    start.VENV.mkdir()
    monkeypatch.setattr(start, "venv_version", lambda: "3.14")
    with pytest.raises(start.SetupError, match=r"is 3\.14.*Delete the folder \.venv"):
        start.set_up(start.MAIN)
    assert start.VENV.exists()


def test_a_folder_that_cannot_be_written(project, capsys):
    start.VENV.write_text("a file stands in the way", encoding="utf-8")
    assert start.main([]) == 1
    assert ".venv: Not a directory." in capsys.readouterr().err


# What it says when something is missing


@pytest.mark.parametrize(
    ("missing", "apt", "expected"),
    [
        ("ensurepip", "/usr/bin/apt", f"sudo apt install python{start.THIS_PYTHON}-venv"),
        ("venv", "/usr/bin/apt", "sudo apt install"),
        ("venv", None, "python.org/downloads"),
    ],
)
def test_a_python_without_venv_or_pip(project, monkeypatch, capsys, missing, apt, expected):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None if name == missing else name)
    monkeypatch.setattr(start.shutil, "which", lambda name: apt)
    assert start.main([]) == 1
    out, err = capsys.readouterr()
    said = " ".join(err.split())
    assert expected in said
    assert "run the same command again" in said
    assert "Traceback" not in out + err
    assert "\n\n" not in err.strip(), "one paragraph"
    assert not start.VENV.exists()


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 18), (3, 14, 0)])
def test_a_python_that_is_too_old_or_too_new(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as leaving:
        runpy.run_path(str(CHECKOUT / "start.py"))
    said = " ".join(str(leaving.value).split())
    assert f"this is Python {version[0]}.{version[1]}." in said
    assert "python3.12 start.py" in said


def test_an_old_python_can_parse_it():
    # Or else it would answer with a SyntaxError. 3.7 is the oldest grammar that ast still knows.
    ast.parse((CHECKOUT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching",
            "network",
        ),
        ("connection broken by 'NameResolutionError(\"Failed to resolve\")'", "network"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("ERROR: No matching distribution found for onnxruntime==1.32.0", "python3.12 start.py"),
        ("Segmentation fault", "setup.log"),
    ],
)
def test_advice(project, said, advice):
    assert advice in start.advice_on(said)


def test_a_step_that_fails_shows_the_end_of_its_log(project, capsys):
    start.VENV.mkdir()
    complaint = "import sys; print('first'); sys.exit('No space left on device')"
    start.run_step("Going well", [sys.executable, "-c", "print('quiet')"])
    with pytest.raises(start.SetupError, match="disk is full"):
        start.run_step("Going wrong", [sys.executable, "-c", complaint])
    out, err = capsys.readouterr()
    assert re.search(r"Going well \.\.\. \d+ s\n  Going wrong \.\.\. failed\n", out)
    assert "first" in err
    assert "quiet" not in err, "only the failed step's own words"
    assert "quiet" in start.log_path().read_text(encoding="utf-8")


# What one can ask for


@pytest.fixture
def commands(project, monkeypatch):
    """The commands that would be run in a .venv that is ready; each ends with status 0."""
    run = []
    monkeypatch.setattr(start, "set_up", lambda lock: run.append((lock,)))
    monkeypatch.setattr(start, "run_python", lambda *words, folder=None: run.append(words) or 0)
    return run


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", "-m onrecord analyze {samples} -o output"),
        ("-o tables", "-m onrecord analyze {samples} -o tables"),
        ("mine.txt", "-m onrecord analyze mine.txt -o output"),
        ("mine.txt ./lab --output tables", "-m onrecord analyze mine.txt ./lab -o tables"),
        ("https://example.org/story.html", "-m onrecord analyze https://example.org/story.html -o output"),
    ],
)
def test_reading(project, commands, capsys, arguments, expected):
    (project / "mine.txt").touch()
    (project / "lab").touch()
    assert start.main(arguments.split()) == 0
    samples = Path("data", "articles")
    assert commands == [(start.MAIN,), tuple(expected.format(samples=samples).split())]
    assert "python3 start.py lab" in capsys.readouterr().out


def test_from_another_folder_the_samples_are_found_all_the_same(project, commands, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert start.main([]) == 0
    assert commands[1][3] == str(Path("project", "data", "articles"))
    assert f"python3 {Path('project', 'start.py')} lab" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_said_before_anything_is_installed(commands, capsys):
    assert start.main(["labs"]) == 1
    assert "no file or folder labs" in capsys.readouterr().err
    assert commands == []


def test_lab_hands_its_options_on(project, commands):
    assert start.main(["lab", "--no-browser"]) == 0
    lab = f"--ServerApp.root_dir={project} --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb --no-browser"
    assert commands == [(start.DEV,), ("-m", "jupyterlab", *lab.split())]


@pytest.mark.parametrize(
    ("failing", "status"),
    [(None, 0), ("ruff", 1), ("mypy", 1), ("pytest", 1)],
    ids=["none", "ruff", "mypy", "pytest"],
)
def test_checks_and_tests_all_run_and_pytest_last(commands, monkeypatch, capsys, failing, status):
    def run(*words, folder=None):
        commands.append(words)
        return int(words[1] == failing)

    monkeypatch.setattr(start, "run_python", run)
    assert start.main(["test", "-k", "quotes"]) == status
    assert [words[1] for words in commands[1:]] == ["ruff", "ruff", "mypy", "tests.browser.chromium", "pytest"]
    assert commands[-1] == ("-m", "pytest", "-k", "quotes")
    assert ("Failed:" in capsys.readouterr().out) is (failing in {"ruff", "mypy"})


def test_help(capsys):
    with pytest.raises(SystemExit) as leaving:
        start.main(["--help"])
    assert leaving.value.code == 0
    said = capsys.readouterr().out
    assert all(f"start.py {verb}" in said for verb in ("[PATH", "lab", "test"))


def test_the_status_of_what_ran_is_passed_on(monkeypatch):
    monkeypatch.setattr(start, "venv_python", lambda: Path(sys.executable))
    assert start.run_python("-c", "import sys; sys.exit(7)") == 7


def test_ctrl_c_leaves_the_ending_to_what_runs(monkeypatch):
    class Lab:
        """Ends properly some time after the Ctrl-C that both were sent."""

        def __init__(self, command, cwd):
            self.waits = iter([KeyboardInterrupt(), 0])

        def wait(self):
            if isinstance(outcome := next(self.waits), BaseException):
                raise outcome
            return outcome

    monkeypatch.setattr(start.subprocess, "Popen", Lab)
    assert start.run_python("-m", "jupyterlab") == 0


# The locks that it installs


def pins(lock):
    """What a lock names: (name, version, marker), and how many hashes each has."""
    text = (CHECKOUT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    found = {}
    for line in text.splitlines():
        if match := re.match(r"([\w.-]+)==(\S+)(?: ; (.*?))?\s+--hash", line):
            found[match.groups()] = line.count("--hash=sha256:")
        else:
            assert line.lstrip().startswith("#") or not line.strip(), f"neither a pin nor a comment: {line}"
    return found


@pytest.mark.parametrize("lock", [start.MAIN, start.DEV])
def test_every_package_is_pinned_and_hashed(lock):
    found = pins(lock)
    assert len(found) > 50
    assert all(found.values())
    # A name that somebody has only sat on is published at such a version.
    assert not [pin for pin in found if pin[1].startswith("999")]
    assert "://" not in (CHECKOUT / lock).read_text(encoding="utf-8"), "a lock names no host"


def test_both_locks_agree():
    def versions(lock):
        return {(name, version) for name, version, _ in pins(lock)}

    assert versions(start.MAIN) <= versions(start.DEV)


def test_the_locks_follow_pyproject():
    locked = {start.MAIN: pins(start.MAIN), start.DEV: pins(start.DEV)}
    for requirement in map(Requirement, metadata.requires("onrecord") or []):
        extra = re.search(r"extra == ['\"](\w+)['\"]", str(requirement.marker or ""))
        if extra and extra[1] not in {"notebook", "test", "benchmark"}:
            continue
        lock = start.DEV if extra else start.MAIN
        versions = [version for name, version, _ in locked[lock] if name == requirement.name]
        assert versions, f"{lock} lacks {requirement}"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_start_and_pyproject_support_the_same_pythons():
    required = SpecifierSet(metadata.metadata("onrecord")["Requires-Python"])
    assert tuple(f"3.{minor}" for minor in range(30) if required.contains(f"3.{minor}")) == start.SUPPORTED

"""What reads strangers' files neither unpickles nor evaluates anything, and runs no shell."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "onrecord"
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
CALLS = {"eval", "exec", "compile", "__import__"}


def forbidden(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in MODULES:
            yield node.module
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in CALLS:
                yield node.func.id
            if any(option.arg == "shell" for option in node.keywords):
                yield "shell="
            if any(option.arg == "allow_pickle" and not _is_false(option.value) for option in node.keywords):
                yield "allow_pickle="


def _is_false(node):
    return isinstance(node, ast.Constant) and node.value is False


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_does_what_a_file_could_misuse(path):
    assert [*forbidden(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_it_would_be_seen():
    seen = forbidden(ast.parse("import pickle\nfrom dill import load\neval('1')\nrun('ls', shell=True)"))
    assert [*seen] == ["pickle", "dill", "eval", "shell="]

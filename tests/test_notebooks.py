"""Each notebook runs from top to bottom, and is kept as it should be.

    .venv/bin/python -m tests.test_notebooks

runs every notebook and writes it back with its new outputs and clean metadata: do that after a change to one of them,
or to what they print.
"""

import re
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""What a notebook says of itself: no version, no time, nobody's machine."""

PLACES = re.compile(
    "|".join(
        map(re.escape, [str(ROOT), sys.prefix, "site-packages", "/home/", "/root/", "/Users/", "/tmp/", ":\\\\Users"])
    )
)
"""Signs of a path on somebody's machine."""

LONGEST_CELL = 5

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def run(notebook: NotebookNode) -> NotebookNode:
    """Restart & Run All, with this Python as its kernel and notebooks/ as its folder; the first error is raised."""
    client = NotebookClient(
        notebook,
        timeout=300,
        startup_timeout=300,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(ROOT / "notebooks")}},
    )
    # Without folders to look into, "python3" is ipykernel's own: this Python. A machine may have another of that name.
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    assert client.km.kernel_spec.argv[0] == sys.executable
    return client.execute()


def clean(notebook: NotebookNode) -> NotebookNode:
    """Take out what tells of one run on one machine, and leave the outputs."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", []):
            output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata=NotebookNode())
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert "00_start_here" in [path.stem for path in NOTEBOOKS]


@pytest.mark.timeout(600)
@each_notebook
def test_runs(path):
    before = path.read_bytes()
    outputs = [output for cell in code_cells(run(read(path))) for output in cell.outputs]
    assert outputs
    assert [output for output in outputs if output.output_type == "error"] == []
    assert path.read_bytes() == before


@each_notebook
def test_keeps_the_outputs_of_one_run(path):
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr" or output.output_type == "error"] == []


@each_notebook
def test_tells_nothing_of_a_machine(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook == clean(read(path))
    assert PLACES.findall(path.read_text(encoding="utf-8")) == []


@each_notebook
def test_has_short_cells(path):
    for cell in code_cells(read(path)):
        lines = cell.source.splitlines()
        assert len(lines) <= LONGEST_CELL, cell.source
        assert not [line for line in lines if re.match(r"\s*(async )?(def|class) ", line)], cell.source


@each_notebook
def test_begins_with_a_question_and_says_what_its_numbers_do_not_mean(path):
    notebook = read(path)
    title, *text = notebook.cells[0].source.splitlines()
    assert title.startswith("# ") and "?" in title + " ".join(text)
    boxes = [cell for cell in notebook.cells if "> ### What these numbers do not mean" in cell.source]
    assert len(boxes) == 1


@each_notebook
def test_has_a_first_result_in_three_cells(path):
    assert any(cell.outputs for cell in code_cells(read(path))[:3])


@each_notebook
def test_each_chart_leads_back_to_sentences(path):
    """After a chart, and before the next one, rows behind it are shown in their context."""
    shown = [
        "chart" if "image/svg+xml" in output.get("data", {}) else "rows"
        for cell in code_cells(read(path))
        for output in cell.outputs
        if "image/svg+xml" in output.get("data", {})
        or "rows in context" in output.get("data", {}).get("text/plain", "")
    ]
    assert "chart" not in shown[-1:]
    assert ("chart", "chart") not in set(pairwise(shown))


if __name__ == "__main__":
    for path in NOTEBOOKS:
        nbformat.write(clean(run(read(path))), path)
        print(path.relative_to(ROOT))

"""What a notebook shows in a real JupyterLab: the first notebook from top to bottom, a bar, and a table to browse."""

import re
import shutil
import time

import nbformat
import pytest

from tests.browser.lab import ROOT, needs_browser, open_notebook, opened_browser, run_all, run_cell, wait_until
from tests.browser.payloads import PAYLOADS

pytestmark = [needs_browser, pytest.mark.timeout(600)]

BAR = """\
import time, onrecord
from spacy.language import Language
from tests.stand_in import load
slow = Language.component("slow", func=lambda doc: time.sleep(3) or doc)
nlp = load()
nlp.add_pipe("slow")
found = onrecord.analyze("../data/articles", nlp=nlp, batch_size=1)
print(found.stopped, len(found.report))
"""
"""A bar is seen after two seconds, and 18 articles take so long that a busy machine presses the button in time."""

BROWSE = """\
import onrecord, pandas as pd
from tests.browser.payloads import PAYLOADS
onrecord.browse(pd.DataFrame({"number": range(len(PAYLOADS)), "text": PAYLOADS}))
"""


@pytest.fixture
def samples(lab):
    """The sample articles, where the notebooks look for them."""
    shutil.copytree(ROOT / "data" / "articles", lab.folder.parent / "data" / "articles", dirs_exist_ok=True)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def complaints(cells):
    """The outputs that are errors or warnings."""
    outputs = [output for cell in cells for output in cell.outputs]
    return [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def kept(path):
    """The notebook that JupyterLab wrote, as soon as it is whole."""
    for _ in range(100):
        try:
            return nbformat.read(path, as_version=4)
        except nbformat.reader.NotJSONError:
            time.sleep(0.1)
    raise AssertionError(f"{path.name} is no notebook")


def test_the_first_notebook_from_top_to_bottom(lab, samples):
    path = lab.folder / "00_start_here.ipynb"
    notebook = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
    # Without outputs of another run, what is seen is of this one.
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)
    with opened_browser() as page:
        open_notebook(page, lab, path.name)
        run_all(page)

        def ended() -> bool:
            # Asked of the file: a notebook draws only the cells that are in sight.
            page.keyboard.press("Control+s")
            page.wait_for_timeout(500)
            cells = code_cells(kept(path))
            return all(cell.execution_count for cell in cells) or complaints(cells) != []

        wait_until(page, ended)
        assert complaints(code_cells(kept(path))) == []
        # It is at its end now.
        page.locator(".jp-WindowedPanel-outer").first.evaluate("notebook => notebook.scrollTop = 0")
        article = page.locator(".jp-OutputArea .onrecord", has=page.locator(".or-text .or-quote")).first
        box, label = article.get_by_label("show speakers"), article.locator(".or-text .or-speaker").first
        label.wait_for()
        box.click()
        label.wait_for(state="hidden")
        quote = article.locator(".or-text .or-quote").first
        quote.hover()
        wait_until(page, lambda: quote.evaluate("element => getComputedStyle(element).boxShadow") != "none")


def test_a_bar_shows_how_far_a_reading_is_and_the_stop_button_ends_it(lab, samples):
    lab.write("bar.ipynb", BAR)
    with opened_browser() as page:
        open_notebook(page, lab, "bar.ipynb")
        run_cell(page)
        # tqdm's spaces are as wide as a figure.
        bar = page.locator(".jp-OutputArea .jupyter-widgets", has_text=re.compile(r"[1-9]\d*/18\s\[\d+:\d+<\d+:\d+"))
        bar.first.wait_for()
        assert bar.locator("[role=progressbar], .progress").count() >= 1
        page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
        page.locator(".jp-OutputArea-output pre", has_text=re.compile(r"^True \d+\s*$")).wait_for()


def test_a_table_is_browsed(lab):
    pytest.importorskip("itables", reason="itables is not installed: pip install -e '.[notebook]'")
    lab.write("browse.ipynb", BROWSE)
    with opened_browser() as page:
        open_notebook(page, lab, "browse.ipynb")
        run_cell(page)
        rows = page.locator(".onrecord table.dataTable tbody tr")
        rows.nth(9).wait_for()
        assert rows.count() == 10
        assert rows.first.locator("td").nth(1).text_content() == PAYLOADS[0]
        page.locator(".dt-search input").fill("marquee")
        wait_until(page, lambda: rows.count() == 1)
        assert page.evaluate("window.ran") is None

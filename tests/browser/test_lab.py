"""What a notebook shows in a real JupyterLab: the first notebook from top to bottom, a bar, and a table to browse."""

import re
import shutil

import pytest

from tests.browser.lab import ROOT, needs_browser, open_notebook, opened_browser, run_cell, wait_until
from tests.browser.payloads import PAYLOADS

pytestmark = [needs_browser, pytest.mark.timeout(600)]

BAR = """\
import time, onrecord
from spacy.language import Language
from tests.stand_in import load
slow = Language.component("slow", func=lambda doc: time.sleep(0.4) or doc)
nlp = load()
nlp.add_pipe("slow")
found = onrecord.analyze("../data/articles", nlp=nlp, batch_size=1)
print(found.stopped, len(found.report))
"""

BROWSE = """\
import onrecord, pandas as pd
from tests.browser.payloads import PAYLOADS
onrecord.browse(pd.DataFrame({"number": range(len(PAYLOADS)), "text": PAYLOADS}))
"""


@pytest.fixture
def samples(lab):
    """The sample articles, where the notebooks look for them."""
    shutil.copytree(ROOT / "data" / "articles", lab.folder.parent / "data" / "articles", dirs_exist_ok=True)


def test_the_first_notebook_from_top_to_bottom(lab, samples):
    shutil.copy(ROOT / "notebooks" / "00_start_here.ipynb", lab.folder)
    with opened_browser() as page:
        open_notebook(page, lab, "00_start_here.ipynb")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        # Outputs of the last run are there, and replaced by those of this one; in the end nothing waits.
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=busy]").wait_for(state="attached")
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached", timeout=240_000)
        assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
        article = page.locator(".jp-OutputArea .onrecord", has=page.locator(".or-text .or-quote")).first
        box, label = article.get_by_label("show speakers"), article.locator(".or-text .or-speaker").first
        assert label.is_visible()
        box.click()
        assert not label.is_visible()
        quote = article.locator(".or-text .or-quote").first
        quote.hover()
        assert quote.evaluate("element => getComputedStyle(element).boxShadow") != "none"


def test_a_bar_shows_how_far_a_reading_is_and_the_stop_button_ends_it(lab, samples):
    lab.write("bar.ipynb", BAR)
    with opened_browser() as page:
        open_notebook(page, lab, "bar.ipynb")
        run_cell(page)
        bar = page.locator(".jp-OutputArea .jupyter-widgets", has_text=re.compile(r"\d+/18 \[\d+:\d+<\d+:\d+"))
        bar.first.wait_for()
        assert bar.locator("[role=progressbar], .progress").count() >= 1
        page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
        said = page.locator(".jp-OutputArea-output pre", has_text=re.compile(r"^True \d+\s*$"))
        said.wait_for()
        assert re.search(r"[1-9]\d*/18", bar.first.text_content())


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

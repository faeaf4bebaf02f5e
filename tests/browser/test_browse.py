"""A table to browse in a real browser: it is searched and paged without a network, and runs nothing that it holds."""

import pandas as pd
import pytest

import onrecord
from tests.browser.payloads import PAYLOADS

pytest.importorskip("itables", reason="itables is not installed: pip install -e '.[notebook]'")

QUOTES = pd.DataFrame({"quote": [f"q{n}" for n in range(40)], "text": [f"“We lost {n},”" for n in range(40)]})

HOSTILE = pd.DataFrame({payload: [payload] for payload in PAYLOADS})


def fetched(page):
    return [heard for heard in page.heard if heard.startswith("http")]


def test_a_table_is_searched_and_paged(page, tmp_path):
    page.goto(onrecord.browse(QUOTES).save(tmp_path / "quotes.html").as_uri())
    rows = page.locator(".onrecord table.dataTable tbody tr")
    rows.nth(9).wait_for()
    assert rows.count() == 10
    page.locator(".dt-paging-button.next").click()
    page.wait_for_function("document.querySelector('.onrecord table.dataTable tbody td').textContent === 'q10'")
    page.locator(".dt-search input").fill("lost 17,")
    page.wait_for_function("document.querySelectorAll('.onrecord table.dataTable tbody tr').length === 1")
    assert rows.text_content() == "q17“We lost 17,”"
    assert fetched(page) == []


def test_nothing_that_a_table_holds_is_run(page, tmp_path):
    page.goto(onrecord.browse(HOSTILE).save(tmp_path / "hostile.html").as_uri())
    cells = page.locator(".onrecord table.dataTable tbody td")
    cells.nth(len(PAYLOADS) - 1).wait_for()
    # A line break is shown as \\n, as pandas does.
    assert cells.all_text_contents() == [payload.replace("\0", "\ufffd").replace("\n", "\\n") for payload in PAYLOADS]
    assert page.evaluate("window.ran") is None
    assert fetched(page) == []

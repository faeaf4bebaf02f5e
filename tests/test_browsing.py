"""A table to browse: every cell is text, everything is offline, and without itables its first rows are seen."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from onrecord import browse
from onrecord.display import browsing
from tests.browser.payloads import PAYLOADS

QUOTES = pd.DataFrame(
    {
        "article": ["strike", "strike"],
        "text": pd.array(["“We will appeal,”", None], dtype="string"),
        "pieces": [[[0, 17]], [[20, 23]]],
        "start": pd.array([0, None], dtype="Int64"),
        "score": [0.5, 0.25],
    }
)

HOSTILE = pd.DataFrame({payload: [payload, payload] for payload in PAYLOADS})


@pytest.fixture
def without_itables(monkeypatch):
    monkeypatch.setattr(browsing, "find_spec", lambda _: None)


@pytest.fixture
def with_itables():
    pytest.importorskip("itables", reason="itables is not installed: pip install -e '.[notebook]'")


def elements(source):
    return {element.tag for element in html.fromstring(f"<div>{source}</div>").iter() if isinstance(element.tag, str)}


def texts(source):
    return [cell.text_content() for cell in html.fromstring(source).iter("td", "th")]


# Without itables


def test_first_rows(without_itables):
    shown = browse(QUOTES, rows=1).html
    assert texts(shown) == [*QUOTES.columns, "strike", "“We will appeal,”", "[[0, 17]]", "0", "0.5"]
    assert "The first 1 of 2 rows. To search, sort and page: pip install 'onrecord[notebook]'" in (
        html.fromstring(shown).text_content()
    )


def test_nothing_hostile_in_the_first_rows(without_itables):
    shown = browse(HOSTILE).html
    assert elements(shown) <= set("div section style table thead tbody tr th td p".split())
    assert len(texts(shown)) == 3 * len(PAYLOADS)


def test_no_row_and_no_column(without_itables):
    assert "The first 0 of 0 rows." in browse(QUOTES.head(0)).html
    assert "The first 0 of 0 rows." in browse(pd.DataFrame()).html


# With itables


def test_all_cells_are_there(with_itables):
    [cells] = re.findall(r'"data_json": "(.*)",?\n', browse(QUOTES)._repr_html_())
    assert json.loads(json.loads(f'"{cells}"')) == [
        ["strike", "“We will appeal,”", "[[0, 17]]", "0", ["0.50", 0.5]],
        ["strike", "", "[[20, 23]]", "", ["0.25", 0.25]],
    ]


def test_nothing_hostile_in_a_table(with_itables):
    shown = browse(HOSTILE)
    found = elements(shown.alone)
    assert found <= set(
        "div section style table thead tbody tr th td tfoot sup span code br script noscript p a".split()
    )
    # The cells are in a script, where an end tag would end it.
    assert shown.alone.count("<script") == shown.alone.count("</script>")
    for payload in PAYLOADS:
        assert payload not in shown.alone or "<" not in payload


def test_nothing_is_fetched(with_itables):
    shown = browse(QUOTES)
    assert not re.search(r"""(src|href)=["']?https?:(?!//itables\.org)""", shown.alone)
    assert "import(" not in shown.alone and "unpkg" not in shown.alone


def test_the_library_comes_with_the_first_table_and_with_every_page(with_itables, tmp_path, monkeypatch):
    monkeypatch.setattr(browsing, "_loaded_in", {})
    runs = iter([("a", 1), ("b", 2), ("a", 1), ("a", 3), ("", 4)])
    monkeypatch.setattr(browsing, "_cell", lambda: next(runs))
    shown = browse(QUOTES)
    has = ["injectModule" in shown._repr_html_() for _ in range(5)]
    assert has == [True, False, False, True, False]
    assert "injectModule" in shown.save(tmp_path / "quotes.html").read_text(encoding="utf-8")
    assert len(replace(shown).alone) < 50_000
    assert repr(shown).startswith("<a table as HTML")


def test_the_table_stays_as_it_was(with_itables):
    before = QUOTES.copy(deep=True)
    browse(QUOTES)
    pd.testing.assert_frame_equal(QUOTES, before)

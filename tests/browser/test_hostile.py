"""Names of files that are scripts, and a whole notebook of hostile text: nothing of them is run, nothing is broken."""

import os

import nbformat
import pytest

import onrecord
from onrecord import Article, Corpus
from tests.browser.lab import ROOT
from tests.browser.payloads import PAYLOADS
from tests.stand_in import load
from tests.test_notebooks import run

NAMES = [payload for payload in PAYLOADS if "\0" not in payload]
"""No system takes a NUL in the name of a file."""

BROKEN = NAMES[::6]
"""Beside these is a file that cannot be read: the report says why, with its name."""

ARMED = """() => [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({name, value}) =>
  value.includes('window.ran') && (/^on/.test(name) || /^(src|srcdoc|href|data|formaction|content)$/.test(name))))
  .map((element) => element.outerHTML.slice(0, 200))"""
"""Elements that would run a payload when somebody points at them, or clicks on them."""


def nothing_ran(page):
    return page.evaluate("window.ran") is None and page.evaluate(ARMED) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Articles in files and folders that are called as the payloads are; a slash in one parts a folder from a file."""
    if os.name == "nt":
        pytest.skip("Windows takes no file names with < or >")
    root = tmp_path_factory.mktemp("hostile")
    for payload in NAMES:
        path = root / payload / f"{payload}.txt"
        path.parent.mkdir(parents=True)
        path.write_text("“We won,” said Ana Souza on Monday.\n", encoding="utf-8")
    for payload in BROKEN:
        (root / payload / f"{payload}.pdf").write_bytes(b"no PDF")
    return root


@pytest.mark.parametrize("out", [False, True], ids=["in memory", "as a corpus"])
def test_hostile_names_of_files_and_folders(page, folder, tmp_path, out):
    pytest.importorskip("itables", reason="itables is not installed: pip install -e '.[notebook]'")
    if out:
        found = onrecord.analyze(folder, out=tmp_path / "corpus", nlp="tests.stand_in:load", readers=1, progress=False)
        report, tables = found.report.df(), found.tables()
    else:
        found = onrecord.analyze(folder, nlp=load(), progress=False)
        report, tables = found.report, found.tables
    assert report["status"].value_counts().to_dict() == {"read": len(NAMES), "failed": len(BROKEN)}
    paths = {os.path.normpath(folder / payload / f"{payload}.txt") for payload in NAMES}
    assert {os.path.normpath(folder / path) for path in tables.articles["path"]} == paths
    articles = [article for article in onrecord.read_articles(folder) if isinstance(article, Article)]
    shown = [
        onrecord.browse(report, rows=len(report)).html,
        onrecord.browse(tables.articles[["article", "path"]], rows=len(NAMES)).alone,
        onrecord.context(tables.quotes, articles).html,
        onrecord.concordance(articles, "won")._repr_html_(),
        report.to_html(),
        tables.quotes.to_html(),
    ]
    if isinstance(found, Corpus):
        shown.append(onrecord.show(found.quotes.df().iloc[0], found).html)
    (tmp_path / "names.html").write_text("<!doctype html>\n<meta charset='utf-8'>\n" + "\n".join(shown), "utf-8")
    page.goto((tmp_path / "names.html").as_uri())
    page.locator(".onrecord table.dataTable tbody tr").nth(len(report) + len(NAMES) - 1).wait_for()
    assert nothing_ran(page)
    assert page.locator(".or-where code").all_text_contents()[: len(NAMES)] == tables.quotes["article"].tolist()


NOTEBOOK = (
    """\
import onrecord
from onrecord import plot
from tests.browser.hostile import article
doc, article = article()
tables = onrecord.tables([(doc, article)])""",
    "onrecord.show(doc)",
    "onrecord.context(tables.quotes, article)",
    'onrecord.concordance(article, "window")',
    "onrecord.browse(tables.quotes)",
    "tables.entities",
    'print(tables.claims["text"].to_string())',
    "plot.speakers(tables, top=60)",
    'plot.quote_share(tables, by="title")',
    "tables.quotes.loc[0, tables.articles['title'][0]]",
)
"""The last cell fails with a payload in its message."""


@pytest.mark.timeout(300)
def test_an_executed_notebook_turned_into_a_page(page, tmp_path, monkeypatch):
    """What a kernel made of hostile text, as `jupyter nbconvert --to html` makes a page of it, looked over."""
    nbconvert = pytest.importorskip("nbconvert", reason="nbconvert is not installed")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in NOTEBOOK])
    notebook.cells[-1].metadata.tags = ["raises-exception"]
    html, _ = nbconvert.HTMLExporter().from_notebook_node(run(notebook))
    (tmp_path / "notebook.html").write_text(html, encoding="utf-8")
    page.route("http*://**", lambda route: route.abort())
    page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
    page.locator(".onrecord table.dataTable tbody tr").first.wait_for()
    for one in page.locator(".onrecord mark, .onrecord td").all()[:200:20]:
        one.hover()
    assert nothing_ran(page)
    # The layout holds: every cell is where it was, with its output in it, and none is wider than the page.
    assert page.locator("main > .jp-Cell").count() == len(NOTEBOOK)
    assert page.locator("main > .jp-Cell > .jp-Cell-outputWrapper").count() == len(NOTEBOOK) - 1
    assert page.locator(".jp-Cell-outputWrapper .onrecord").count() == 4
    # Charts are pictures there, in which no script is ever run.
    assert page.locator('.jp-Cell-outputWrapper img[src^="data:image/svg+xml"]').count() == 2
    assert page.locator("main .onrecord").evaluate_all("all => all.every(one => one.closest('.jp-Cell-outputWrapper'))")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_let_through_is_noticed(page):
    page.set_content(f"<p>{PAYLOADS[6]}")
    assert not nothing_ran(page)

"""Correcting in a real JupyterLab with a real browser: what was decided outlives a reload and a killed kernel."""

import os
import re
import signal

import pytest

from onrecord.review import Coding, Store
from onrecord.review.desk import Desk
from onrecord.review.state import machine_of
from tests.browser.hostile import article
from tests.browser.lab import ROOT, needs_browser, open_notebook, opened_browser, run_cell, running_lab, wait_until
from tests.browser.payloads import PAYLOADS
from tests.review.sample import TEXT, found, long_doc, place

pytestmark = [needs_browser, pytest.mark.timeout(300)]

REVIEW = """\
import os, pathlib, onrecord
from tests.review.sample import article
pathlib.Path("pid").write_text(str(os.getpid()))
onrecord.review([article()], coder="ana", order="text")
"""

HOSTILE = """\
import onrecord
from tests.browser.hostile import article
onrecord.review([article()], coder="<img src=x onerror=fired()>", store="hostile.sqlite", order="text")
"""

LONG = """\
import onrecord
from onrecord.articles import Article
from tests.review.sample import long_doc
long = (long_doc(), Article("long", long_doc().text))
onrecord.review([long], coder="ana", store="long_{what}.sqlite", what="{what}", order="text")
"""

CLAIMS = """\
import onrecord
from tests.review.sample import article
onrecord.review([article()], coder="ana", store="claims.sqlite", what="claims", order="text")
"""

ALONE = """async (source) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const hearers = [];
  const send = async (message) => {
    const view = await window.answer(message);
    for (const hear of hearers) hear(view);
  };
  const el = document.body.appendChild(document.createElement("main"));
  module.default.render({ model: { on: (_, hear) => hearers.push(hear), off: () => {}, send }, el });
}"""

LATENCY = """async (node) => {
  const status = node.querySelector(".or-status"), took = [];
  for (let number = 1; number <= 25; number++) {
    const began = performance.now();
    node.dispatchEvent(new KeyboardEvent("keydown", { key: number % 5 ? "a" : "d", bubbles: true }));
    while (!status.textContent.endsWith(` ${number}`)) await new Promise((done) => setTimeout(done, 1));
    await new Promise((done) => requestAnimationFrame(done));
    took.push(performance.now() - began);
  }
  return took;
}"""

SELECT = """([words, pane]) => {
  const text = pane.textContent, start = text.indexOf(words), range = document.createRange();
  let at = 0;
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.length;
    if (at <= start && start < end) range.setStart(node, start - at);
    if (at < start + words.length && start + words.length <= end) range.setEnd(node, start + words.length - at);
    at = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def shown(page):
    widget = page.locator(".onrecord-review")
    widget.locator(".or-panel dl").first.wait_for()
    return widget


def press(widget, key: str):
    widget.evaluate("node => node.focus()")
    widget.page.keyboard.press(key)


def saved(widget, number: int):
    widget.locator(".or-status", has_text=re.compile(rf"^saved · {number}$")).wait_for()


def select(widget, words: str):
    pane = widget.locator(".or-article")
    widget.page.evaluate(SELECT, [words, pane.element_handle()])


def decided(widget) -> str:
    return widget.locator(".or-head .or-count").first.text_content()


OFFSETS = """async ([source, text]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const { Offsets, paragraphs, segments } = module, offsets = new Offsets(text), points = Array.from(text);
  const wrong = [];
  for (let point = 0; point <= points.length; point++) {
    const units = points.slice(0, point).join("").length;
    if (offsets.units(point) !== units || offsets.points(units) !== point) wrong.push(point);
  }
  const lines = paragraphs(text).map(([start, end]) => text.slice(start, end));
  const layers = [{ start: 2, end: 9, name: "a" }, { start: 5, end: 12, name: "b" }];
  return [wrong, lines.join("") === text, segments(0, 10, layers)];
}"""


TEXTS = [TEXT, "", "🙂", "a🙂🙂b\r\n👩‍👩‍👧\r\r\nשלום\n", "e\u0301 𝒳 🇵🇹"]


def test_offsets_of_the_page_are_those_of_python():
    source = (ROOT / "onrecord" / "review" / "widget.js").read_text(encoding="utf-8")
    cut = [[0, 2, []], [2, 5, ["a"]], [5, 9, ["a", "b"]], [9, 10, ["b"]]]
    with opened_browser() as page:
        for text in TEXTS:
            assert page.evaluate(OFFSETS, [source, text]) == [[], True, cut]


def test_hostile_text_runs_no_script(lab):
    lab.write("hostile.ipynb", HOSTILE)
    with opened_browser() as page:
        open_notebook(page, lab, "hostile.ipynb")
        run_cell(page)
        widget = shown(page)
        text = article()[0].text
        assert widget.locator(".or-article").text_content() == text
        for number in range(1, 6):
            press(widget, "a")
            saved(widget, number)
        press(widget, "t")
        page.keyboard.type(PAYLOADS[0])
        page.keyboard.press("Enter")
        saved(widget, 6)
        widget.locator("select").first.select_option("entities")
        widget.locator("li").first.wait_for()
        press(widget, "a")
        saved(widget, 7)
        widget.locator("select").first.select_option("claims")
        widget.locator("button", has_text="The article itself").wait_for()
        press(widget, "o")
        saved(widget, 8)
        allowed = {"section", "div", "span", "p", "progress", "select", "option", "input", "datalist", "button", "kbd"}
        allowed |= {"dl", "dt", "dd", "ul", "li", "label"}
        tags = widget.evaluate("node => [...node.querySelectorAll('*')].map((one) => one.localName)")
        assert set(tags) <= allowed

        assert page.evaluate("window.ran === undefined")


@pytest.mark.parametrize("what", ["quotes", "claims"])
def test_quick_on_twenty_thousand_words(lab, what):
    """From the key to "saved" on the page, over the kernel and the disk."""
    assert len(long_doc().text.split()) > 20_000
    lab.write(f"long_{what}.ipynb", LONG.format(what=what))
    with opened_browser() as page:
        open_notebook(page, lab, f"long_{what}.ipynb")
        run_cell(page)
        widget = shown(page)
        took = sorted(widget.evaluate(LATENCY))
        content = widget.locator(".or-content").all_text_contents()
        for key in ("}", "]", "b"):
            press(widget, key)
        saved(widget, 26)
        assert widget.locator(".or-content").all_text_contents() != content
    print(f"{what}: median {took[len(took) // 2]:.0f} ms, slowest {took[-1]:.0f} ms an action")
    # The aim is 100; what else the machine does must not fail it.
    assert took[len(took) // 2] < 250


NOTEBOOK_7 = """\
import onrecord
from tests.review.sample import article
onrecord.review([article()], coder="ana", order="text")
"""


def test_notebook_7(tmp_path):
    """What JupyterLab shows is shown in Notebook 7, which has another page around it: accept, undo, reload, go on."""
    pytest.importorskip("notebook", reason="Notebook 7 is not installed: pip install -e '.[test]'")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    with running_lab(folder, app="notebook") as lab, opened_browser() as page:
        lab.write("review.ipynb", NOTEBOOK_7)
        open_notebook(page, lab, "review.ipynb")
        run_cell(page)
        widget = shown(page)
        assert widget.locator(".or-article").text_content() == TEXT
        for number, key in enumerate(("a", "a", "u", "r"), 1):
            press(widget, key)
            saved(widget, number)
        assert page.locator(".jp-Notebook .jp-Cell").count() == 2
        before = decided(widget)
        assert "2 decided" in before
        page.keyboard.press("Control+s")
        wait_until(page, lambda: "widget-view" in (folder / "review.ipynb").read_text(encoding="utf-8"))
        page.reload()
        assert decided(shown(page)) == before
    with Store(folder / "review.sqlite") as store:
        assert [entry.action for entry in Coding(store, "ana").entries()] == ["accept", "accept", "undo", "reject"]


@pytest.fixture
def coding(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        store.add_article("strike", TEXT, machine_of(found("strike"))["strike"], title="Dockers walk out")
        yield Coding(store, "ana")


@pytest.fixture
def page():
    """A browser of its own, closed before the next test here opens one."""
    with opened_browser() as opened:
        yield opened


def alone(page, coding, what):
    """The widget on a page of its own, before a desk of this process: quicker than a notebook, and the same keys."""
    page.expose_function("answer", Desk(coding, ["strike"], what=what, order="text").answer)
    page.evaluate(ALONE, (ROOT / "onrecord" / "review" / "widget.js").read_text(encoding="utf-8"))
    return shown(page)


def write_with(widget, key: str, words: str):
    """Go to the field of a key, write into it and be done."""
    press(widget, key)
    widget.page.keyboard.type(words)
    widget.page.keyboard.press("Enter")


def test_quotes_by_keys(page, coding):
    widget = alone(page, coding, "quotes")
    for number, key in enumerate("dy", 1):
        press(widget, key)
        saved(widget, number)
    for number, (words, key) in enumerate([("Souza", "s"), ("Ana", "c"), ("Never", "p"), ("Souza left", "n")], 3):
        select(widget, words)
        press(widget, key)
        saved(widget, number)
    assert widget.locator(".or-content").all_text_contents() == ["Souza left"]
    for key, place_in_queue in (("k", "1 of 4"), ("j", "2 of 4"), ("h", "3 of 4")):
        press(widget, key)
        widget.locator(".or-count", has_text=place_in_queue).wait_for()
    quotes = coding.state("strike").quotes
    changed = quotes["q1"]
    assert (changed.kind, changed.speech) == ("indirect", False)
    assert (TEXT[slice(*changed.source)], TEXT[slice(*changed.cue)]) == ("Souza", "Ana")
    assert changed.pieces == [place("“We will appeal 🙂,”"), place("Never")]
    assert place("Souza left") in [quote.pieces[0] for quote in quotes.values()]


def test_a_speaker_is_chosen_among_the_entities_or_new(page, coding):
    widget = alone(page, coding, "quotes")
    field = widget.get_by_label("Speaker", exact=True)
    proposed = field.evaluate("node => [...node.list.options].map((option) => option.value)")
    known = {entity.name: id_ for id_, entity in coding.state("strike").entities.items()}
    assert proposed and set(proposed) <= set(known)
    write_with(widget, "t", proposed[-1])
    saved(widget, 1)
    assert coding.state("strike").quotes["q1"].speaker == known[proposed[-1]]
    write_with(widget, "t", "Zoë Lund")
    saved(widget, 2)
    state = coding.state("strike")
    assert state.entities[state.quotes["q1"].speaker].name == "Zoë Lund"
    assert "Zoë Lund" in field.evaluate("node => [...node.list.options].map((option) => option.value)")


def test_entities_by_keys(page, coding):
    widget = alone(page, coding, "entities")
    name = widget.get_by_label("Name", exact=True)
    for number, key in enumerate("ad", 1):
        press(widget, key)
        saved(widget, number)
    write_with(widget, "e", "Ana Maria Souza")
    saved(widget, 3)
    for number, (words, key) in enumerate([("Dockers", "n"), ("Nobody", "m")], 4):
        select(widget, words)
        press(widget, key)
        saved(widget, number)
        assert name.input_value() == "Dockers"
    press(widget, "1")
    write_with(widget, "x", "Zoë Lund")
    saved(widget, 6)
    assert widget.locator(".or-mention").all_text_contents() == ["Nobody"]
    write_with(widget, "t", "Ana Maria Souza")
    saved(widget, 7)
    assert name.input_value() == "Ana Maria Souza"
    press(widget, "u")
    saved(widget, 8)
    assert [entry.action for entry in coding.entries()] == [
        *("accept", "change", "change", "add", "add", "split", "merge", "undo")
    ]
    names = {entity.name for entity in coding.state("strike").kept("entities")}
    assert {"Ana Maria Souza", "Dockers", "Zoë Lund"} <= names


def test_claims_by_keys(lab):
    lab.write("claims.ipynb", CLAIMS)
    with opened_browser() as page:
        open_notebook(page, lab, "claims.ipynb")
        run_cell(page)
        widget = shown(page)
        press(widget, "a")
        saved(widget, 1)
        select(widget, "We will appeal")
        press(widget, "b")
        saved(widget, 2)
        # The cue of its certainty lies in the content and parts it.
        assert "".join(widget.locator(".or-content").all_text_contents()) == "We will appeal"
        for number, key in enumerate(("d", "e", "2", "7", "o", "u"), 3):
            press(widget, key)
            saved(widget, number)
        select(widget, "stayed")
        press(widget, "n")
        saved(widget, 9)
        assert widget.locator(".or-content").all_text_contents() == ["stayed"]
    with Store(lab.folder / "claims.sqlite") as store:
        claims = Coding(store, "ana").state("strike").claims
    changed = claims["c2"]
    assert (changed.label, changed.certainty, changed.kinds) == ("UFS", "asserted", ("accusation",))
    assert (changed.claimer_kind, TEXT[changed.start : changed.end]) == ("speaker", "We will appeal")


def test_decide_reload_kill_and_go_on(lab):
    lab.write("review.ipynb", REVIEW)
    with opened_browser() as page:
        open_notebook(page, lab, "review.ipynb")
        run_cell(page)
        widget = shown(page)
        assert widget.locator(".or-article").text_content() == TEXT
        press(widget, "a")
        saved(widget, 1)
        select(widget, "Never")
        press(widget, "b")
        saved(widget, 2)
        assert widget.locator(".or-content").all_text_contents() == ["Never"]
        press(widget, "u")
        saved(widget, 3)
        assert widget.locator(".or-content").all_text_contents() == ["“Never,”"]
        press(widget, "Shift+U")
        saved(widget, 4)
        select(widget, "Costa")
        press(widget, "s")
        saved(widget, 5)
        press(widget, "t")
        page.keyboard.type("Zoë Lund")
        page.keyboard.press("Enter")
        saved(widget, 6)
        assert "Zoë Lund" in widget.locator("dl").text_content()
        before = decided(widget)
        assert "2 decided" in before
        page.keyboard.press("Control+s")
        wait_until(page, lambda: "widget-view" in (lab.folder / "review.ipynb").read_text(encoding="utf-8"))
        page.reload()
        widget = shown(page)
        assert decided(widget) == before
        press(widget, "r")
        saved(widget, 7)
        before = decided(widget).split(" · ", 1)[1]

        os.kill(int((lab.folder / "pid").read_text()), signal.SIGKILL)
        (lab.folder / "pid").unlink()
        # JupyterLab says that the kernel died, and starts another.
        page.locator(".jp-Dialog .jp-mod-accept").click()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")
        run_cell(page)
        wait_until(page, (lab.folder / "pid").exists)
        page.wait_for_timeout(1000)
        widget = shown(page)
        assert decided(widget).split(" · ", 1)[1] == before
        press(widget, "k")
        press(widget, "a")
        widget.locator(".or-status", has_text="saved · 8").wait_for()
    with Store(lab.folder / "review.sqlite") as store:
        coding = Coding(store, "ana")
        assert [entry.action for entry in coding.entries()] == [
            *("accept", "change", "undo", "redo", "change", "change", "reject", "accept")
        ]
        state = coding.state("strike")
        assert state.quotes["q2"].pieces == [place("Never")]
        assert TEXT[slice(*state.quotes["q2"].source)] == "Costa"

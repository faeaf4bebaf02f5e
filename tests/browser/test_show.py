"""The coloured article in a real browser: layers switch, quotes light, and nothing that it quotes is run."""

from pathlib import Path

import pandas as pd
import pytest
from spacy.tokens import Span

import onrecord
from onrecord import Article
from onrecord.display import Shown
from onrecord.marks import set_marks
from onrecord.sources.found import Mark
from tests.browser.payloads import PAYLOADS
from tests.stand_in import load
from tests.test_display import OURS, marked

STRIKE = "“We will appeal,” said Ana Souza on Monday.\n\nShe hopes to win.\n\nLeave a Reply"

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "00_start_here.ipynb"


@pytest.fixture(scope="module")
def strike(tmp_path_factory):
    """The address of an article with quotes, mentions and a mark."""
    nlp = load()
    doc = nlp.make_doc(STRIKE)
    set_marks(doc, [Mark(STRIKE.index("Leave"), len(STRIKE), "boilerplate")])
    return onrecord.show(nlp(doc)).save(tmp_path_factory.mktemp("shown") / "article.html").as_uri()


def style(page, selector, name):
    return page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")


@pytest.mark.parametrize(
    ("layer", "selector", "name"),
    [
        ("quotes", ".or-text .or-quote", "borderBottomWidth"),
        ("speakers", ".or-text .or-speaker", "display"),
        ("sources", ".or-text .or-source", "borderBottomWidth"),
        ("cues", ".or-text .or-cue", "fontStyle"),
        ("names", ".or-text .or-person", "fontWeight"),
        ("mentions", ".or-text .or-mention", "textDecorationLine"),
        ("marks", ".or-text .or-boilerplate", "color"),
    ],
)
def test_a_box_switches_its_layer_and_back(page, strike, layer, selector, name):
    page.goto(strike)
    box = page.get_by_label(f"show {layer}")
    before = style(page, selector, name)
    box.click()
    assert style(page, selector, name) != before
    box.click()
    assert style(page, selector, name) == before
    assert page.heard == []


def test_pointing_at_a_quote_lights_its_cue_and_source(page, strike):
    page.goto(strike)
    parts = [".or-text .or-quote.or-q1", ".or-text .or-cue.or-q1", ".or-text .or-source.or-q1"]
    assert {style(page, part, "boxShadow") for part in parts} == {"none"}
    page.locator(parts[0]).first.hover()
    assert "none" not in {style(page, part, "boxShadow") for part in parts}
    assert style(page, ".or-text .or-cue.or-q2", "boxShadow") == "none"


def test_pointing_at_a_quote_lights_all_that_names_its_speaker(page, strike):
    page.goto(strike)
    lit = page.locator(".or-text .or-lit")
    page.locator(".or-text .or-quote.or-q1").first.hover()
    assert lit.all_text_contents() == ["Ana Souza", "She"]
    assert "none" not in {style(page, ".or-text .or-lit", "boxShadow")}
    page.locator(".or-legend").hover()
    assert lit.count() == 0
    page.locator(".or-text .or-quote.or-q2").focus()
    assert lit.all_text_contents() == ["Ana Souza", "She"]
    assert page.heard == []


def test_the_keyboard_goes_from_quote_to_quote(page, strike):
    page.goto(strike)
    page.get_by_label("show marks").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "“We will appeal,”"
    assert style(page, ".or-text .or-cue.or-q1", "boxShadow") != "none"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "win"


def test_a_click_tells_where_it_stands(page, strike):
    page.goto(strike)
    page.locator(".or-text .or-quote").first.click()
    page.wait_for_function("document.querySelector('.or-copied').textContent.endsWith('0:17')")


def test_on_paper_there_are_no_boxes_and_no_darkness(page, strike):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(strike)
    assert not page.get_by_label("show quotes").is_visible()
    assert style(page, ".onrecord", "backgroundColor") == "rgb(255, 254, 251)"
    assert style(page, ".or-text .or-quote", "backgroundColor") != "rgba(0, 0, 0, 0)"
    assert style(page, ".onrecord", "printColorAdjust") == "exact"


CONTRASTS = """() => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = light(getComputedStyle(document.querySelector(".onrecord")).backgroundColor);
  return [...document.querySelectorAll(".or-text *, .or-legend *, .or-box")].map((element) => {
    const ink = light(getComputedStyle(element).color);
    return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), element.className];
  });
}"""
"""The contrast of each element's letters with the paper, as WCAG 2 measures it."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_letters_stand_out_from_the_paper(page, strike, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(strike)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert [found for found in contrasts if found[0] < 4.5] == []


def test_it_works_without_scripts(browser, strike):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(strike)
    page.get_by_label("show speakers").click()
    assert not page.locator(".or-text .or-speaker").first.is_visible()
    context.close()


def test_it_works_in_a_notebook_turned_into_a_page(page, tmp_path):
    """The first notebook, as `jupyter nbconvert --to html` makes a page of it, without a network."""
    nbconvert = pytest.importorskip("nbconvert", reason="nbconvert is not installed")
    html, _ = nbconvert.HTMLExporter().from_filename(str(NOTEBOOK))
    (tmp_path / "notebook.html").write_text(html, encoding="utf-8")
    page.route("http*://**", lambda route: route.abort())
    page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
    box = page.get_by_label("show speakers").first
    label = page.locator(".or-text .or-speaker").first
    assert label.is_visible()
    box.click()
    assert not label.is_visible()


LIGHTING = """element => {
  const number = [...element.classList].find(name => /^or-q[0-9]+$/.test(name));
  const cue = document.querySelector(`.or-text .or-cue.${number}`);
  const began = performance.now();
  element.focus({preventScroll: true});
  const isLit = getComputedStyle(cue).boxShadow !== "none" && document.body.offsetHeight > 0;
  return isLit ? performance.now() - began : Infinity;
}"""
"""How many milliseconds it takes until the cue of a quote is lit."""


def test_a_long_article_answers_at_once(page, tmp_path):
    """One quote of 3,200 in 20,000 words is lit, which a browser did in 3 ms when this was written."""
    doc = load()("“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\n" * 1600)
    page.goto(onrecord.show(doc).save(tmp_path / "long.html").as_uri())
    assert page.locator(".or-text .or-quote[tabindex]").nth(2000).evaluate(LIGHTING) < 100


def hostile(payload):
    """A Doc that has a payload in its text, in its speaker's name and as the label of somebody else's component."""
    name = f"Ana {payload} Souza"
    text = f"“We {payload} won,” said {name}.\n{payload}\nAnnex"
    doc = marked(text, names=(name,), contents=((f"“We {payload} won,”",),), cue="said", source=name)
    doc.ents = [*doc.ents, Span(doc, len(doc) - 1, len(doc), payload)]
    return doc


def nothing_ran(page, path, html, tags):
    """Opens HTML as a page; says whether it runs nothing, asks for nothing and holds these elements only."""
    page.goto(Shown(html).save(path).as_uri(), wait_until="load")
    page.locator(".onrecord mark").first.hover()
    found = page.evaluate("[...document.querySelectorAll('.onrecord, .onrecord *')].map(element => element.localName)")
    return (page.evaluate("window.ran"), page.heard, set(found) - tags) == (None, [], set())


def test_nothing_that_an_article_holds_is_run(page, tmp_path):
    # All on one page: were one of them let through, it would be seen as an element that is not ours.
    html = "\n".join(onrecord.show(hostile(payload)).html for payload in PAYLOADS)
    assert nothing_ran(page, tmp_path / "articles.html", html, OURS)
    assert page.locator(".onrecord").count() == len(PAYLOADS)


def test_nothing_that_a_row_or_a_word_stands_in_is_run(page, tmp_path):
    html = ""
    for payload in PAYLOADS:
        article = Article(payload, f"A port. {payload}", title=payload)
        row = pd.Series({"article": payload, "start": 0, "end": len(article.text), "label": payload})
        html += onrecord.context(row, article).html + onrecord.concordance(article, "port")._repr_html_()
    tags = OURS - {"script"} | set("h4 code table tbody tr td bdi".split())
    assert nothing_ran(page, tmp_path / "rows.html", html, tags)
    assert page.locator(".onrecord").count() == 2 * len(PAYLOADS)


def test_what_is_let_through_is_noticed(page, tmp_path):
    html = f'<section class="onrecord"><mark>x</mark>{PAYLOADS[6]}</section>'
    assert not nothing_ran(page, tmp_path / "open.html", html, OURS)


def test_there_are_sixty_payloads():
    assert len(set(PAYLOADS)) == 60

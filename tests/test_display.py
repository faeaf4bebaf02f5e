"""The coloured article: nothing of the text is lost, added or let through as HTML."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin, Span, SpanGroup

import onrecord
from onrecord.display import MEANINGS, article_html, show
from onrecord.pipeline import set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from tests.stand_in import load

STRIKE = (
    "Dockers walk out\r\n\r\n“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\n"
    "“Never,” said the mayor."
)


@pytest.fixture(scope="module")
def nlp():
    return load()


class Stretch(NamedTuple):
    """Some text of the article and the classes of all elements that it stands in."""

    text: str
    classes: frozenset[str]


class Page(HTMLParser):
    """What a browser would make of the HTML; it fails where elements do not nest."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[tuple[str, frozenset[str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.stretches: list[Stretch] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.open.append((tag, frozenset((dict(attrs).get("class") or "").split())))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, text):
        self.stretches.append(Stretch(text, frozenset().union(*(classes for _, classes in self.open))))

    def text(self, part: str) -> str:
        """The text in elements of a class, as it stands."""
        return "".join(stretch.text for stretch in self.stretches if part in stretch.classes)

    def classes(self, text: str) -> set[str]:
        """The classes on a stretch of the article that is printed once, without "or-"."""
        [found] = [s.classes for s in self.stretches if s.text == text and "or-text" in s.classes]
        return {name.removeprefix("or-") for name in found} - {"onrecord", "text", "first", "last"}

    def labels(self) -> list[str]:
        """The labels drawn into the article, in order; those of the legend come before it and are left out."""
        begin = next(i for i, (_, attrs) in enumerate(self.elements) if attrs.get("class") == "or-text")
        return [attrs["value"] for tag, attrs in self.elements[begin:] if tag == "data"]


def marked(text: str, *, names: tuple[str, ...] = (), contents: tuple[tuple[str, ...], ...] = (), **more: str) -> Doc:
    """A Doc with these names, and a quote for each content; a cue and a source go to the first of them."""

    def place(part: str) -> tuple[int, int]:
        return text.index(part), text.index(part) + len(part)

    attributions = [Attribution(tuple(map(place, pieces)), None, None, True, 0.5) for pieces in contents]
    if more:
        attributions[0] = attributions[0]._replace(**{role: place(part) for role, part in more.items()})
    nlp = spacy.blank("en")
    for component in ("onrecord_sentences", "onrecord_entities", "onrecord_speakers"):
        nlp.add_pipe(component)
    doc = set_reading(nlp.make_doc(text), Reading([Name(*place(name), "PERSON", 0.9) for name in names], attributions))
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


# What is marked


@pytest.mark.parametrize(
    ("stretch", "classes"),
    [
        ("“We will appeal,”", {"quote", "direct", "speech"}),
        ("said", {"cue"}),
        ("Ana Souza", {"source", "name", "person"}),
        ("Monday", {"name", "date"}),
        ("She", {"source"}),
        ("win ", {"quote", "indirect", "attitude"}),
        ("$5,000", {"quote", "indirect", "attitude", "name", "money"}),
        ("the mayor", {"source"}),
    ],
)
def test_marks(nlp, stretch, classes):
    text = STRIKE if stretch != "said" else STRIKE.split("She")[0]
    assert Page(article_html(nlp(text))).classes(stretch) == classes


def test_the_speaker_as_resolved_stands_after_the_quote(nlp):
    assert Page(article_html(nlp(STRIKE))).labels()[:3] == ["Ana Souza", "PERSON", "Ana Souza"]
    html = article_html(nlp(STRIKE))
    assert 'She</u> <i class="or-cue or-first or-last" title="cue of q2">hopes to</i>' in html
    assert 'title="q2: indirect attitude, speaker: Ana Souza, score 0.81"' in html


def test_a_quote_without_a_speaker_says_so():
    doc = marked("“Never,” it was heard.", contents=(("“Never,”",),))
    assert Page(article_html(doc)).labels() == ["?"]
    assert "speaker not known" in article_html(doc)


def test_a_quote_in_pieces_has_one_label():
    doc = marked("“We will,” she said, “appeal.”", contents=(("“We will,”", "“appeal.”"),), cue="said", source="she")
    page = Page(article_html(doc))
    assert page.classes("“We will,”") == page.classes("“appeal.”") == {"quote", "direct", "speech"}
    assert len(page.labels()) == 1
    assert article_html(doc).endswith("</data></p></div>\n</section>")


def test_the_label_of_an_entity_stands_at_its_first_name_only(nlp):
    page = Page(article_html(nlp("Ana Souza spoke. Ana Souza left. Zoë Park came.")))
    assert page.labels() == ["PERSON", "PERSON"]
    assert page.text("or-person").count("Ana Souza") == 2


def test_a_quote_within_a_quote_has_its_own_mark_and_label():
    doc = marked(
        "“He told me, ‘Leave now,’ and I left,” said Ana Souza.",
        names=("Ana Souza",),
        contents=(("“He told me, ‘Leave now,’ and I left,”",), ("‘Leave now,’",)),
        cue="said",
        source="Ana Souza",
    )
    html = article_html(doc)
    assert html.count("<mark") - html.split('class="or-text"')[0].count("<mark") == 4
    assert Page(html).labels() == ["?", "Ana Souza", "PERSON"]


def test_a_name_may_reach_over_the_border_of_a_quote():
    doc = marked("She called it the House of Bread.", names=("House of Bread",), contents=(("the House",),))
    page = Page(article_html(doc))
    assert page.classes("House") == {"quote", "indirect", "speech", "name", "person"}
    assert page.classes(" of Bread") == {"name", "person"}
    assert page.text("or-text") == doc.text


def test_the_legend_explains_what_occurs(nlp):
    legend = Page(article_html(nlp(STRIKE))).text("or-legend")
    assert legend.split() == "direct speech indirect attitude source cue PERSON DATE MONEY".split()


def test_a_text_without_anything_has_no_legend(nlp):
    assert 'or-legend"' not in article_html(nlp("Nothing here."))


def test_an_empty_text(nlp):
    assert Page(article_html(nlp(""))).text("or-text") == ""


def test_labels_of_other_components_are_shown(nlp):
    doc = nlp("The Ever Given sailed.")
    doc.ents = [Span(doc, 1, 3, 'CUE "x"')]
    page = Page(article_html(doc))
    assert page.classes("Ever Given") == {"name"}
    assert page.labels() == ['CUE "x"']
    assert page.text("or-legend").strip() == 'CUE "x"'


# Nothing gets through


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> said Ana Souza & Co. &amp; &lt;",
        "“</div></section><img src=x onerror=alert(1)>,” said Ana Souza.",
        "<!-- “Never,” said Ana Souza -->",
        "“نعم,” said Ana Souza 👩🏽‍🍳\u200f.",
    ],
)
def test_markup_in_the_text_is_text(nlp, text):
    page = Page(article_html(nlp(text)))
    assert page.text("or-text") == text
    assert {tag for tag, _ in page.elements} <= {"section", "style", "div", "p", "mark", "u", "i", "b", "data"}


def test_markup_in_a_name_is_text():
    name = 'Ana "><img src=x> Souza'
    doc = marked(f"“No,” said {name}.", names=(name,), contents=(("“No,”",),), cue="said", source=name)
    page = Page(article_html(doc))
    assert page.labels()[0] == name
    assert "img" not in {tag for tag, _ in page.elements}


PARTS = st.sampled_from(
    [
        "Ana Souza",
        "“No!”",
        "said",
        " ",
        ". ",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "<b>",
        "&amp;",
        "&",
        '"',
        "👩‍👩‍👧",
        "\u200fעברית",
        "\u2028",
        "\0",
    ]
)
TEXTS = st.lists(PARTS | st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=12).map("".join)


# Making one takes as long as many examples.
BLANK = spacy.blank("en")


@st.composite
def docs(draw):
    """Docs with names and quotes anywhere: nested, crossing, over line ends."""
    doc = BLANK.make_doc(draw(TEXTS))
    places = st.tuples(st.integers(0, len(doc)), st.integers(0, len(doc))).map(sorted).filter(lambda p: p[0] < p[1])
    spans = draw(st.lists(places, max_size=8)) if len(doc) else []
    doc.set_ents(spacy.util.filter_spans([Span(doc, *place, "ORG") for place in spans[::2]]))
    ids = [f"q{number}" for number in range(len(spans))]
    roles = {"quotes": draw(st.sampled_from(["SPEECH", "ATTITUDE"])), "cues": "CUE", "speakers": "SOURCE"}
    for number, (key, label) in enumerate(roles.items()):
        found = [Span(doc, *place, label, span_id=id_) for place, id_ in zip(spans[number:], ids, strict=False)]
        doc.spans[key] = SpanGroup(doc, name=key, spans=found)
    doc.spans["quotes"].attrs.update(scores=dict.fromkeys(ids, 0.5), speakers={})
    return doc


@settings(deadline=None)
@given(docs())
def test_without_its_tags_the_article_is_its_text(doc):
    assert Page(article_html(doc)).text("or-text") == doc.text


def test_a_doc_that_was_stored_looks_the_same(nlp):
    doc = nlp(STRIKE)
    [again] = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert article_html(again) == article_html(doc)


# How it is shown


def test_the_notebook_keeps_its_own_style(nlp):
    [style] = re.findall(r"<style>(.*?)</style>", article_html(nlp("")), flags=re.DOTALL)
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+)\{", style):
        assert all(".onrecord" in selector for selector in selectors.split(","))


def test_every_label_has_a_colour_of_its_own(nlp):
    html = article_html(nlp(""))
    plain = {"MISC"}
    for label in set(MEANINGS) - plain:
        for word in label.lower().split():
            assert word == "speech" or f".or-{word}" in html


def test_show(nlp, tmp_path):
    shown = onrecord.show(nlp(STRIKE))
    assert shown._repr_html_() == shown.html == str(shown) == show(nlp(STRIKE)).html
    assert repr(shown) == f"<an article as HTML, {len(shown.html):,} characters>"
    page = shown.save(tmp_path / "article.html").read_bytes().decode()
    assert page.startswith("<!doctype html>")
    assert shown.html in page

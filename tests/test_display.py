"""The coloured article: nothing of the text is lost, added or let through as HTML."""

import re
import time
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin, Span, SpanGroup

import onrecord
from onrecord.display import MEANINGS, article_html, show
from onrecord.marks import set_marks
from onrecord.pipeline import set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.sources.found import Mark
from tests.stand_in import load

STRIKE = (
    "Dockers walk out\r\n\r\n“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\n"
    "“Never,” said the mayor."
)


@pytest.fixture(scope="module")
def nlp():
    nlp = load()
    # Claims are a layer of their own, and have tests of their own below.
    nlp.disable_pipe("stand_in_claims")
    return nlp


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
        if tag == "input":
            return
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
        words = {name.removeprefix("or-") for name in found} - {"onrecord", "text", "first", "last"}
        return {word for word in words if not re.fullmatch(r"q[0-9]+", word)}

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
        ("She", {"source", "mention", "person"}),
        ("win ", {"quote", "indirect", "attitude"}),
        ("$5,000", {"quote", "indirect", "attitude", "name", "money"}),
        ("the mayor", {"source", "mention", "person"}),
    ],
)
def test_marks(nlp, stretch, classes):
    text = STRIKE if stretch != "said" else STRIKE.split("She")[0]
    assert Page(article_html(nlp(text))).classes(stretch) == classes


def test_the_speaker_as_resolved_stands_after_the_quote(nlp):
    assert Page(article_html(nlp(STRIKE))).labels()[:3] == ["Ana Souza", "PERSON", "Ana Souza"]
    start = STRIKE.index("win")
    place = f"characters {start}–{start + len('win $5,000')}"
    title = f"q2: indirect attitude, speaker: Ana Souza, cue “hopes to”, source “She”, score 0.81, {place}"
    assert title in {attrs.get("title") for _, attrs in Page(article_html(nlp(STRIKE))).elements}


def test_a_quote_without_a_speaker_says_so():
    doc = marked("“Never,” it was heard.", contents=(("“Never,”",),))
    assert Page(article_html(doc)).labels() == ["?"]
    assert "speaker not known" in article_html(doc)


def test_a_quote_in_pieces_has_one_label():
    doc = marked("“We will,” she said, “appeal.”", contents=(("“We will,”", "“appeal.”"),), cue="said", source="she")
    page = Page(article_html(doc))
    assert page.classes("“We will,”") == page.classes("“appeal.”") == {"quote", "direct", "speech"}
    assert len(page.labels()) == 1


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
    assert html.count('tabindex="0"') == 2
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


# What is no running text

CLEANED = """Dockers walk out

“We will appeal,” said Ana Souza. She hopes to win.

Ana Souza @anasouza: See you in court.

Leave a Reply
Your email address will not be published. Required fields are marked *
"""


def cleaned(nlp):
    """A page with an embedded post and a comment form."""
    doc = nlp.make_doc(CLEANED)
    post, form = CLEANED.index("Ana Souza @"), CLEANED.index("Leave")
    set_marks(doc, [Mark(post, CLEANED.index("court.") + 6, "embed"), Mark(form, len(CLEANED) - 1, "boilerplate", 0.9)])
    return nlp(doc)


def test_marks_are_shown_in_place(nlp):
    html = article_html(cleaned(nlp))
    page = Page(html)
    assert page.text("or-boilerplate").endswith("Required fields are marked *")
    assert page.text("or-in-embed").strip() == "Ana Souza @anasouza: See you in court."
    assert '<p dir="auto" class="or-in-embed or-top or-bottom">' in html
    assert "embed" in page.labels()


def test_a_line_that_is_a_mark_in_part_has_no_frame(nlp):
    doc = nlp.make_doc("GENEVA, 2 June – Ana Souza left.")
    set_marks(doc, [Mark(0, 16, "dateline")])
    html = article_html(nlp(doc))
    assert "or-dateline" in html
    assert 'class="or-in-' not in html


def test_claims_are_shown_where_a_component_has_stored_some(nlp):
    doc = nlp("The port lost $5,000. Ana Souza left.")
    sentences = list(doc.sents)
    spans = [
        Span(doc, s.start, s.end, label, span_id=id_)
        for s, label, id_ in zip(sentences, ("CFS", "NFS"), "ab", strict=True)
    ]
    doc.spans["claims"] = SpanGroup(doc, name="claims", spans=spans)
    html = article_html(doc)
    assert Page(html).text("or-claim").endswith("The port lost $5,000.")
    assert "claims" in boxes(html)
    assert "claims" not in boxes(article_html(nlp(STRIKE)))


# Layers and lights


def boxes(html):
    return [attrs["value"] for tag, attrs in Page(html).elements if tag == "input"]


def test_there_is_a_box_for_each_layer_that_occurs(nlp):
    assert boxes(article_html(nlp(STRIKE))) == "quotes speakers sources cues names mentions".split()
    assert "marks" in boxes(article_html(cleaned(nlp)))
    assert boxes(article_html(nlp("Nothing here."))) == []


def test_every_layer_has_a_rule(nlp):
    html = article_html(cleaned(nlp))
    for name in boxes(html):
        assert re.search(rf"\.or-on-{name}:(not\(:checked\)|checked) ~ \.or-text ", html)


def test_all_parts_of_a_quote_light_together(nlp):
    html = article_html(nlp("“We will appeal,” said Ana Souza."))
    assert ".onrecord p:has(.or-q1:hover) .or-q1,.onrecord p:has(.or-q1:focus) .or-q1 {" in html
    page = Page(html)
    assert page.text("or-q1") == "“We will appeal,”saidAna Souza"


def test_a_quote_over_paragraphs_lights_across_them():
    doc = marked("“We won.\n“At last,” she said.", contents=(("“We won.", "“At last,”"),), cue="said", source="she")
    assert ".onrecord:has(.or-q1:hover) .or-q1" in article_html(doc)


def test_every_mark_says_where_it_stands(nlp):
    text = "😀 “We will appeal,” said Ana Souza.\r\nShe hopes to win."
    for _, attrs in Page(article_html(nlp(text))).elements:
        if "data-start" in attrs:
            start, end = int(attrs["data-start"]), int(attrs["data-end"])
            assert attrs["title"].endswith(f", characters {start}–{end}")
            assert text[start:end].strip()


def test_a_long_article_is_shown_at_once(nlp):
    doc = nlp("“We will appeal,” said Ana Souza on Monday. She hopes to win $5,000.\n" * 1600)
    began = time.process_time()
    html = article_html(doc)
    assert time.process_time() - began < 5
    assert html.count("</") < 25_000


# Nothing gets through

OURS = set("section style input output div p mark u i b small span data script".split())


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
    assert {tag for tag, _ in page.elements} <= OURS


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
    for selectors in re.findall(r"([^{}]+)\{", style.replace("@media print {", "")):
        assert all(".onrecord" in selector for selector in selectors.split(","))


def test_every_label_has_a_colour_of_its_own(nlp):
    html = article_html(nlp(""))
    plain = {"MISC", "boilerplate", "teaser", "byline", "dateline"}
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

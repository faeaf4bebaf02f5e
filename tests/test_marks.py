"""Marks on Docs: where they are, and what does not count in them."""

import pytest
from spacy.tokens import DocBin

import onrecord
from onrecord.articles import Article
from onrecord.marks import NOBODYS, Marked, marks_of
from onrecord.pipeline import make_doc
from onrecord.sources import Mark
from tests.stand_in import load

SAID = "“We will appeal,” said Ana Souza."


@pytest.fixture(scope="module")
def nlp():
    return load()


def marked(doc):
    return [(span.label_, span.text) for span in doc.spans["marks"]]


def test_what_words_tell_is_marked(nlp):
    doc = nlp(f"{SAID}\nYour email address will not be published.")
    assert marked(doc) == [("BOILERPLATE", "Your email address will not be published.")]


def test_what_the_article_knows_counts_instead(nlp):
    text = f"{SAID}\nRui Costa on the pier"
    article = Article("a", text, marks=(Mark(len(SAID) + 1, len(text), "caption", 0.75),))
    doc = nlp(make_doc(nlp, article))
    assert marked(doc) == [("CAPTION", "Rui Costa on the pier")]
    assert marks_of(doc) == article.marks


def test_marks_may_end_within_a_token(nlp):
    text = "Photo:AFP“No!” said Ana Souza."
    doc = nlp(make_doc(nlp, Article("a", text, marks=(Mark(0, 9, "caption"),))))
    assert marked(doc) == [("CAPTION", "Photo:AFP")]
    assert [quote.content[0].text for quote in onrecord.quotes(doc)] == ["“No!”"]


def test_marks_come_back_from_disk(nlp):
    doc = nlp(f"{SAID}\nAdvertisement")
    [restored] = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    assert marks_of(restored) == marks_of(doc) != ()


@pytest.mark.parametrize(
    ("kind", "names", "quotes"),
    [
        ("boilerplate", 0, 0),
        ("teaser", 0, 0),
        ("embed", 1, 0),
        ("byline", 1, 0),
        ("dateline", 1, 0),
        ("caption", 1, 1),
    ],
)
def test_what_counts_in_a_mark(nlp, kind, names, quotes):
    doc = nlp(make_doc(nlp, Article("a", SAID, marks=(Mark(0, len(SAID), kind),))))
    assert (len(doc.ents), len(list(onrecord.quotes(doc)))) == (names, quotes)


def test_who_wrote_it_is_not_whom_it_is_about(nlp):
    doc = nlp("By Rui Costa\nAna Souza left. The minister said he would stay.")
    he = next(mention for mention in doc.spans["mentions"] if mention.text == "he")
    assert {entity.id: entity.name for entity in onrecord.entities(doc)}[he.id_] != "Rui Costa"


@pytest.mark.parametrize(
    ("start", "end", "covered"), [(0, 5, True), (2, 9, True), (4, 12, False), (20, 25, True), (12, 14, False)]
)
def test_marks_that_overlap(nlp, start, end, covered):
    article = Article("a", "x" * 30, marks=(Mark(0, 10, "teaser"), Mark(2, 6, "boilerplate"), Mark(20, 30, "teaser")))
    assert Marked(make_doc(nlp, article), NOBODYS).covers(start, end) is covered

"""The article that On Record was started for: scraped technology news, with an embedded post and form debris.

It is not ours, so it is not here; these tests look for it beside the checkout.
"""

import re
from pathlib import Path

import pytest

import onrecord

ARTICLE = Path(__file__).parents[2] / "shared" / "articles" / "telegram.txt"

pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="needs the article, which is not ours, in ../shared")


@pytest.fixture(scope="module")
def doc():
    return onrecord.load()(ARTICLE.read_text(encoding="utf-8"))


def test_the_first_words_are_a_person(doc):
    first = doc.ents[0]
    assert (first.text, first.label_, first.start_char) == ("Pavel Durov", "PERSON", 0)


def test_all_direct_quotes_are_found_whole(doc):
    pieces = {piece.text for quote in onrecord.quotes(doc) for piece in quote.content}
    # Short ones are words at arm's length inside of what the reporter says.
    sentences = [marked for marked in re.findall("“[^”]+”", doc.text) if len(marked.split()) > 3]
    assert len(sentences) == 3
    assert set(sentences) <= pieces


@pytest.mark.parametrize(("cue", "source"), [("wrote", "he"), ("has said", "The Telegram CEO")])
def test_pronouns_and_descriptions_are_resolved(doc, cue, source):
    [quote] = [quote for quote in onrecord.quotes(doc) if quote.cue is not None and quote.cue.text == cue]
    # A source may keep its relative clause: "The Telegram CEO, who was detained in France".
    assert quote.source.text.startswith(source)
    assert quote.speaker.name == "Pavel Durov"


def test_form_and_embedded_post_are_marked(doc):
    marks = {span.label_: span for span in doc.spans["marks"]}
    assert set(marks) == {"EMBED", "BOILERPLATE"}
    form, post = marks["BOILERPLATE"], marks["EMBED"]
    assert form.text.startswith("Your email address will not be published.")
    assert not [mention for entity in onrecord.entities(doc) for mention in entity.mentions if mention.end > form.start]
    quoted = [piece for quote in onrecord.quotes(doc) for piece in quote.content]
    assert not [piece for piece in quoted if post.start <= piece.start < post.end]
    names = {mention.text for mention in doc.spans["mentions"] if post.start <= mention.start < post.end}
    assert "John Scott-Railton" in names


def test_the_embedded_post_is_a_row_of_its_own(doc):
    [post] = onrecord.tables([doc]).posts.itertuples()
    assert (post.platform, post.handle, post.name) == ("X", "@jsrailton", "John Scott-Railton")
    assert post.date == "2024-09-23"
    assert doc.text[post.start : post.end] == post.text

"""What a page's elements say of its lines. All pages here are made up."""

import pytest
import trafilatura

from onrecord.lexicons import rows
from onrecord.sources.structure import Line, joined, lines

ONE = "The council of Porto Alvo voted on Thursday to sell the pier, by nine votes to eight."
TWO = "“Nobody asked us,” said Ines Duarte, who has sold fish there for thirty years."
THREE = "The buyer has not said what it will do with the pier, or when the works will begin."


def page(*parts):
    paragraphs = [part if part.startswith("<") else f"<p>{part}</p>" for part in parts]
    return trafilatura.load_html(f"<html><body><article>{''.join(paragraphs)}</article></body></html>")


def kinds(*parts, own, **options):
    """(line, kind) for an article of some lines in a page of some parts."""
    return [(line.text, line.kind) for line in lines(page(*parts), "\n".join(own), **options)]


RUNNING = [(ONE, None), (TWO, None), (THREE, None)]


def test_running_text_is_as_it_was():
    assert kinds(ONE, TWO, THREE, own=[ONE, TWO, THREE]) == RUNNING


@pytest.mark.parametrize(
    ("markup", "text", "kind"),
    [
        ("<figure><figcaption>Fishermen mend their nets</figcaption></figure>", "Fishermen mend their nets", "caption"),
        ('<div class="wp-caption"><p class="wp-caption-text">The pier</p></div>', "The pier", "caption"),
        ('<figure><span class="credit">Rui Campos</span></figure>', "Rui Campos", "caption"),
        ('<blockquote class="twitter-tweet"><p>No port has room</p></blockquote>', "No port has room", "embed"),
        ('<blockquote class="bluesky-embed">No port has room</blockquote>', "No port has room", "embed"),
    ],
)
def test_what_was_left_out_comes_back_marked(markup, text, kind):
    found = kinds(ONE, markup, TWO, THREE, own=[ONE, TWO, THREE])
    assert found == [(ONE, None), (text, kind), (TWO, None), (THREE, None)]


@pytest.mark.parametrize(
    ("markup", "text", "kind"),
    [
        ('<p class="byline">Ana Souza in Porto Alvo</p>', "Ana Souza in Porto Alvo", "byline"),
        ('<div class="author-bio"><p>Ana lives in Lisbon.</p></div>', "Ana lives in Lisbon.", "byline"),
        ('<p><a href="/x">Why the town is broke</a></p>', "Why the town is broke", "teaser"),
        ('<aside class="related-stories"><p>Why the town is broke</p></aside>', "Why the town is broke", "teaser"),
        ('<div class="newsletter-signup"><p>All news by mail</p></div>', "All news by mail", "boilerplate"),
        ('<div class="share-buttons">Tell a friend</div>', "Tell a friend", "boilerplate"),
        ("<footer><p>Harbour Media, Porto Alvo</p></footer>", "Harbour Media, Porto Alvo", "boilerplate"),
        # What is no sign of anything
        ('<p class="shareholder">Ana Souza voted.</p>', "Ana Souza voted.", None),
        ('<div class="field-label-hidden"><p>Nobody else did.</p></div>', "Nobody else did.", None),
        ('<h2><a href="#votes">The votes</a></h2>', "The votes", None),
        (
            '<p><a href="/x">He voted no</a>, she voted yes, the others went.</p>',
            "He voted no, she voted yes, the others went.",
            None,
        ),
    ],
)
def test_a_line_that_is_no_running_text(markup, text, kind):
    found = kinds(ONE, markup, TWO, THREE, own=[ONE, text, TWO, THREE])
    assert found == [(ONE, None), (text, kind), (TWO, None), (THREE, None)]


def test_a_list_of_links_is_one_of_other_articles():
    links = "<ul><li><a href='/a'>Why the town is broke</a></li><li><a href='/b'>The buyer's yachts</a></li></ul>"
    own = [ONE, "- Why the town is broke", "- The buyer's yachts", TWO]
    assert [kind for _, kind in kinds(ONE, links, TWO, own=own)] == [None, "teaser", "teaser", None]
    mixed = "<ul><li><a href='/a'>The pier</a></li><li>the beach, and both of its huts</li></ul>"
    own = [ONE, "- The pier", "- the beach, and both of its huts", TWO]
    assert [kind for _, kind in kinds(ONE, mixed, TWO, own=own)] == [None, None, None, None]


def test_an_element_that_holds_the_article_says_nothing():
    tree = trafilatura.load_html(
        f"<html><body class='newsletter'><div class='share related'>"
        f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></div></body></html>"
    )
    assert [(line.text, line.kind) for line in lines(tree, "\n".join([ONE, TWO, THREE]))] == RUNNING


def test_a_paragraph_among_those_of_the_article_comes_back():
    assert kinds(ONE, TWO, THREE, own=[ONE, THREE]) == RUNNING
    # Not so what is repeated, or leads elsewhere.
    assert kinds(ONE, ONE, f'<p class="pullquote">{TWO}</p>', THREE, own=[ONE, THREE]) == [(ONE, None), (THREE, None)]
    assert kinds(ONE, f'<p><a href="/x">{TWO}</a></p>', THREE, own=[ONE, THREE]) == [(ONE, None), (THREE, None)]


def test_the_headline_is_left_out_and_the_standfirst_comes_back():
    markup = ("<h1>Council sells the pier</h1>", f"<h2>{TWO}</h2>", ONE, THREE)
    found = kinds(
        *markup, own=["Council sells the pier", ONE, THREE], headlines=["Council sells the pier"], description=TWO
    )
    assert found == [(TWO, None), (ONE, None), (THREE, None)]
    assert kinds(*markup, own=[ONE, THREE]) == [(ONE, None), (THREE, None)]


def test_paragraphs_that_were_run_together_are_parted():
    parts = [f"{paragraph} It is number {number}." for number, paragraph in enumerate([ONE, TWO, THREE] * 3)]
    tree = trafilatura.load_html("<html><body>" + "".join(f"<div>{part}</div>" for part in parts) + "</body></html>")
    assert [line.text for line in lines(tree, " ".join(parts))] == parts


def test_lines_that_are_not_in_the_page_stay():
    assert kinds(ONE, THREE, own=[ONE, "Something else", THREE]) == [
        (ONE, None),
        ("Something else", None),
        (THREE, None),
    ]
    assert kinds(own=["Something else"]) == [("Something else", None)]


def test_joined_lines_and_their_marks():
    text, marks = joined([Line("The port 🙂"), Line("Workers", "caption", 0.9), Line("It opens.")])
    assert text == "The port 🙂\nWorkers\nIt opens."
    assert [(mark.kind, text[mark.start : mark.end]) for mark in marks] == [("caption", "Workers")]
    assert joined([]) == ("", ())


def test_the_names_of_elements_are_well_formed():
    columns, *entries = rows("page_elements")
    assert columns == ("kind", "names")
    assert {kind for kind, _ in entries} == {
        "embed",
        "caption",
        "figure",
        "byline",
        "teaser",
        "boilerplate",
        "repeated",
    }
    assert all(names == names.lower() or "\\" in names for _, names in entries)

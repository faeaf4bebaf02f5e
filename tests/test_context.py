"""Rows of tables in their context, and words in all their contexts."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from onrecord import Article, Problem
from tests.stand_in import load
from tests.test_display import OURS, Page

TEXT = (
    "Dockers walk out\r\n\r\n😀 “We will appeal,” said Ana Souza on Monday.\r\n"
    "She hopes to win.\r\nThe port is shut. A report is due."
)
ARTICLE = Article("port", TEXT, title="Dockers <walk> out")
OTHER = Article("other", "The Port of Sines.\nThe port  of Porto.")
ARTICLES = [ARTICLE, Problem("x.txt", "is empty", "Nothing to do."), OTHER]


@pytest.fixture(scope="module")
def tables():
    return onrecord.tables([(load()(TEXT), ARTICLE)])


# Rows


@pytest.mark.parametrize("name", ["quotes", "entities", "mentions"])
def test_every_row_shows_in_its_context(tables, name):
    table = getattr(tables, name)
    assert len(table)
    for _, row in table.iterrows():
        page = Page(onrecord.context(row, ARTICLES).html)
        assert page.text("or-found") == row["text"]
        assert page.text("or-where") == f"port Dockers <walk> out {row['start']}–{row['end']}"


def test_of_a_quote_the_cue_and_the_source_are_marked(tables):
    page = Page(onrecord.context(tables.quotes.iloc[0], ARTICLE).html)
    assert (page.text("or-cue"), page.text("or-source")) == ("said", "Ana Souza")


def test_as_many_lines_are_shown_as_are_asked_for(tables):
    row = tables.quotes.iloc[0]
    shown = {n: Page(onrecord.context(row, ARTICLE, around=n).html).text("or-text") for n in (0, 1, 9)}
    assert shown[0] == "😀 “We will appeal,” said Ana Souza on Monday.\r\n"
    assert shown[1] == TEXT[: TEXT.index("The port")]
    assert shown[9] == TEXT


def test_a_table_shows_all_its_rows(tables):
    shown = onrecord.context(tables.quotes, ARTICLES)
    assert shown.html.count('class="or-where"') == len(tables.quotes) == 2
    assert repr(shown) == f"<2 rows in context as HTML, {len(shown.html):,} characters>"


def test_of_many_rows_the_first_are_shown(tables):
    html = onrecord.context(pd.concat([tables.quotes] * 3), ARTICLES, most=2).html
    assert html.count('class="or-where"') == 2
    assert "… and 4 more rows" in html


def test_a_quote_in_pieces_is_marked_in_pieces():
    article = Article("a", "“We will,” she said, “appeal.”")
    row = pd.Series({"article": "a", "start": 0, "end": 30, "text": article.text, "pieces": [[0, 10], [21, 30]]})
    assert Page(onrecord.context(row, article).html).text("or-found") == "“We will,”“appeal.”"


def test_what_is_wrong_is_said(tables):
    row = tables.quotes.iloc[0]
    with pytest.raises(KeyError, match="no article 'port'"):
        onrecord.context(row, OTHER)
    with pytest.raises(ValueError, match="another version"):
        onrecord.context(row, Article("port", "Changed since."))
    with pytest.raises(ValueError, match="there is no end, start"):
        onrecord.context(tables.articles.iloc[0], ARTICLES)


def test_markup_is_text():
    article = Article("<b>", "<script>alert(1)</script>", title="<img src=x>")
    row = pd.Series({"article": "<b>", "start": 0, "end": 8, "kind": '"><img>'})
    assert {tag for tag, _ in Page(onrecord.context(row, article).html).elements} <= OURS | {"h4", "code"}
    html = onrecord.concordance(article, "alert")._repr_html_()
    assert {tag for tag, _ in Page(html).elements} <= OURS | {"table", "tr", "td", "bdi"}


# Words


@pytest.mark.parametrize(
    ("word", "matches"),
    [
        ("port", ["port", "Port", "port"]),
        ("*port", ["port", "report", "Port", "port"]),
        ("port*", ["port", "Port", "port", "Porto"]),
        ("port of", ["Port of", "port  of"]),
        (" appeal ", ["appeal"]),
        ("strike", []),
        ("w*l", ["will"]),
        ("(", None),
    ],
)
def test_concordance(word, matches):
    found = onrecord.concordance(ARTICLES, word).data
    assert found["match"].tolist() == (matches or [])


def test_a_match_stands_where_it_says():
    texts = {article.id: article.text for article in (ARTICLE, OTHER)}
    for row in onrecord.concordance(ARTICLES, "port*").data.itertuples():
        assert texts[row.article][row.start : row.end] == row.match


def test_sides_end_where_their_line_does():
    row = onrecord.concordance(ARTICLE, "hopes", width=40).data.iloc[0]
    assert (row["left"], row["right"]) == ("She ", " to win.")
    assert pd.isna(onrecord.concordance(ARTICLE, "Dockers").data.iloc[0]["left"])


def test_width_and_case():
    assert onrecord.concordance(ARTICLE, "hopes", width=3).data.iloc[0]["left"] == "he "
    assert len(onrecord.concordance(ARTICLES, "Port", match_case=True)) == 1


def test_only_within_rows(tables):
    assert len(onrecord.concordance(ARTICLES, "we", within=tables.quotes)) == 1
    assert len(onrecord.concordance(ARTICLES, "monday", within=tables.quotes)) == 0


def test_an_empty_word_is_refused():
    with pytest.raises(ValueError, match="at least one letter"):
        onrecord.concordance(ARTICLE, " * ")


def test_no_match_is_a_table_with_its_columns():
    found = onrecord.concordance([], "port")
    assert found.data.columns.tolist() == ["article", "left", "match", "right", "start", "end"]
    assert (len(found), repr(found)) == (0, "<a concordance of 0 lines>")
    assert found._repr_html_()


def test_a_long_one_says_how_many_more_there_are():
    found = onrecord.concordance(Article("a", "port\n" * 250), "port")
    assert "… and 50 more" in found._repr_html_()


@given(st.text("ab *()\\.[]é\n", max_size=20), st.text("ab*(\\[. é", min_size=1, max_size=6))
def test_any_word_is_a_word(text, word):
    if word.strip(" *"):
        for row in onrecord.concordance(Article("a", text), word).data.itertuples():
            assert text[row.start : row.end] == row.match

"""The text of HTML fragments."""

import time

import pytest
from lxml import html

from onrecord.sources.markup import text_of

TEXTS = [
    ("", ""),
    (" \n ", ""),
    ("No markup, 5 < 6 & 7 > 6.", "No markup, 5 < 6 & 7 > 6."),
    ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
    ("<p>One.<p>Two.", "One.\nTwo."),
    ("One.<div>Two.</div>Three.", "One.\nTwo.\nThree."),
    ("<h2>Pier sold</h2>By Ana<br>Souza<br><br/>in Porto", "Pier sold\nBy Ana\nSouza\nin Porto"),
    # Inline tags glue nothing and split nothing.
    ("<p>Mc<b>Cain</b> said</p>", "McCain said"),
    ("<p>said <b> Ana </b> Souza</p>", "said Ana Souza"),
    ("<p>said <b>Ana</b>\n<i>Souza</i>.</p>", "said Ana Souza."),
    ("<p>Du<span style='color:red'>ar</span>te<a href='x'></a>s</p>", "Duartes"),
    ("<p>Du<!-- x -->arte<wbr>s<?php x ?>.</p>", "Duartes."),
    # White space, as a browser does it.
    ("<p>  one \r\n\t two\n</p>\n\n<p> three</p>", "one two\nthree"),
    ("<p>5&nbsp;000 euros&nbsp;</p><p>&nbsp;</p><p>x\u2009y\u200bz</p>", "5\u00a0000 euros\nx\u2009y\u200bz"),
    ("<pre>one  two\r\n  three\n\nfour</pre>five", "one  two\nthree\nfour\nfive"),
    # Entities.
    ("<p>&ldquo;N&atilde;o&rdquo; &amp; &#8364;5 &#x1F600; &#150; &nosuch;</p>", "“Não” & €5 😀 – &nosuch;"),
    ("<p>&lt;b&gt;</p>", "<b>"),
    # Emoji, right to left, halves of characters.
    ("<p>👩‍🚒 שלום <b>עולם</b>\u200f مرحبا</p>", "👩‍🚒 שלום עולם\u200f مرحبا"),
    ("<p>half \ud83d a</p>", "half ? a"),
    ("<p>a\0b</p>", "a\ufffdb"),
    # Soft hyphens are places for a hyphen.
    ("<p>Bundes&shy;kanz\u00adler-Amt</p>", "Bundeskanzler-Amt"),
    # Tables, lists.
    ("<table><tr><th>Yes</th><td></td><td>51</td></tr><tr><td>No</td><td>49</td></table>", "Yes\t51\nNo\t49"),
    ("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr></table>", "One.\nTwo.\nThree."),
    ("<ul><li>one<ul><li>two</ul><li>three</ul>", "one\ntwo\nthree"),
    ("<dl><dt>Pier</dt><dd>sold</dd></dl>", "Pier\nsold"),
    # What a browser adds, and what it does not show.
    ("<p><q>He said <q>never</q> twice</q>, she wrote.</p>", "“He said ‘never’ twice”, she wrote."),
    ("a<script>var x = '<p>no</p>'</script>b<style>p {}</style>c<template><p>no</p></template>", "abc"),
    ("<head><title>no</title></head><body><p>yes</p><noscript>no</noscript></body>", "yes"),
    ("<p>a<span hidden>no</span>b</p><div style='DISPLAY : none'>no<p>no</p></div><p>c</p>", "ab\nc"),
    ("<div style='max-height:0px; overflow:hidden'>preview</div>seen", "seen"),
    ("<p hidden>no<p>yes", "yes"),
    ("<div style='max-height:0.5em'>yes</div>", "yes"),
    ("<button>Share</button><select><option>no</select><textarea>no</textarea>yes", "yes"),
    ("<a style='display:block'>one</a><a style='display: block'>two</a>", "one\ntwo"),
    ("<figure><img alt='no'><figcaption>The pier.</figcaption></figure>", "The pier."),
    # The numbers of notes, and other raised numbers.
    (
        "<p>harbour<sup><a href='#n1'>1</a></sup>, <a epub:type='noteref' href='#n2'>2</a>km<sup>2</sup></p>",
        "harbour, km2",
    ),
    ("<p>the <sup><a href='x'>harbour</a></sup></p>", "the harbour"),
    # Bad markup.
    ("<p>cut <b>of", "cut of"),
    ("<p>one</div></b></p>two", "one\ntwo"),
    ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", "é"),
]


@pytest.mark.parametrize(("markup", "text"), TEXTS)
def test_text_of_a_fragment(markup, text):
    assert text_of(markup) == text


def test_an_element_is_read_without_what_follows_it():
    [first, _] = html.fromstring("<div><p>One <b>two</b></p> tail<p>Three</p></div>").iterchildren()
    assert text_of(first) == "One two"


def test_xhtml_has_names_in_a_namespace():
    from lxml import etree

    root = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>a</p><script/><p>b</p></body></html>')
    assert text_of(root) == "a\nb"


@pytest.mark.parametrize("tag", ["div", "b", "td", "blockquote", "q"])
def test_deep_nesting_loses_nothing_and_takes_no_time(tag):
    markup = f"<p>before</p>{f'<{tag}>' * 50_000}deep{f'</{tag}>' * 50_000}<script>no</script><p>after</p>"
    started = time.perf_counter()
    assert [line.strip("“”‘’") for line in text_of(markup).split("\n")] == ["before", "deep", "after"]
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "markup",
    [
        "<a " + " ".join(f"a{number}='1'" for number in range(100_000)) + ">x</a>",
        "<p>" * 100_000 + "x",
        "<" * 200_000 + "<p>x",
        "x<!--" * 100_000,
        "<b" * 100_000,
        "x " * 200_000,
        "&" * 200_000,
        " \n" * 200_000 + "x",
    ],
    ids=["attributes", "paragraphs", "brackets", "comments", "open tags", "words", "ampersands", "space"],
)
def test_much_of_anything_takes_no_time(markup):
    started = time.perf_counter()
    text_of(markup)
    assert time.perf_counter() - started < 5

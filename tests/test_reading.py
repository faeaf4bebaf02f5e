"""Reading articles: what comes in unharmed, and what is said of what cannot be read."""

import json
import os
import re
import socket
from dataclasses import replace
from datetime import date as Date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.articles import Article, as_line
from onrecord.finding import Problem, find_files
from onrecord.reading import read_articles
from onrecord.sources import KINDS, Limits, Mark, Post

HEADLINE_AND_BODY = "Council sells the pier\n\n“Never,” said Ines Duarte."

PAGE = """<!DOCTYPE html>
<html lang="pt-BR"><head><title>Porto vende o cais</title>
<meta property="article:published_time" content="2025-10-09T08:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Porto vende o cais</h1>
<p>“Nunca,” disse Inês Duarte na quinta-feira, depois de uma reunião de seis horas com os moradores.</p>
<p>A câmara vendeu o cais por dois milhões, e os pescadores souberam disso pelo jornal da manhã seguinte.</p>
<p>Ninguém sabe ainda o que o comprador fará dele, nem quando as obras começam, nem quem as pagará no fim.</p>
</article><section class="comments"><p>First!</p></section></body></html>"""


def read(*paths, **options):
    return list(read_articles(paths, **options))


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# Texts


@pytest.mark.parametrize(
    "text",
    [
        "One line.",
        "Windows\r\nline\r\nends.\r\n",
        "Old Mac\rline ends",
        "  spaces kept  \n\n\n",
        "no-break\u00a0space, zero\u200bwidth, line\u2028separator",
        "family 👩‍👩‍👧, flag 🇵🇹, e + \u0301 apart",
        "\u200fشالوم\u200e and עברית",
        "tab\tand form feed\f",
    ],
)
def test_text_comes_in_as_it_stands(tmp_path, text):
    [article] = read(put(tmp_path, "a.txt", text))
    assert article.text == text
    assert article.warnings == ()


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text.strip() and text[0] != "\ufeff"
    )
)
def test_any_text_comes_in_as_it_stands(tmp_path_factory, text):
    [article] = read(put(tmp_path_factory.mktemp("in"), "a.txt", text))
    assert article.text == text


def test_byte_order_mark_is_not_part_of_the_text(tmp_path):
    assert read(put(tmp_path, "a.txt", b"\xef\xbb\xbfHello there."))[0].text == "Hello there."


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("A NUL\0here and another\0", "2 control characters, the first (U+0000) at 5"),
        ("Escape \x1b[31m", "1 control characters, the first (U+001B) at 7"),
        ("C1 \x93quote\x94", "2 control characters, the first (U+0093) at 3"),
        ("caf\ufffd", "1 characters were lost before (�), the first at 3"),
    ],
)
def test_odd_characters_stay_and_are_told(tmp_path, text, warning):
    [article] = read(put(tmp_path, "a.txt", text))
    assert article.text == text
    assert article.warnings == (warning,)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (HEADLINE_AND_BODY, "Council sells the pier"),
        ("\n\n  Will it rain? \nNobody knows.", "Will it rain?"),
        ("# A heading\n\nText.", "A heading"),
        ("“We won”\r\n\r\nText.", "“We won”"),
        ("Only one line", None),
        ("A sentence with a full stop.\nAnother.", None),
        ("He said: “It is a sentence.”\nAnother.", None),
        ("In this issue:\nText.", None),
        ("x" * 151 + "\nText.", None),
        ("#\nText.", "#"),
    ],
)
def test_first_line_is_the_title_if_it_looks_like_a_headline(tmp_path, text, title):
    assert read(put(tmp_path, "a.txt", text))[0].title == title


# Ids and sources


def test_id_is_the_stem_and_source_the_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "in/port.strike.txt", HEADLINE_AND_BODY)
    [article] = read("in")
    assert article.id == "port.strike"
    assert article.path == os.path.join("in", "port.strike.txt")


def test_ids_are_unique(tmp_path):
    for name in ("a/report.txt", "b/report.txt", "b/report-2.txt", "c/report.md"):
        put(tmp_path, name, "Text.")
    assert [article.id for article in read(tmp_path)] == ["report", "report-2", "report-3", "report-4"]


def test_folders_are_read_in_order_of_names_and_hidden_files_skipped(tmp_path):
    for name in ("b.txt", "a/z.txt", "c/1.txt", ".hidden.txt", ".git/x.txt", "a/.DS_Store"):
        put(tmp_path, name, "Text.")
    found = read(tmp_path)
    assert [item.id for item in found if isinstance(item, Article)] == ["z", "b", "1"]
    hidden = [item for item in found if isinstance(item, Problem)]
    assert [os.path.relpath(item.path, tmp_path) for item in hidden] == [
        ".git",
        ".hidden.txt",
        os.path.join("a", ".DS_Store"),
    ]
    assert all(item.skipped and item.reason == "it is hidden" for item in hidden)


def test_a_file_named_twice_is_read_once(tmp_path):
    file = put(tmp_path, "a.txt", "Text.")
    assert len(read(file, str(file), tmp_path)) == 1


def test_paths_may_be_one_or_several_in_either_form(tmp_path):
    file = put(tmp_path, "a.txt", "Text.")
    assert list(read_articles(file)) == list(read_articles(str(file))) == list(read_articles([file]))


def test_a_folder_can_be_left_out(tmp_path):
    put(tmp_path, "a.txt", "Text.")
    put(tmp_path, "output/report.csv", "x")
    assert list(find_files(tmp_path, leave_out=tmp_path / "output")) == [str(tmp_path / "a.txt")]


# JSON lines


def jsonl(folder, *lines):
    rows = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return put(folder, "in.jsonl", b"\n".join(rows))


def test_jsonl_fields(tmp_path):
    file = jsonl(
        tmp_path,
        {
            "id": "x1",
            "text": "One.",
            "title": "T",
            "date": "2025-10-09T08:00Z",
            "url": "https://a.example/1",
            "language": "en",
        },
        {"id": 7, "text": "Two.", "source": "The Gazette"},
        {"text": "Three.", "more": [1, 2]},
    )
    assert read(file) == [
        Article(
            "x1",
            "One.",
            title="T",
            url="https://a.example/1",
            published="2025-10-09T08:00Z",
            language="en",
            path=str(file),
            member="1",
        ),
        Article("7", "Two.", outlet="The Gazette", path=str(file), member="2"),
        Article("in#3", "Three.", path=str(file), member="3", metadata={"more": [1, 2]}),
    ]


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"date": "9 October"}, 'the date "9 October" is not one like 2025-10-09 and was left out'),
        ({"date": "2025-02-30"}, 'the date "2025-02-30" is not one like 2025-10-09 and was left out'),
        ({"date": 1760000000}, '"date" is not a string and was left out'),
        ({"title": ["a"]}, '"title" is not a string and was left out'),
        ({"id": True}, '"id" is not a string and was left out'),
    ],
)
def test_jsonl_fields_that_are_no_good_are_left_out_and_told(tmp_path, fields, warning):
    [article] = read(jsonl(tmp_path, {"text": "One.", **fields}))
    assert article == Article("in#1", "One.", path=str(tmp_path / "in.jsonl"), member="1", warnings=(warning,))


def test_an_id_given_twice_is_told(tmp_path):
    one, two = read(jsonl(tmp_path, {"id": "a", "text": "One."}, {"id": "a", "text": "Two."}))
    assert (one.id, one.warnings) == ("a", ())
    assert (two.id, two.warnings) == ("a-2", ('the id "a" occurs more than once: this one is called "a-2"',))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "it is not JSON (Expecting value)"),
        (b'{"text": "cut', "it is not JSON (Unterminated string starting at)"),
        (b'{"text": "a", "n": NaN}', "it is not JSON (it cannot be read)"),
        (b"[" * 100_000, "it is not JSON (it cannot be read)"),
        (b'["text"]', "it is JSON, but not an object"),
        (b'{"id": "a"}', 'it has no "text"'),
        (b'{"text": null}', 'its "text" is not a string'),
        (b'{"text": "   "}', "it is empty"),
        (b'{"text": "caf\xe9"}', "it is not UTF-8: byte 13, 0xe9, in line 1"),
        (
            rb'{"text": "half \ud83d"}',
            r"it holds half a character, \ud83d, which no text can be written with",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path, line, reason):
    file = jsonl(tmp_path, {"text": "One."}, b"", line, {"text": "Four."})
    first, problem, last = read(file)
    assert (first.text, last.text) == ("One.", "Four.")
    assert (problem.path, problem.member, problem.reason) == (str(file), "3", reason)
    assert problem.advice


def test_jsonl_is_parted_by_line_feeds_only(tmp_path):
    file = put(tmp_path, "in.ndjson", '\ufeff{"text": "one\u2028line"}\r\n{"text": "two"}\r\n'.encode())
    assert [article.text for article in read(file)] == ["one\u2028line", "two"]


def test_a_line_that_is_too_long_is_passed_over_to_its_end(tmp_path):
    file = jsonl(tmp_path, {"text": "x" * 500}, {"text": "Two."})
    problem, article = read(file, limits=Limits(text_bytes=100))
    assert (problem.path, problem.member, problem.reason) == (str(file), "1", "it is larger than 100 bytes")
    assert (article.text, article.path, article.member) == ("Two.", str(file), "2")


# HTML


def test_html_gives_the_article_with_title_date_and_language(tmp_path):
    [article] = read(put(tmp_path, "page.html", PAGE))
    assert article.title == "Porto vende o cais"
    assert article.published == "2025-10-09T08:00:00+00:00"
    assert article.language == "pt-BR"
    assert article.text.splitlines()[-1].startswith("Ninguém sabe")
    assert "“Nunca,” disse Inês Duarte" in article.text
    assert not re.search("Home|First!|<", article.text)


def test_html_may_declare_another_encoding(tmp_path):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">')
    [article] = read(put(tmp_path, "page.htm", page.encode("windows-1252")))
    assert "“Nunca,” disse Inês Duarte" in article.text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<html><body><script>build()</script></body></html>", "no article was found in this page"),
        (b"   ", "no article was found in this page"),
        (b"", "it is empty"),
        (b"\x00\x01\x02" * 50, "no article was found in this page"),
    ],
)
def test_html_without_article(tmp_path, page, reason):
    [problem] = read(put(tmp_path, "page.xhtml", page))
    assert isinstance(problem, Problem)
    assert problem.reason == reason


# What cannot be read


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b" \n\n ", "it is empty"),
        ("a.jsonl", b"\n\n", "it is empty"),
        ("a.txt", b"\xef\xbb\xbfabc\n\xff", "it is not UTF-8: byte 7, 0xff, in line 2"),
        ("a.txt", b"\xff\xfeabc", "it begins as UTF-16 does, but is not: byte 4 fits no character"),
        ("a.xyz", b"Hello", "files of the kind .xyz are not read"),
        ("README", b"Hello", "its name has no ending that tells its kind"),
        ("big.txt", b"x" * 2000, "it is larger than 1,000 bytes"),
        ("long.txt", b"x" * 900, "its text is longer than 800 characters"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path, name, content, reason):
    file = put(tmp_path, name, content)
    good = put(tmp_path, "good.txt", "Good.")
    problem, article = read(file, good, limits=Limits(text_bytes=1000, characters=800))
    assert (problem.path, problem.reason) == (str(file), reason)
    assert problem.advice.strip()
    assert article.text == "Good."


def test_an_unknown_kind_says_which_are_known(tmp_path):
    [problem] = read(put(tmp_path, "a.xyz", b"Hello"))
    assert all(ending in problem.advice for kind in KINDS for ending in kind.endings)


def test_what_is_not_there(tmp_path):
    (tmp_path / "empty").mkdir()
    missing, address, nul, folder = read(tmp_path / "no.txt", "https://a.example/x", "a\0b", tmp_path / "empty")
    assert missing.reason == "there is no such file or folder"
    assert address.reason == "addresses are not fetched unless that is allowed"
    assert nul.reason == "its name holds a NUL, which no file's name does"
    assert folder.reason == "there are no files in this folder"


def test_half_a_character_in_a_path_is_no_crash():
    [problem] = read("a\ud800.txt")
    problem.path.encode("utf-8")


def test_links(tmp_path):
    put(tmp_path, "in/a.txt", "Text.")
    try:
        (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "gone.txt")
        (tmp_path / "in" / "c.txt").symlink_to("c.txt")
        (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    except OSError:
        pytest.skip("links cannot be made here")
    article, broken, itself = read(tmp_path / "in")
    assert article.id == "a"
    assert broken.reason == "it is a link to what does not exist"
    assert itself.reason == "it is a link that leads back to itself"


@pytest.mark.skipif(os.name == "nt", reason="paths are short there")
def test_folders_that_lie_deep_within_one_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "~last.txt", "Last.")
    for _ in range(1500):
        os.mkdir("a")
        os.chdir("a")
    put(Path(), "b.txt", "Deep.")
    os.chdir(tmp_path)
    try:
        assert [article.text for article in read(".")] == ["Deep.", "Last."]
    finally:
        # Not every Python can remove what lies so deep.
        os.chdir(os.path.join(*["a"] * 1500))
        os.remove("b.txt")
        for _ in range(1500):
            os.chdir("..")
            os.rmdir("a")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.timeout(10)
def test_pipes_devices_and_sockets_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    os.mkfifo("a.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("b.txt")
        problems = read("a.txt", "b.txt", "/dev/zero")
    assert {problem.reason for problem in problems} == {"it is not a file but a pipe, a device or a socket"}


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    file = put(tmp_path, "a.txt", "Text.")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    [problem] = read(file)
    assert problem.reason == "you may not read it"


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_can_still_be_written_down(tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(name, "wb") as file:
            file.write(b"Text.")
    except OSError:
        pytest.skip("this disk takes no such name")
    [article] = read(tmp_path)
    assert article.id == "caf�"
    article.path.encode("utf-8")


# Patterns


@pytest.fixture
def saved(tmp_path, monkeypatch):
    for name in ("in/b.txt", "in/a.txt", "in/deep/er/c.txt", "in/d.md", "in/.hidden/e.txt", "in/p.png", "[x].txt"):
        put(tmp_path, name, name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("in/*.txt", ["in/a.txt", "in/b.txt"]),
        ("in/**/*.txt", ["in/a.txt", "in/b.txt", "in/deep/er/c.txt"]),
        ("**/?.md", ["in/d.md"]),
        ("*/deep/er/[a-c].txt", ["in/deep/er/c.txt"]),
        ("in/*/*.txt", []),
        ("in/.*/*.txt", ["in/.hidden/e.txt"]),
        ("in/de*", ["in/deep/er/c.txt"]),
        # The name of a file that is there is no pattern.
        ("[x].txt", ["[x].txt"]),
    ],
)
def test_patterns(saved, tmp_path, pattern, texts):
    for path in (pattern, str(tmp_path / pattern)):
        found = read(path)
        assert [item.text for item in found if isinstance(item, Article)] == texts
        if not texts:
            assert [item.reason for item in found] == ["no file has a name like this"]


def test_patterns_folders_and_files_in_any_mix(saved):
    found = read("in/d.md", "in/*", "in", "no*")
    assert [item.text for item in found if isinstance(item, Article)] == [
        "in/d.md",
        "in/a.txt",
        "in/b.txt",
        "in/deep/er/c.txt",
    ]
    problems = [(item.path.replace(os.sep, "/"), item.reason) for item in found if isinstance(item, Problem)]
    assert problems == [
        ("in/p.png", "it is a picture, not an article"),
        ("in/.hidden", "it is hidden"),
        ("no*", "no file has a name like this"),
    ]


@pytest.mark.timeout(20)
def test_patterns_do_not_follow_links_to_folders(saved):
    try:
        for name in ("one", "two"):
            os.symlink("..", f"in/{name}", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert [item.text for item in read("in/**/b.txt") if isinstance(item, Article)] == ["in/b.txt"]


@pytest.mark.parametrize("pattern", ["in/**x/*.txt", "in/[", "in/\0*", "x" * 5000 + "*", "in/[z-a].txt"])
def test_patterns_that_are_none(saved, pattern):
    [problem] = read(pattern)
    assert isinstance(problem, Problem)


# Written down and read again

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10)
MAYBE = st.none() | WORDS
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def articles(draw):
    text = draw(WORDS.filter(str.strip))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    marks = st.builds(
        lambda place, kind, score: Mark(*place, kind, score),
        places,
        st.sampled_from(["boilerplate", "embed", "caption", "byline", "dateline", "teaser"]),
        st.floats(0, 1),
    )
    posts = st.builds(lambda place, values: Post(*place, *values), places, st.tuples(MAYBE, MAYBE, MAYBE, MAYBE, MAYBE))
    return Article(
        draw(WORDS),
        text,
        *(draw(MAYBE) for _ in ("title", "byline", "outlet", "url")),
        published=draw(st.none() | st.dates().map(str)),
        modified=draw(st.none() | st.just("2025-10-09T08:00:00+01:00")),
        language=draw(MAYBE),
        section=draw(MAYBE),
        path=draw(WORDS),
        member=draw(MAYBE),
        metadata=draw(st.dictionaries(WORDS, JSON, max_size=3)),
        provenance=draw(st.dictionaries(WORDS, WORDS, max_size=3)),
        marks=tuple(draw(st.lists(marks, max_size=3))),
        posts=tuple(draw(st.lists(posts, max_size=3))),
    )


@given(st.lists(articles(), min_size=1, max_size=4, unique_by=lambda article: article.id))
def test_articles_as_lines_give_the_same_again(tmp_path_factory, written):
    file = put(tmp_path_factory.mktemp("in"), "a.jsonl", b"".join(map(as_line, written)))
    once = read(file)
    # Odd characters are a warning that comes with the first reading.
    assert [replace(article, warnings=()) for article in once] == written
    put(file.parent, "b.jsonl", b"".join(map(as_line, once)))
    assert read(file.parent / "b.jsonl") == once


def test_a_line_has_the_promised_fields():
    article = Article(
        "a1",
        "Buy now.",
        metadata={"day": Date(2025, 10, 9), "number": float("nan")},
        marks=(Mark(0, 8, "boilerplate", 0.5),),
        posts=(Post(0, 3, handle="@ana"),),
    )
    assert as_line(article).decode() == (
        '{"id": "a1", "path": null, "member": null, "title": null, "byline": null, "outlet": null, "url": null, '
        '"published": null, "modified": null, "language": null, "section": null, "text": "Buy now.", '
        '"marks": [{"start": 0, "end": 8, "kind": "boilerplate", "score": 0.5}], '
        '"posts": [{"start": 0, "end": 3, "platform": null, "handle": "@ana", "name": null, "date": null, '
        '"url": null}], "metadata": {"day": "2025-10-09", "number": null}, "provenance": {}, "warnings": []}\n'
    )


def test_metadata_without_end_is_left_out_and_told():
    metadata = {}
    for _ in range(100_000):
        metadata = {"in": metadata}
    written = json.loads(as_line(Article("a", "One.", metadata=metadata)))
    assert (written["metadata"], written["warnings"]) == ({}, ["what else the input says of it could not be kept"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("marks", [{"start": 0, "end": 99, "kind": "embed", "score": 1}]),
        ("marks", [{"start": -1, "end": 2, "kind": "embed", "score": 1}]),
        ("marks", [{"start": 0, "end": 2, "kind": "poem", "score": 1}]),
        ("marks", [{"start": 0, "end": 2, "kind": ["embed"], "score": 1}]),
        ("marks", [{"start": 0, "end": 2, "kind": "embed", "score": 2}]),
        ("marks", [{"start": True, "end": 2, "kind": "embed", "score": 1}]),
        ("marks", ["embed"]),
        ("marks", 5),
        ("posts", [{"start": 2, "end": 0}]),
        ("posts", [{"start": 0, "end": 2, "handle": 7}]),
    ],
)
def test_marks_and_posts_that_are_no_good_are_left_out_and_told(tmp_path, name, value):
    line = {**json.loads(as_line(Article("a", "He left."))), name: value}
    [article] = read(jsonl(tmp_path, line))
    assert (article.marks, article.posts) == ((), ())
    assert article.warnings == (f'some of its "{name}" are not in the form of onrecord read and were left out',)

"""Which kind a file is: by its name first, and by its content where that is certain."""

import gzip
import io
import zipfile
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.articles import Article
from onrecord.reading import read_articles
from onrecord.sources import KINDS, Kind
from onrecord.sources.kinds import HEAD, companion_of, kind_of, kind_of_head, no_article

PAGE = b"<html><body><p>Hello.</p></body></html>"


def zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def name_of(kind):
    return kind.name if isinstance(kind, Kind) else kind.reason


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        # The ending tells, and what the file begins with does not speak against it.
        ("a.txt", b"Hello", "text"),
        ("A.TXT", b"Hello", "text"),
        ("a.md", b"<p>Hello", "text"),
        ("a.jsonl", b"{}", "JSONL"),
        ("a.html", PAGE, "HTML"),
        ("a.html", b"no tags at all", "HTML"),
        ("a.zip", zipped("a.txt"), "ZIP"),
        ("a.zip", zipped(), "ZIP"),
        ("a.zip", b"no ZIP", "ZIP"),
        ("a.warc.gz", gzip.compress(b"WARC/1.0"), "WARC"),
        ("a.txt.gz", gzip.compress(b"Hello"), "gzip"),
        ("a.tar.gz", gzip.compress(b"Hello"), "gzip"),
        # The content is certainly something else.
        ("a.txt", PAGE, "HTML"),
        ("a.txt", b"\xef\xbb\xbf  <!-- a > b --> <!DOCTYPE html>", "HTML"),
        ("a.txt", b"<?xml version='1.0'?><html xmlns='x'>", "HTML"),
        ("a.html", gzip.compress(PAGE), "gzip"),
        ("a.txt", zipped("a.txt"), "ZIP"),
        ("a.zip", gzip.compress(PAGE), "gzip"),
        ("a.txt", b"WARC/1.0\r\n", "WARC"),
        ("a.zip", zipped("datapackage.json", "archive/a.warc.gz"), "WACZ"),
        ("a.wacz", zipped("a.txt"), "WACZ"),
        # The name tells nothing.
        ("story", PAGE, "HTML"),
        ("story.php", PAGE, "HTML"),
        ("story.aspx", b"\r\n\r\n<!doctype HTML>", "HTML"),
        ("story", zipped("a.txt"), "ZIP"),
        ("story", gzip.compress(PAGE), "gzip"),
        ("story", b"Hello", "its name has no ending that tells its kind"),
        (".txt", b"Hello", "its name has no ending that tells its kind"),
        ("story.php", b"<?php echo 1", "files of the kind .php are not read"),
        # A ZIP, but nobody expects articles in it.
        ("a.pptx", zipped("ppt/presentation.xml"), "files of the kind .pptx are not read"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "it is a file of Word or Excel before 2007, or one that is locked with a password",
        ),
    ],
)
def test_kinds(name, content, kind):
    stream = io.BytesIO(content)
    assert name_of(kind_of(name, stream)) == kind
    assert stream.tell() == 0


@given(st.binary(max_size=100), st.sampled_from(["a", "a.xyz", *(f"a{end}" for kind in KINDS for end in kind.endings)]))
def test_any_bytes_have_a_kind_or_a_reason(content, name):
    kind_of(name, io.BytesIO(content))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("content", [b"<!---->" * HEAD, b"<!--" * HEAD, b" " * HEAD, b"<?xml ?>" * HEAD])
def test_telling_kinds_takes_no_time(content):
    kind_of_head("a", content[:HEAD])


def test_a_kind_is_named_once():
    endings = [ending for kind in KINDS for ending in kind.endings]
    assert len(endings) == len(set(endings))
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert not any(no_article(f"a{ending}") for ending in endings)


def test_every_kind_has_its_module():
    for kind in KINDS:
        module = import_module(f"onrecord.sources.{kind.module}")
        assert callable(module.walk if kind.holds_files else kind.read())


def test_a_file_with_the_wrong_ending_is_read_and_flagged(tmp_path):
    page = b"<html><body><article><p>" + b"The council sold the pier to nobody. " * 20 + b"</p></article></body></html>"
    (tmp_path / "a.txt").write_bytes(page)
    (tmp_path / "b").write_bytes(page)
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "d.html").write_bytes(gzip.compress(page))
    found = {item.path.rpartition("/")[2].rpartition("\\")[2]: item for item in read_articles(tmp_path)}
    assert all(isinstance(item, Article) and item.text.startswith("The council") for item in found.values())
    assert {name: item.warnings for name, item in found.items()} == {
        "a.txt": ("its name ends in .txt, but it is HTML and was read as that",),
        "b": (),
        "c.html.gz": (),
        "d.html": ("its name ends in .html, but it is gzip and was read as that",),
    }


@pytest.mark.parametrize(
    ("name", "what"),
    [("a.JPG", "a picture"), ("a.css", "a style sheet"), ("a.woff2", "a font"), ("a.mp3", "sound"), ("a.mp4", "film")],
)
def test_what_is_no_article_is_skipped_in_a_folder_but_not_if_it_is_named(tmp_path, name, what):
    (tmp_path / name).write_bytes(b"x")
    [skipped] = read_articles(tmp_path)
    assert (skipped.reason, skipped.skipped) == (f"it is {what}, not an article", True)
    [failed] = read_articles(tmp_path / name)
    assert (failed.reason, failed.skipped) == (f"files of the kind {name[1:].lower()} are not read", False)


def test_the_folder_of_a_complete_page_is_skipped_as_one(tmp_path):
    for name in ("Strike.html", "Strike_files/a.css", "Strike_files/frame.html", "Other_files/b.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<html><p>" + "The council sold the pier to nobody. " * 20)
    found = list(read_articles(tmp_path))
    assert [(item.reason, item.skipped) for item in found if not isinstance(item, Article)] == [
        ("it holds the pictures, styles and frames of Strike.html", True)
    ]
    assert [item.id for item in found if isinstance(item, Article)] == ["b", "Strike"]


def test_companions():
    assert companion_of("A-Dateien", {"A.htm"}) == "A.htm"
    assert companion_of("A_files", {"A.txt", "B.html"}) is None
    assert companion_of("A", {"A.html"}) is None

"""EPUB, electronic books and newspapers: a chapter, or an article, for each entry of the table of contents."""

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote

from onrecord.sources.documents import DAMAGED, Broken
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.markup import parse, text_of
from onrecord.sources.zipped import Package, local_name, parse_xml

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"

LINKS = 0.5
"""A page of which more than this part of the characters is in links is a list of contents."""

# Fonts may be garbled so that they are not taken out of a book; that is no encryption of its text.
_FONT_GARBLING = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_TYPE = "{http://www.idpf.org/2007/ops}type"
_FRONT_MATTER = frozenset({"cover", "titlepage", "halftitlepage", "copyright-page", "toc", "index"})
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[a-zA-Z][a-zA-Z0-9]*;")
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_ANY_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class _Page:
    """A file of the book.

    Attributes:
        name: its path in the package.
        root: its tree.
        title: what the table of contents calls it; None if it is not in there.
    """

    name: str
    root: Any
    title: str | None

    def heading(self) -> str | None:
        """Its first heading."""
        for element in self.root.iter():
            if isinstance(element.tag, str) and local_name(element).lower() in ("h1", "h2", "h3"):
                return text_of(element).replace("\n", " ") or None
        return None

    def is_front_matter(self) -> bool:
        """Whether it says of itself that it is a cover, a title page or a list of contents."""
        for element in self.root.iter():
            if isinstance(element.tag, str) and _FRONT_MATTER & set((element.get(_TYPE) or "").split()):
                return True
            if element.text and element.text.strip() and local_name(element).lower() != "title":
                return False
        return False

    def is_list_of_links(self, text: str) -> bool:
        linked = sum(
            len("".join(element.itertext()).strip())
            for element in self.root.iter()
            if isinstance(element.tag, str) and local_name(element).lower() == "a" and element.get("href")
        )
        return linked > LINKS * len(text)


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield each chapter as a text of its own, one paragraph a line, in the order of the book.

    A chapter is a page that the table of contents names or that has a heading; a page with neither goes on with
    the chapter before. So an EPUB of a newspaper gives its articles, and one of a novel its chapters. The title is
    that in the table of contents, or the heading. What the book says of itself holds for each: its author is the
    byline, its title the outlet, its date the day of publication.

    Example:
        "Porto Courier, 9 October" with two articles gives two texts whose outlet is "Porto Courier, 9 October".

    Covers, title pages, pages that are mostly links and pages without text are skipped, and said so. Several
    articles on one page stay one text. Footnotes stay where they are.

    Args:
        stream: the open file.
        limits: a file that unpacks to too much is a fault.
    """
    try:
        with Package(stream, limits=limits) as package:
            yield from _chapters(package)
    except Broken as broken:
        yield broken.fault


def _chapters(package: Package) -> Iterator[Found | Fault]:
    if CONTAINER not in package:
        raise Broken(Fault("it is a ZIP file, but no EPUB", "Give it its right ending."))
    if ENCRYPTION in package and _is_encrypted(package.xml(ENCRYPTION)):
        raise Broken(Fault("it is encrypted: only its seller's program opens it", "Get a copy without protection."))
    rootfile = package.xml(CONTAINER).find(".//{*}rootfile")
    name = None if rootfile is None else rootfile.get("full-path")
    if name is None:
        raise Broken(DAMAGED)
    book = package.xml(name)
    described = _described(book)
    chapter: list[str] = []
    first: _Page | None = None
    for page in _pages(package, book, posixpath.dirname(name)):
        if isinstance(page, Fault):
            yield page
            continue
        text = text_of(page.root)
        if not text:
            yield Fault("there is no text on this page", "Nothing to do.", member=page.name, skipped=True)
        elif page.is_front_matter() or page.is_list_of_links(text):
            yield Fault("it is a cover, a title page or a list", "Nothing to do.", member=page.name, skipped=True)
        elif first is None or page.title is not None or page.heading():
            if first is not None:
                yield _found(first, chapter, described)
            first, chapter = page, [text]
        else:
            chapter.append(text)
    if first is not None:
        yield _found(first, chapter, described)


def _found(page: _Page, texts: list[str], described: dict[str, Any]) -> Found:
    heading = page.title or page.heading()
    provenance = {field: "book" for field, value in described.items() if value}
    if heading:
        provenance["title"] = "table of contents" if page.title else "heading"
    return Found("\n".join(texts), title=heading, member=page.name, provenance=provenance, **described)


def _is_encrypted(root: Any) -> bool:
    methods = root.iterfind(".//{*}EncryptedData/{*}EncryptionMethod")
    return any(method.get("Algorithm") not in _FONT_GARBLING for method in methods)


def _described(book: Any) -> dict[str, Any]:
    """What the book says of itself."""
    metadata = book.find("{*}metadata")
    if metadata is None:
        return {}
    values: dict[str, list[str]] = {}
    for element in metadata.iter("*"):
        # EPUB 3 writes <meta property="dcterms:modified">; EPUB 2 wraps all in one more element.
        name = (element.get("property") or local_name(element)).rpartition(":")[2]
        if element.text and element.text.strip():
            values.setdefault(name, []).append(" ".join(element.text.split()))
    creators = [creator for creator in values.get("creator", []) if creator.lower() not in ("calibre", "unknown")]
    # Calibre writes the year 101 where no date is known.
    dates = [date for date in values.get("date", []) if _DAY.match(date) and date > "1000"]
    return {
        "byline": ", ".join(creators) or None,
        "outlet": values.get("title", [None])[0],
        "published": dates[0] if dates else None,
        "modified": values.get("modified", [None])[0],
        "language": values.get("language", [None])[0],
    }


def _pages(package: Package, book: Any, folder: str) -> Iterator[_Page | Fault]:
    """The pages in their order, without the table of contents."""
    items = {item.get("id"): item for item in book.iterfind("{*}manifest/{*}item")}
    titles = _titles(package, book, items.values(), folder)
    for reference in book.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        name = _path(folder, item.get("href"))
        try:
            yield _Page(name, _parse_page(package.read(name)), titles.get(name))
        except Broken as broken:
            yield Fault(broken.fault.reason, broken.fault.advice, member=name)


def _titles(package: Package, book: Any, items: Any, folder: str) -> dict[str, str]:
    """Page → what the table of contents calls it: the first entry that leads to it."""
    titles: dict[str, str] = {}
    for item in items:
        is_nav = "nav" in (item.get("properties") or "").split()
        is_ncx = item.get("media-type") == "application/x-dtbncx+xml"
        name = _path(folder, item.get("href"))
        if not (is_nav or is_ncx) or name not in package:
            continue
        root = _parse_page(package.read(name))
        base = posixpath.dirname(name)
        for title, target in _ncx_entries(root) if is_ncx else _nav_entries(root):
            if title:
                titles.setdefault(_path(base, target), title)
    return titles


def _ncx_entries(root: Any) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        label, content = point.find("{*}navLabel/{*}text"), point.find("{*}content")
        if label is not None and content is not None:
            yield " ".join((label.text or "").split()), content.get("src") or ""


def _nav_entries(root: Any) -> Iterator[tuple[str, str]]:
    for nav in root.iter("{*}nav"):
        # Others are lists of printed pages and landmarks.
        if "toc" in (nav.get(_TYPE) or "toc"):
            for link in nav.iter("{*}a"):
                yield text_of(link).replace("\n", " "), link.get("href") or ""


def _path(folder: str, href: str | None) -> str:
    """An address within the book as a path in the package, without the place on the page."""
    return posixpath.normpath(posixpath.join(folder, unquote((href or "").partition("#")[0])))


def _parse_page(data: bytes) -> Any:
    """The tree of a page: as XML, or as HTML where it is not well-formed.

    Raises:
        Broken: there is nothing in it, or it declares entities of its own.
    """
    declared = _XML_DECLARATION.match(data)
    try:
        text = data.decode(declared[1].decode("ascii") if declared else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        text = data.decode("utf-8", "replace")
    # XML knows five names of characters, HTML two thousand: they are characters before the parser sees them.
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    try:
        return parse_xml(_ANY_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    except Broken as broken:
        root = parse(text) if broken.fault is DAMAGED else None
        if root is None:
            raise
        return root

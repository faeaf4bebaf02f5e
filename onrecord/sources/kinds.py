"""Kinds of input: by which endings and first bytes each is known, and which module reads it."""

import math
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from onrecord.sources.found import Fault, Found

HEAD = 4096
"""How many bytes at the start of a file are looked at."""

Sign = Callable[[bytes], bool]
"""Says of a file's first bytes whether they are those of a kind."""


def starts_with(*signatures: bytes) -> Sign:
    """The sign of a kind whose files all begin with one of these bytes.

    Example:
        >>> starts_with(b"%PDF-")(b"%PDF-1.7 ...")
        True
    """
    return lambda head: head.startswith(signatures)


def matches(pattern: bytes) -> Sign:
    """The sign of a kind whose files begin like this regular expression, white space and case aside."""
    compiled = re.compile(rb"(?:\xef\xbb\xbf)?\s*" + pattern, re.IGNORECASE)
    return lambda head: compiled.match(head) is not None


class Kind(NamedTuple):
    """One kind of input.

    Example:
        Kind("PDF", (".pdf",), "pdf", certain=starts_with(b"%PDF-"))

    Attributes:
        name: what it is called in the report.
        endings: of its files' names, in small letters.
        module: the module of `onrecord.sources` that reads it; imported when it is first wanted.
        certain: says that a file is of this kind whatever its name.
        likely: says so where the name tells nothing.
        inside: a ZIP with an entry of this name is of this kind.
        trusted_bytes: up to this size a file is read in our own process: its reader needs no parser, and takes
            time in proportion.
        takes_columns: its `read` takes `columns` as well, which says what is in which column.
        holds_files: its module has no `read` but a `walk`, which yields the files within (archives.py).
    """

    name: str
    endings: tuple[str, ...]
    module: str
    certain: Sign | None = None
    likely: Sign | None = None
    inside: str | None = None
    trusted_bytes: float = 0
    takes_columns: bool = False
    holds_files: bool = False

    def read(self) -> Callable[..., Iterator[Found | Fault]]:
        """The function that reads such a file."""
        return import_module(f"onrecord.sources.{self.module}").read

    def is_certain(self, head: bytes) -> bool:
        """Whether a file with these first bytes is of this kind whatever its name."""
        return self.certain is not None and self.certain(head)


_HTML = matches(rb"(?:<\?xml[^>]*>\s*|(?s:<!--(?:(?!-->).)*-->)\s*)*<(?:!doctype\s+html|html)\b")
_FEED = matches(rb"(?:<\?xml[^>]*>\s*|(?s:<!--(?:(?!-->).)*-->)\s*)*<(?:rss|feed|rdf:RDF)\b")
_MHTML = matches(rb"From: <Saved by |(?:[\w-]+: [^\n]*\n){0,9}Snapshot-Content-Location: ")
_EMAIL = matches(rb"(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):")
_MBOX = matches(rb"From [^\r\n]{1,200} \d\d:\d\d(?::\d\d)? [^\r\n]{0,20}\d{4}\r?\n")
_BZIP2 = matches(rb"BZh[1-9]1AY&SY")
_WARC = starts_with(b"WARC/", b"\x1f\x8b")
_ZIP = starts_with(b"PK\x03\x04", b"PK\x05\x06")

KINDS: tuple[Kind, ...] = (
    Kind("text", (".txt", ".text", ".md"), "text", trusted_bytes=1_000_000),
    Kind("JSONL", (".jsonl", ".ndjson"), "jsonl", trusted_bytes=math.inf, takes_columns=True),
    Kind("MHTML", (".mhtml", ".mht"), "mhtml", certain=_MHTML),
    Kind("HTML", (".html", ".htm", ".xhtml"), "html", certain=_HTML),
    Kind("ZIP", (".zip",), "archives", certain=_ZIP, holds_files=True),
    Kind("TAR", (".tar",), "archives", certain=lambda head: head[257:262] == b"ustar", holds_files=True),
    Kind("gzip", (".gz", ".tgz"), "archives", certain=starts_with(b"\x1f\x8b"), holds_files=True),
    Kind("bzip2", (".bz2", ".tbz2"), "archives", certain=_BZIP2, holds_files=True),
    Kind("xz", (".xz", ".txz"), "archives", certain=starts_with(b"\xfd7zXZ\x00"), holds_files=True),
    Kind("PDF", (".pdf",), "pdf", certain=lambda head: b"%PDF-" in head[:1024]),
    Kind("DOCX", (".docx",), "docx", certain=_ZIP, inside="word/document.xml"),
    Kind("ODT", (".odt",), "odt", certain=_ZIP, inside="content.xml"),
    Kind("RTF", (".rtf",), "rtf", certain=starts_with(b"{\\rtf")),
    Kind("EPUB", (".epub",), "epub", certain=_ZIP, inside="META-INF/container.xml"),
    Kind("e-mail", (".eml",), "eml", likely=_EMAIL),
    Kind("MBOX", (".mbox",), "mbox", likely=_MBOX),
    Kind("feed", (".rss", ".atom", ".rdf", ".xml"), "feeds", certain=_FEED),
    Kind("CSV", (".csv", ".tsv", ".tab"), "delimited", takes_columns=True),
    Kind("XLSX", (".xlsx", ".xlsm"), "workbook", certain=_ZIP, inside="xl/workbook.xml", takes_columns=True),
    Kind("Parquet", (".parquet",), "parquet", certain=starts_with(b"PAR1"), takes_columns=True),
    Kind("JSON", (".json",), "json_documents", takes_columns=True),
    Kind("WARC", (".warc", ".warc.gz"), "web_archives", certain=_WARC, holds_files=True),
    Kind("WACZ", (".wacz",), "web_archives", certain=_ZIP, inside="datapackage.json", holds_files=True),
)
"""The kinds that are read. To add one: write its module, and name it here in one line.

Where several are certain of the same bytes, the ending decides, and then their order.
"""

NO_ARTICLES: Mapping[str, str] = MappingProxyType(
    {
        ending: noun
        for noun, endings in {
            "a picture": ".jpg .jpeg .jpe .png .gif .webp .avif .bmp .ico .svg .tif .tiff .heic .psd",
            "a style sheet": ".css .scss .less",
            "a script": ".js .mjs .map .wasm",
            "a font": ".woff .woff2 .ttf .otf .eot",
            "sound": ".mp3 .m4a .wav .ogg .oga .opus .flac .aac",
            "film": ".mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .wmv .vtt .srt",
        }.items()
        for ending in endings.split()
    }
)
"""Endings of what lies about in folders of articles and is certainly none → what it is."""

COMPANIONS = ("_files", "_Dateien", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_bestanden", ".files")
"""How browsers call the folder beside a page NAME.html that was saved as a complete page: NAME and one of these."""

# Word and Excel before 2007, and what Office writes for a file of today that is locked with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_named(name: str) -> Kind:
    """The kind of this name."""
    return next(kind for kind in KINDS if kind.name == name)


def kind_of(name: str, stream: BinaryIO) -> Kind | Fault:
    """Tell which kind a file is, by the ending of its name and by what it begins with.

    The ending counts, unless the content is certainly something else. Of a ZIP the list of its entries is read.

    Example:
        A PDF that is called notes.txt is a PDF; of a page called story.php the content tells that it is HTML.

    Args:
        name: the file's name or path.
        stream: the open file, which is at its start before and after.

    Returns:
        The kind, or a fault where nothing tells it.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    kind = kind_of_head(name, head)
    if isinstance(kind, Kind) and _ZIP(head):
        return _kind_of_zip(name, kind, stream)
    return kind


def kind_of_head(name: str, head: bytes) -> Kind | Fault:
    """Tell the kind as `kind_of` does, from the first HEAD bytes alone: all ZIPs look alike there."""
    by_name = kind_of_ending(name)
    if by_name and by_name.is_certain(head):
        return by_name
    by_content = next((kind for kind in KINDS if kind.is_certain(head)), None)
    if by_content or by_name:
        return by_content or by_name or _unknown(name, head)
    return next((kind for kind in KINDS if kind.likely and kind.likely(head)), None) or _unknown(name, head)


def kind_of_ending(name: str) -> Kind | None:
    """The kind that the ending of a file's name tells: .warc.gz is one ending, .html.gz is not."""
    base = os.path.basename(name).lower()
    fitting = [(ending, kind) for kind in KINDS for ending in kind.endings if base.endswith(ending) and base != ending]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; "" if there is none."""
    return os.path.splitext(name)[1].lower()


def no_article(name: str) -> Fault | None:
    """The fault of what is certainly no article by the ending of its name, such as a picture; else None."""
    noun = NO_ARTICLES.get(ending_of(name))
    if noun is None:
        return None
    return Fault(f"it is {noun}, not an article", "Nothing to do.", skipped=True)


def companion_of(folder: str, siblings: set[str]) -> str | None:
    """The page whose pictures and styles a folder holds, if it lies beside one; else None.

    Example:
        >>> companion_of("Strike_files", {"Strike.html", "notes.txt"})
        'Strike.html'

    Args:
        folder: the folder's name or path.
        siblings: what lies beside it, named in the same way.
    """
    for ending in COMPANIONS:
        if folder.endswith(ending):
            for page in (".html", ".htm", ".xhtml"):
                if folder.removesuffix(ending) + page in siblings:
                    return folder.removesuffix(ending) + page
    return None


def of_a_page(page: str) -> Fault:
    """The fault of what belongs to a page that was saved as a complete page."""
    return Fault(f"it holds the pictures, styles and frames of {page}", "Nothing to do.", skipped=True)


def _kind_of_zip(name: str, kind: Kind, stream: BinaryIO) -> Kind | Fault:
    """Tell kinds apart that are all ZIPs, such as DOCX and EPUB, by what is in them."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # Its reader will say what is wrong with it.
        return kind
    finally:
        stream.seek(0)
    by_content = next((one for one in KINDS if one.inside in entries), None)
    if by_content or kind.inside:
        return by_content or kind
    # A presentation or an app is a ZIP, too, but nobody expects articles in its entries.
    if ending_of(name) and kind_of_ending(name) is None:
        return _unknown(name, b"")
    return kind_named("ZIP")


def _unknown(name: str, head: bytes) -> Fault:
    if head.startswith(_OLE):
        return Fault(
            "it is a file of Word or Excel before 2007, or one that is locked with a password",
            "Open it there and save it without a password, as .docx or .xlsx.",
        )
    ending = ending_of(name)
    reason = f"files of the kind {ending} are not read" if ending else "its name has no ending that tells its kind"
    endings = ", ".join(ending for kind in KINDS for ending in kind.endings)
    return Fault(reason, f"Save its text as .txt. What is read: {endings}")

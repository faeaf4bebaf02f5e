"""Writes files that are damaged, or meant to do damage, each in its own way.

    python -m tests.hostile.make FOLDER

Nothing in them comes from anywhere else, and none of them does more than take time and memory: those that point
outside point at a file beside the folder, `secret.txt`, and at a port where nobody listens.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import random
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

SECRET = "the secret that must not be read"
"""Stands in secret.txt, beside the folder."""

Files = Iterator[tuple[str, bytes]]

PROSE = "The council sold the pier to nobody, said Ana Souza. " * 20
PAGE = f"<html><head><title>Pier</title></head><body><article><h1>Pier</h1><p>{PROSE}</p></article></body></html>"

TEXTS = ("txt", "md", "html", "jsonl", "json", "csv", "tsv", "rss", "eml", "mbox", "mhtml", "rtf")
DOCUMENTS = ("pdf", "docx", "odt", "epub", "xlsx", "parquet")
ARCHIVES = ("zip", "tar", "gz", "bz2", "xz", "warc", "warc.gz", "wacz")

_RANDOM = random.Random(7)


def make(folder: Path) -> list[Path]:
    """Write all files into a folder, and the secret beside it; return their paths, links and pipes among them."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder.parent / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    made = []
    for files in (
        entities(secret),
        bombs(),
        archives(),
        locked(),
        cut(),
        empty(),
        pages(),
        encodings(),
        misnamed(),
        json_files(),
        tables(),
        pdfs(),
        mails(),
        web_archives(),
        other_formats(),
    ):
        for name, content in files:
            (folder / name).write_bytes(content)
            made.append(folder / name)
    return made + list(odd_files(folder))


# XML


def entities(secret: Path) -> Files:
    """Entities that grow without end, and entities that stand for a file or an address."""
    steps = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' if number else '<!ENTITY e0 "lol">' for number in range(10)
    )
    for name, entity, reference in (
        ("laughs", steps, "&e9;"),
        ("external_file", f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;"),
        ("external_address", '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;"),
        ("external_parameter", f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;', "x"),
        ("quadratic", f'<!ENTITY q "{"q" * 50_000}">', "&q;" * 50_000),
    ):
        head = f'<?xml version="1.0"?><!DOCTYPE {{root}} [{entity}]>'
        text = f"{PROSE}{reference}"
        rss = head.format(root="rss") + (
            f'<rss version="2.0"><channel><title>T</title><item><title>{text}</title>'
            f"<description>{text}</description></item></channel></rss>"
        )
        atom = head.format(root="feed") + (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>T</title>'
            f'<content type="text">{text}</content></entry></feed>'
        )
        xhtml = head.format(root="html") + (
            f'<html xmlns="http://www.w3.org/1999/xhtml"><body><article><p>{text}</p></article></body></html>'
        )
        yield f"{name}.rss", rss.encode()
        yield f"{name}.atom", atom.encode()
        yield f"{name}.xml", rss.encode()
        yield f"{name}.xhtml", xhtml.encode()
        yield f"{name}.docx", docx(head.format(root="w:document"), text)
        yield f"{name}.xlsx", xlsx(head.format(root="sst"), text)
        yield f"{name}.odt", odt(head.format(root="office:document-content"), text)
        yield f"{name}.epub", epub(head.format(root="html"), text)


def zipped(entries: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(head: str, text: str) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{head}<w:document xmlns:w="
            '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
            f"{text}</w:t></w:r></w:p></w:body></w:document>",
        }
    )


def xlsx(head: str, text: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
            '</row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>',
            "xl/sharedStrings.xml": f'{head}<sst xmlns="{main}"><si><t>text</t></si><si><t>{text}</t></si></sst>',
        }
    )


def odt(head: str, text: str) -> bytes:
    office, paragraphs = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'{head}<office:document-content xmlns:office="{office}" xmlns:text="{paragraphs}">'
            f"<office:body><office:text><text:p>{text}</text:p></office:text></office:body></office:document-content>",
        }
    )


def epub(head: str, text: str) -> bytes:
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container'
            '"><rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
            "b.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>B</dc:title></metadata><manifest><item id="c" '
            'href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine>'
            "</package>",
            "c.xhtml": f'{head}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{text}</p></body></html>',
        }
    )


# Archives


def tarred(*entries: tuple[str | tarfile.TarInfo, bytes | None]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in entries:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content or b"")
            archive.addfile(info, io.BytesIO(content or b""))
    return stream.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def bombs() -> Files:
    """What is small and unpacks to what is not."""
    zeros = b"\0" * 30_000_000
    yield "bomb_flat.zip", zipped({"zeros.txt": zeros})
    yield "bomb.txt.gz", gzip.compress(zeros)
    yield "bomb.html.bz2", bz2.compress(zeros)
    yield "bomb.tar.xz", lzma.compress(tarred(("zeros.txt", zeros)))
    inner = zipped({f"{number}.txt": zeros for number in range(3)})
    for _ in range(6):
        inner = zipped({f"{number}.zip": inner for number in range(5)})
    yield "bomb_nested.zip", inner
    compressed = gzip.compress(zeros)
    for _ in range(20):
        compressed = gzip.compress(compressed)
    yield "bomb_nested.gz", compressed
    yield "bomb_overlapping.zip", overlapping(entries=5000, size=10_000_000)
    yield "bomb_many.zip", zipped({f"{number}.txt": "" for number in range(11_000)}, zipfile.ZIP_STORED)
    yield "bomb.docx", docx("", "x" * 150_000_000)
    yield "bomb_sparse.tar", sparse(8 * 10**9)


def overlapping(*, entries: int, size: int) -> bytes:
    """A ZIP whose entries all stand for one stretch of it."""
    packed = zlib.compress(b"\0" * size, 9)[2:-4]
    crc = zlib.crc32(b"\0" * size)
    common = struct.pack("<HHHHIIIHH", 0, 8, 0, 33, crc, len(packed), size, 5, 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + common + b"a.txt"
    central = b"PK\x01\x02" + struct.pack("<HH", 20, 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.txt"
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, entries, entries, len(central) * entries, len(local + packed), 0
    )
    return local + packed + central * entries + end


def sparse(size: int) -> bytes:
    """A TAR with an entry that is one great hole, in GNU's old form."""
    header = bytearray(tarred((special("hole.txt", tarfile.GNUTYPE_SPARSE), None))[:512])
    header[257:265] = b"ustar  \0"
    header[386:482] = b"\0" * 96
    header[386:398] = b"%011o\0" % (size - 1)
    header[398:410] = b"%011o\0" % 0
    header[483:495] = b"%011o\0" % (size if size < 8**11 else 8**11 - 1)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + b"\0" * 1024


def archives() -> Files:
    """Paths that lead out, links, devices, and other things that do not belong into an archive of articles."""
    evil = ("../evil.txt", "/tmp/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt", "//server/evil.txt")
    yield "paths.zip", zipped(dict.fromkeys(evil, "Evil."))
    yield "paths.tar", tarred(*((name, b"Evil.") for name in evil))
    yield (
        "links.tar",
        tarred(
            (special("a.txt", tarfile.SYMTYPE, "/etc/passwd"), None),
            (special("b.txt", tarfile.LNKTYPE, "../secret.txt"), None),
            (special("c", tarfile.SYMTYPE, "/"), None),
            ("c/evil.txt", b"Evil."),
        ),
    )
    yield (
        "devices.tar.gz",
        gzip.compress(
            tarred(*((special(f"{kind!r}.txt", kind), None) for kind in (b"3", b"4", b"6", b"7", b"S", b"V")))
        ),
    )
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    yield "links.zip", zipped({link: "../secret.txt"})  # type: ignore[dict-item]
    yield (
        "names.zip",
        zipped({"a\0b.txt": "x", "\n.txt": "x", "x" * 60_000 + ".txt": "x", "a/" * 20_000 + "b": "x"}),
    )
    yield "pax.tar", tarred((special("a", tarfile.XHDTYPE), b"99999999999 path=x\n"), ("b.txt", b"Text."))
    yield "method.zip", zipped({"a.txt": "x"}).replace(b"\x08\0", b"\x63\0", 2)
    yield "garbage_behind.txt.gz", gzip.compress(PROSE.encode()) + b"garbage"
    yield "garbage_before.zip", b"garbage" * 100 + zipped({"a.txt": PROSE})


def locked() -> Files:
    """What cannot be read without a password."""
    locked_zip = bytearray(zipped({"a.txt": PROSE}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked_zip[locked_zip.index(signature) + at] |= 1
    yield "locked.zip", bytes(locked_zip)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 2000
    yield "locked.docx", ole + "EncryptedPackage".encode("utf-16-le")
    yield "locked.xlsx", ole + "EncryptedPackage".encode("utf-16-le")
    yield "old.doc", ole + "WordDocument".encode("utf-16-le")
    encrypted = pdf(PROSE).replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 "
        b"/O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
    )
    yield "locked.pdf", encrypted


# Damage


def cut() -> Files:
    """Files that break off in the middle."""
    whole = {
        "cut.zip": zipped({"a.txt": PROSE, "b.txt": PROSE}),
        "cut.tar": tarred(("a.txt", PROSE.encode()), ("b.txt", PROSE.encode() * 9)),
        "cut.tar.gz": gzip.compress(tarred(("a.txt", os.urandom(9000)))),
        "cut.txt.gz": gzip.compress(PROSE.encode()),
        "cut.txt.xz": lzma.compress(PROSE.encode()),
        "cut.docx": docx("", PROSE),
        "cut.xlsx": xlsx("", PROSE),
        "cut.odt": odt("", PROSE),
        "cut.epub": epub("", PROSE),
        "cut.pdf": pdf(PROSE),
        "cut.html": PAGE.encode(),
        "cut.jsonl": (json.dumps({"text": PROSE}) + "\n").encode() * 2,
        "cut.json": json.dumps([{"text": PROSE}] * 3).encode(),
        "cut.warc.gz": gzip.compress(warc_record(PAGE.encode())),
        "cut.eml": mail(PAGE).encode(),
        "cut.rss": f"<rss><channel><item><title>T</title><description>{PROSE}</description></item>".encode() * 2,
        "cut.rtf": (r"{\rtf1\ansi " + PROSE + "}").encode(),
        "cut.txt": (PROSE + "não").encode()[:-1] * 2,
    }
    for name, content in whole.items():
        yield name, content[: len(content) * 2 // 3 + (len(content) % 2)]


def empty() -> Files:
    """Files with nothing in them, and with nothing but white space or NULs."""
    for ending in (*TEXTS, *DOCUMENTS, *ARCHIVES):
        yield f"empty.{ending}", b""
        yield f"blank.{ending}", b" \n\t \n" * 100
        yield f"nul.{ending}", b"\0" * 5000


def pages() -> Files:
    """Web pages that parsers do not like."""
    body = f"<article><p>{PROSE}</p></article>"
    yield (
        "attributes.html",
        f"<html><body {' '.join(f'a{n}={n}' for n in range(100_000))}>{body}</body></html>".encode(),
    )
    yield "nested.html", f"<html><body>{'<div>' * 50_000}{body}{'</div>' * 50_000}</body></html>".encode()
    yield "nested_inline.html", f"<html><body><p>{'<b><i>' * 25_000}{PROSE}</p></body></html>".encode()
    yield "nested_tables.html", f"<html><body>{'<table><tr><td>' * 20_000}{PROSE}</body></html>".encode()
    yield "nul_inside.html", PAGE.replace("council", "coun\0cil").encode()
    yield "open_tags.html", b"<" * 500_000
    yield "open_comment.html", f"<html><body><!-- {PAGE * 100}".encode()
    yield "open_script.html", f"<html><body><script>{'if (a < b) {' * 100_000}".encode()
    yield "long_attribute.html", f'<html><body><p title="{"x" * 5_000_000}">{PROSE}</p></body></html>'.encode()
    yield "many_paragraphs.html", f"<html><body>{'<p>x' * 200_000}</body></html>".encode()
    yield "many_links.html", f"<html><body>{'<a href=x>y</a> ' * 50_000}{body}</body></html>".encode()
    yield "references.html", PAGE.replace("council", "&#0;&#xD800;&#x110000;&#99999999999;&nosuch;").encode()
    yield "frames.html", f'<html><body><iframe src="file:///etc/passwd"></iframe>{body}</body></html>'.encode()
    yield (
        "json_ld.html",
        PAGE.replace("<title>", f'<script type="application/ld+json">{"[" * 50_000}</script><title>').encode(),
    )
    yield "dates.html", PAGE.replace("<title>", f'<meta name="date" content="{"9" * 100_000}"><title>').encode()


def encodings() -> Files:
    """Bytes that are not UTF-8, or that no text should hold."""
    for encoding in ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp037", "shift_jis"):
        yield f"{encoding}.txt", PROSE.encode(encoding)
        yield f"{encoding}.html", PAGE.encode(encoding)
    yield "surrogates.txt", b"Half a character: \xed\xa0\xbd. " * 10
    yield (
        "surrogates.jsonl",
        rb'{"text": "half \ud83d", "title": "\udc00"}' + b"\n" + rb'{"text": "\ud83d\ude00 whole"}',
    )
    yield "overlong.txt", b"Overlong: \xc0\xaf\xe0\x80\xaf"
    yield "controls.txt", bytes(range(1, 32)) * 10 + PROSE.encode()
    yield "lies.html", PAGE.replace("<title>", '<meta charset="utf-16"><title>').encode()
    yield "lies_twice.html", PAGE.replace("<title>", '<meta charset="no-such-\0-thing"><title>').encode()
    yield "combining.txt", ("a" + "\u0301" * 100_000).encode()
    yield "bidi.txt", ("\u202e" * 1000 + PROSE).encode()


def misnamed() -> Files:
    """Files whose names say one kind and whose content is another."""
    picture = b"\x89PNG\r\n\x1a\n" + _RANDOM.randbytes(5000)
    yield "picture.html", picture
    yield "picture.txt", picture
    yield "page.pdf", PAGE.encode()
    yield "page.docx", PAGE.encode()
    yield "page.csv", PAGE.encode()
    yield "paper.txt", pdf(PROSE)
    yield "paper.docx", pdf(PROSE)
    yield "packed.txt", zipped({"a.txt": PROSE})
    yield "packed.html", gzip.compress(PAGE.encode())
    yield "packed.docx", zipped({"a.txt": PROSE})
    yield "text.zip", PROSE.encode()
    yield "text.pdf", PROSE.encode()
    yield "program.txt", b"\x7fELF\x02\x01\x01" + bytes(9) + _RANDOM.randbytes(5000)
    yield "no_ending", PROSE.encode()
    yield "page_without_ending", PAGE.encode()
    for ending in (*DOCUMENTS, *ARCHIVES, "eml", "rtf", "json"):
        yield f"random.{ending}", _RANDOM.randbytes(20_000)


# Data


def json_files() -> Files:
    """JSON that is deep, long or large."""
    yield "deep.json", b"[" * 200_000
    yield (
        "deep.jsonl",
        b'{"text": ' + b"[" * 200_000 + b"\n" + b'{"text": "Good.", "x": ' + b"[" * 900 + b"]" * 900 + b"}",
    )
    yield "deep_objects.json", b'{"a":' * 100_000
    yield "numbers.json", b'[{"text": "Text.", "a": 1e999999, "b": -1e999999, "c": ' + b"9" * 100_000 + b"}]"
    yield "numbers.jsonl", b'{"text": "Text.", "a": 1e999999, "b": ' + b"9" * 100_000 + b"}"
    yield "constants.json", b'[{"text": "Text.", "a": NaN, "b": Infinity}]'
    yield "constants.jsonl", b'{"text": "Text.", "a": NaN, "b": -Infinity}'
    yield "twice.jsonl", b'{"text": "One.", "text": "Two.", "id": "a"}\n' * 3
    yield (
        "ours.jsonl",
        json.dumps(
            {
                **dict.fromkeys(("id", "title", "published", "path", "member"), "\0"),
                "text": "Text.",
                "marks": [{"start": -5, "end": 10**30, "kind": {}, "score": 1e999}],
                "posts": [[], {"start": 1, "end": 0, "name": {}}],
                "metadata": [],
                "provenance": 5,
                "warnings": {"a": 1},
            }
        ).encode(),
    )
    yield "long_line.jsonl", b'{"text": "' + b"x" * 25_000_000 + b'"}\n{"text": "Good."}'


def tables() -> Files:
    """Tables that are none."""
    yield "nuls.csv", b'id,text\n1,"a\0b"\n\0,\0\n2,' + PROSE.encode()
    yield "quotes.csv", b'id,text\n1,"never closed\n' + b"2,more\n" * 1000
    yield "columns.csv", (",".join(f"c{n}" for n in range(100_000)) + "\n" + ",".join("x" * 100_000)).encode()
    yield "ragged.csv", b"id,text\n1\n2,a,b,c,d\n,,,,,,\n\n3,text"
    yield "cell.csv", b'id,text\n1,"' + b"x" * 3_000_000 + b'"'
    yield "formulas.csv", b"id,text\n1,\"=cmd|' /C calc'!A0\"\n2,@SUM(1)"
    yield "returns.tsv", b"id\ttext\r1\ta\r2\tb\r\r\n"
    yield "footer.parquet", b"PAR1" + b"\0" * 20 + struct.pack("<i", 2**31 - 1) + b"PAR1"
    yield "footer_negative.parquet", b"PAR1" + b"\0" * 20 + struct.pack("<i", -1) + b"PAR1"
    dimension = xlsx("", PROSE).replace(b"sheetData", b"sheetData")
    yield "sheet.xlsx", dimension[:-30] + b"\0" * 30


def pdf(text: str, *, kids: bytes = b"[3 0 R]", count: bytes = b"1") -> bytes:
    """A PDF of one page, made by hand."""
    content = b"BT /F1 12 Tf 50 700 Td (" + text.encode("latin-1") + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids " + kids + b" /Count " + count + b" >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def pdfs() -> Files:
    """PDFs that lead in circles, or promise more than they hold."""
    yield "loop_pages.pdf", pdf(PROSE, kids=b"[2 0 R 2 0 R 3 0 R]", count=b"99999999")
    yield "loop_table.pdf", pdf(PROSE).replace(b"/Size 6", b"/Size 6 /Prev 9")
    yield "loop_content.pdf", pdf(PROSE).replace(b"/Contents 4 0 R", b"/Contents [4 0 R 3 0 R 2 0 R]")
    yield "length.pdf", pdf(PROSE).replace(b"/Length ", b"/Length 999999999")
    yield "no_table.pdf", pdf(PROSE).replace(b"startxref", b"startxxxx")
    yield "deep.pdf", pdf(PROSE).replace(b"/Type /Catalog", b"/X " + b"[" * 50_000 + b"]" * 50_000 + b" /Type /Catalog")
    yield "header.pdf", b"%PDF-1.7\n"
    packed = zlib.compress(b"BT (x) Tj ET\n" * 20_000_000, 9)
    start, _, rest = pdf(PROSE).partition(b"4 0 obj")
    yield (
        "bomb.pdf",
        (
            start
            + b"4 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
            + rest[rest.index(b"5 0 obj") :]
        ),
    )


def mail(page: str) -> str:
    return f"From: a@a.example\nSubject: S\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}"


def mails() -> Files:
    """Letters and boxes of them."""
    yield "none.mbox", PROSE.encode()
    yield "many_empty.mbox", b"From a@a.example Thu Oct  9 08:00:00 2025\n\n" * 500
    nested = "Content-Type: text/plain\n\nText."
    for number in range(500):
        nested = f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n{nested}\n--b{number}--"
    yield "nested.eml", nested.encode()
    yield "no_boundary.eml", b"Subject: S\nContent-Type: multipart/mixed\n\n--x\n\nText.\n"
    yield "header.eml", b"Subject: " + b"=?utf-8?b?" * 50_000 + b"\n\nText."
    yield "headers.eml", b"".join(b"X-%d: x\n" % number for number in range(100_000)) + b"\nText."
    yield "base64.eml", mail("@@@ no base64 @@@").replace("MIME", "Content-Transfer-Encoding: base64\nMIME").encode()
    yield "charset.eml", mail(PAGE).replace("utf-8", "no-such-thing").encode()
    yield "no_parts.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    yield (
        "base64_bomb.eml",
        (
            mail("").replace("MIME", "Content-Transfer-Encoding: base64\nMIME").encode()
            + base64.b64encode(b"<b>" * 3_000_000)
        ),
    )


def warc_record(page: bytes, *, length: int | None = None) -> bytes:
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-10-09T08:00:00Z\r\n"
        b"WARC-Target-URI: https://a.example/\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(content) if length is None else length, content)
    )


def web_archives() -> Files:
    """Crawls with records that do not say the truth about themselves."""
    page = PAGE.encode()
    yield "short.warc", warc_record(page, length=10) + warc_record(page)
    yield "long.warc", warc_record(page, length=10**12)
    yield "negative.warc", warc_record(page, length=-1)
    yield "long.warc.gz", gzip.compress(warc_record(page, length=10**12))
    yield "no_record.warc", b"WARC/1.0\r\n\r\n\r\n" * 100
    yield "bomb.warc.gz", gzip.compress(warc_record(b"<p>" * 40_000_000))
    encoded = warc_record(page).replace(b"text/html", b"text/html\r\nContent-Encoding: gzip")
    yield "encoding.warc", encoded.replace(b"Content-Length: ", b"Content-Length: 9")
    chunked = warc_record(b"FFFFFFFFF\r\n" + page).replace(b"text/html", b"text/html\r\nTransfer-Encoding: chunked")
    yield "chunks.warc", chunked
    yield "nothing.wacz", zipped({"datapackage.json": "{}", "archive/a.warc.gz": b"no WARC"})
    yield "paths.wacz", zipped({"datapackage.json": "{}", "archive/../../a.warc": warc_record(page)})


def other_formats() -> Files:
    """RTF and feeds."""
    yield "deep.rtf", b"{\\rtf1 " + b"{" * 100_000 + b"Text." + b"}" * 100_000
    yield "binary.rtf", b"{\\rtf1 \\bin999999999 Text.}"
    yield "numbers.rtf", b"{\\rtf1 \\u999999999999? \\'zz \\u-70000? Text.}"
    yield "items.rss", b"<rss><channel>" + b"<item><title>T</title></item>" * 50_000 + b"</channel></rss>"
    yield (
        "nested.rss",
        b"<rss><channel><item><description>" + b"&lt;div&gt;" * 50_000 + b"</description></item></channel></rss>",
    )
    yield "deep.xml", b"<rss>" + b"<channel>" * 100_000


# What the file system allows


def odd_files(folder: Path) -> Iterator[Path]:
    """Pipes, links that lead nowhere, and names that are hard to write down, as far as this system has them."""
    for name, maker in (
        ("pipe.txt", lambda path: os.mkfifo(path)),
        ("pipe.html", lambda path: os.mkfifo(path)),
        ("broken_link.txt", lambda path: path.symlink_to(folder / "gone.txt")),
        ("link_to_itself.txt", lambda path: path.symlink_to(path.name)),
        ("line\nbreak.txt", lambda path: path.write_bytes(PROSE.encode())),
        ("line\nbreak.html", lambda path: path.write_bytes(PAGE.encode())),
        ("steers\x1b[31m.txt", lambda path: path.write_bytes(PROSE.encode())),
        (os.fsdecode(b"not_utf8_\xe9.txt"), lambda path: path.write_bytes(PROSE.encode())),
        (os.fsdecode(b"not_utf8_\xe9.html"), lambda path: path.write_bytes(PAGE.encode())),
        ("folder.html", lambda path: path.mkdir()),
        ("[a-z]*?.txt", lambda path: path.write_bytes(PROSE.encode())),
        ("no_permission.txt", _without_permission),
        ("no_permission.html", _without_permission),
        ("huge.txt", _huge),
        ("huge.html", _huge),
        ("huge.zip", _huge),
        ("huge.pdf", _huge),
    ):
        path = folder / name
        try:
            maker(path)
        except (OSError, AttributeError, ValueError):
            continue
        yield path


def _without_permission(path: Path) -> None:
    path.write_bytes(PAGE.encode())
    path.chmod(0)


def _huge(path: Path) -> None:
    """A file with a great hole, which takes no room on the disk."""
    if os.name == "nt":
        raise OSError("there, a hole takes all its room")
    with open(path, "wb") as stream:
        if path.suffix == ".pdf":
            stream.write(b"%PDF-1.4\n")
        stream.truncate(20 * 10**9)


if __name__ == "__main__":
    print(f"{len(make(Path(sys.argv[1])))} files")

"""Nobody is asked anything on the network unless it was said that this is wanted.

Everything runs in a process of its own, with a hook of Python's that sees each attempt, also in the processes that
this one starts. An attempt raises, and is written down besides: it would not help to catch it.
"""

import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from onrecord.sources import KINDS

CHECKOUT = Path(__file__).parents[1]

SITECUSTOMIZE = """\
import os, sys

def refuse(event, args):
    # What has a path for an address is a socket between our own processes.
    to_host = event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple)
    if to_host or event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        with open(os.environ["ATTEMPTS"], "a", encoding="utf-8") as file:
            file.write(f"{event} {args[1:]}\\n")
        raise RuntimeError(f"went to the network: {event} {args[1:]}")

sys.addaudithook(refuse)
"""

TEXT = "Council sells the pier\n\n“Never,” said Ines Duarte. See http://news.example/pier for more.\n"

PARAGRAPHS = """<p>“Never,” said Ines Duarte on Thursday, after six hours with those who live beside the harbour.</p>
<p>The council sold the pier for two million, and the fishermen heard of it from the paper of the next morning.</p>
<p>Nobody knows what the buyer will make of it, when work will begin, or who is going to pay for it in the end.</p>"""

# All that a page can ask a reader to fetch.
PAGE = f"""<?xml version="1.0"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://news.example/xhtml1-strict.dtd"
 [<!ENTITY outside SYSTEM "http://news.example/entity">]>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><title>Council sells the pier</title>
<base href="http://news.example/"/><link rel="canonical" href="http://news.example/pier"/>
<link rel="stylesheet" href="http://news.example/style.css"/><meta http-equiv="refresh" content="0; http://news.example/"/>
<script src="http://news.example/script.js"></script></head><body><article><h1>Council sells the pier</h1>
<img src="http://news.example/pier.jpg"/><iframe src="http://news.example/frame"></iframe>{PARAGRAPHS}
<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://news.example/more"/></article></body></html>"""

FEED = f"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY outside SYSTEM "http://news.example/entity">]>
<?xml-stylesheet href="http://news.example/style.xsl" type="text/xsl"?>
<rss version="2.0"><channel><title>News</title><link>http://news.example/</link>
<item><title>Council sells the pier</title>
<link>http://news.example/pier</link><guid>http://news.example/pier</guid><description><![CDATA[{PARAGRAPHS}]]></description>
<enclosure url="http://news.example/pier.mp3" length="1" type="audio/mpeg"/></item></channel></rss>"""

MAIL = f"""From: news@news.example
To: reader@news.example
Subject: Council sells the pier
Date: Thu, 9 Oct 2025 08:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related; boundary="part"

--part
Content-Type: text/html; charset=utf-8
Content-Location: http://news.example/pier

{PAGE}
--part
Content-Type: message/external-body; access-type=URL; URL="http://news.example/attachment"

--part--
"""

RTF = (
    r"{\rtf1\ansi Council sells the pier\par \u8220?Never,\u8221? said Ines Duarte on Thursday. "
    r'{\field{\*\fldinst INCLUDEPICTURE "http://news.example/pier.jpg"}{\fldrslt }}\par}'
)

WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example/pier\r\n"
    "WARC-Date: 2025-10-09T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
    "Content-Type: application/http; msgtype=response\r\nContent-Length: "
)


def warc():
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    return WARC.encode() + str(len(answer)).encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"


def zipped(files):
    """A ZIP archive of files, given by their paths in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def tarred(path, content):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo(path)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def parquet():
    packed = io.BytesIO()
    pd.DataFrame({"text": ["“Never,” said Ines Duarte."], "url": ["http://news.example/pier"]}).to_parquet(packed)
    return packed.getvalue()


def pdf():
    """A page with a line of text, which opens an address as soon as it is shown."""
    shown = b"BT /F1 12 Tf 72 720 Td (Never, said Ines Duarte on Thursday.) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (http://news.example/) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# A template from elsewhere is what a word processor would fetch.
DOCX = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        'document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/attachedTemplate" '
        'Target="http://news.example/template.dotm" TargetMode="External"/></Relationships>'
    ),
    "word/document.xml": (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>“Never,” said Ines Duarte on Thursday.</w:t></w:r></w:p></w:body></w:document>"
    ),
}

SAMPLES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": "# Council sells the pier\n\n![](http://news.example/pier.jpg) “Never,” said Ines Duarte.\n",
    ".jsonl": '{"text": "“Never,” said Ines Duarte.", "url": "http://news.example/pier"}\n',
    ".ndjson": '{"text": "“Never,” said Ines Duarte.", "url": "http://news.example/pier"}\n',
    ".json": '[{"text": "“Never,” said Ines Duarte.", "url": "http://news.example/pier"}]\n',
    ".csv": "text,url\n“Never” said Ines Duarte.,http://news.example/pier\n",
    ".tsv": "text\turl\n“Never,” said Ines Duarte.\thttp://news.example/pier\n",
    ".rss": FEED,
    ".atom": FEED,
    ".xml": FEED,
    ".eml": MAIL,
    ".mbox": f"From news@news.example Thu Oct  9 08:00:00 2025\n{MAIL}",
    ".mhtml": MAIL,
    ".mht": MAIL,
    ".rtf": RTF,
    ".warc": warc(),
    ".pdf": pdf(),
    ".docx": zipped(DOCX),
    ".epub": zipped({"mimetype": "application/epub+zip", "chapter.xhtml": PAGE}),
    ".odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": PAGE}),
    ".xlsx": zipped({"xl/workbook.xml": PAGE}),
    ".parquet": parquet(),
    ".zip": zipped({"pier.html": PAGE, "feed.xml": FEED}),
    ".wacz": zipped({"archive/data.warc": warc()}),
    ".tar": tarred("pier.html", PAGE.encode()),
}
"""Files that name what could be fetched. A kind that is not here is tried with the web page under its ending."""

READ_ALL = """\
import pathlib, sys
import onrecord
from onrecord import Article, cli, corpus
from onrecord.near_duplicates import duplicates
from onrecord.formats import FORMATS

articles = [item for item in onrecord.read_articles("in") if isinstance(item, Article)]
assert len(articles) >= 6, articles
duplicates(articles)
"""

WHOLE_WAY = (
    READ_ALL
    + """\
nlp = onrecord.load()
docs = list(nlp.pipe(article.text for article in articles))
assert any(list(onrecord.quotes(doc)) for doc in docs)
found = onrecord.tables(zip(docs, articles))
onrecord.write_tables(found, "tables")
onrecord.read_tables("tables")
for format in FORMATS:
    texts = {"articles": articles} if FORMATS[format].has_texts else {}
    onrecord.export(found, f"exported/{format}", format=format, **texts)
onrecord.read_export("exported/xmi")
for doc in docs:
    assert onrecord.show(doc).html
assert onrecord.analyze("in").tables.quotes.shape[0]
corpus = onrecord.analyze("in", out="corpus", readers=1)
assert corpus.sql("select * from quotes join articles using (article)").df().shape[0]
assert corpus.article(articles[0].id).text
assert cli.main(["analyze", "in", "-o", "out"]) in (0, 1)
cli.main(["doctor"])
assert not [name for name in sys.modules if name.startswith("onrecord.sources.web")]
"""
)


@pytest.fixture
def blocked(tmp_path):
    """Run a program without a network, and give what it tried and what became of it."""
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    attempts = tmp_path / "attempts.txt"
    attempts.touch()
    settings = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(CHECKOUT)]),
        "ATTEMPTS": str(attempts),
        "PYTHONUTF8": "1",
    }

    def run(program):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        return attempts.read_text(encoding="utf-8"), done

    return run


def put_samples(folder):
    folder.mkdir()
    for ending in {*(ending for kind in KINDS for ending in kind.endings), *SAMPLES}:
        content = SAMPLES.get(ending, PAGE)
        (folder / f"sample{ending}").write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "import socket; socket.getaddrinfo('news.example', 80)",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "'import socket; socket.create_connection((\"192.0.2.1\", 80))'], check=True)",
        "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80))\nexcept BaseException:\n    pass",
    ],
)
def test_an_attempt_would_be_seen(blocked, attempt):
    attempts, done = blocked(attempt)
    assert attempts
    assert done.returncode == (0 if "except" in attempt else 1)


@pytest.mark.timeout(60)
def test_importing_asks_nobody(blocked):
    attempts, done = blocked("import onrecord, onrecord.cli\n[getattr(onrecord, name) for name in onrecord.__all__]")
    assert (attempts, done.returncode) == ("", 0), done.stderr


@pytest.mark.timeout(300)
def test_reading_all_kinds_of_files_and_all_that_follows_asks_nobody(blocked, tmp_path):
    put_samples(tmp_path / "in")
    attempts, done = blocked(WHOLE_WAY)
    assert (attempts, done.returncode) == ("", 0), done.stderr


def test_an_address_among_the_paths_is_not_fetched(blocked):
    attempts, done = blocked(
        "import onrecord\n"
        "[problem] = onrecord.read_articles('http://192.0.2.1/')\n"
        "assert 'not fetched' in problem.reason, problem\n"
    )
    assert (attempts, done.returncode) == ("", 0), done.stderr

"""Text that wants to be more than text: scripts, formulas, paths, entities."""

import csv
import json
import re

import networkx
import pytest
from lxml import etree
from openpyxl import load_workbook

from onrecord import Article, export, read_export
from onrecord.export import FORMATS
from onrecord.export.annotated import Attributed, Mentioned, built
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.tables import tables
from tests.browser import payloads as scripts
from tests.hand_made import finished

pytestmark = pytest.mark.filterwarnings("ignore::onrecord.export.ExportWarning")

# XML, and so three formats, cannot hold a NUL: test_losses.py has what becomes of it.
SCRIPTS = [payload for payload in scripts.PAYLOADS if "\0" not in payload]

PAYLOADS = [
    *SCRIPTS,
    '"><img src=x onerror=alert(1)>',
    "]]><script>alert(1)</script>",
    "&lt;script&gt;",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "'=1+1",
    "../../../etc/passwd",
    "C:\\con\\aux",
    "{{7*7}}${7*7}",
    "_x003D_1+1",
    "</ab></text><TEI>",
    "\\_|[1]->;*",
]


def hostile_pairs():
    for number, payload in enumerate(PAYLOADS):
        name = payload.strip()
        text = f"{payload} “{payload}x,” said {name}."
        start = len(payload) + 1
        end = start + len(payload) + 4
        source = (end + 6, end + 6 + len(name))
        reading = Reading(
            [Name(*source, "PERSON", 1.0)], [Attribution(((start, end),), (end + 1, end + 5), source, True, 0.9)]
        )
        known = dict.fromkeys("title byline outlet url published language section path".split(), payload)
        yield finished(text, reading), Article(f"{payload}{number}", text, **known)


@pytest.fixture(scope="module")
def made():
    return list(hostile_pairs())


@pytest.fixture(scope="module")
def found(made):
    return tables(made)


def test_the_payloads_are_in_all_fields(found):
    assert len(found.quotes) == len(PAYLOADS)
    assert found.quotes["speaker"].notna().all()
    assert found.articles["title"].tolist() == PAYLOADS


@pytest.mark.parametrize("format", ["xmi", "tei", "graphml", "gexf"])
def test_xml_has_no_other_elements(format, made, found, tmp_path):
    path = export(found if format in ("graphml", "gexf") else made, tmp_path / f"x.{format}", format=format)
    files = [path] if path.is_file() else list(path.glob("*.xmi"))
    for file in files:
        tree = etree.parse(file, etree.XMLParser(resolve_entities=False))
        assert tree.docinfo.internalDTD is None
        names = {etree.QName(element).localname for element in tree.iter(etree.Element)}
        assert not names & {"script", "img", "svg", "iframe", "embed", "style", "video", "input"}
        assert len(tree.findall(".//{http://www.tei-c.org/ns/1.0}TEI")) == (len(PAYLOADS) if format == "tei" else 0)
        assert b"<script" not in file.read_bytes()
        assert b"<img" not in file.read_bytes()


def test_networks_come_back_with_the_texts(found, tmp_path):
    graph = networkx.read_graphml(export(found, tmp_path / "x.graphml"))
    assert {graph.nodes[node].get("title") for node in graph if node.startswith("article")} == set(PAYLOADS)


def test_workbooks_have_no_formulas(found, tmp_path):
    workbook = load_workbook(export(found, tmp_path / "x.xlsx"))
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "b")
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@"):
                    assert cell.quotePrefix


def test_csv_for_spreadsheets_has_no_formulas(found, tmp_path):
    folder = export(found, tmp_path / "x", format="csv", escape_formulas=True)
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell]


@pytest.mark.parametrize("format", [name for name, known in FORMATS.items() if known.is_folder])
def test_files_stay_in_their_folder(format, made, tmp_path):
    export(made, tmp_path / "in" / "x", format=format)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert all(re.fullmatch(r"[A-Za-z0-9_.]+", path.name) for path in (tmp_path / "in").rglob("*"))


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno", "xmi", "xlsx"])
def test_what_went_in_comes_out(format, made, found, tmp_path):
    back = read_export(export(made, tmp_path / f"x.{format}", format=format), format=format)
    assert back.quotes["speaker"].tolist() == found.quotes["speaker"].tolist()
    assert back.quotes["text"].tolist() == found.quotes["text"].tolist()
    assert back.articles["outlet"].tolist() == PAYLOADS


@pytest.mark.parametrize("format", ["labelstudio", "prodigy", "w3c"])
def test_json_is_json(format, made, tmp_path):
    content = export(made, tmp_path / "x", format=format).read_text(encoding="utf-8")
    assert [json.loads(line) for line in ([content] if format != "prodigy" else content.split("\n")) if line]


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno", "xmi"])
def test_ids_come_out_as_they_went_in(format, tmp_path):
    text = "He left."
    # WebAnno TSV has no line breaks in a value; nor have ids.
    ids = [" ".join(payload.split()) for payload in PAYLOADS]
    pairs = []
    for id_ in ids:
        article = Article(f"{id_} {len(pairs)}", text)
        mentions = [Mentioned(0, 2, "PERSON", "name", id_)]
        quotes = [Attributed(f"{id_}q", [(3, 7)], None, (0, 2), speaker=id_)]
        pairs.append((built(article, mentions, quotes), article))
    back = read_export(export(pairs, tmp_path / "x", format=format), format=format)
    assert back.quotes["speaker_id"].tolist() == ids
    assert back.quotes["quote"].tolist() == [f"{id_}q" for id_ in ids]
    assert back.mentions["entity"].tolist() == ids


def test_xml_that_comes_back_is_read_without_entities(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    path = tmp_path / "x.xmi"
    path.write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        '<x xmlns:cas="http:///uima/cas.ecore"><cas:Sofa sofaID="_InitialView" sofaString="A">&e;</cas:Sofa></x>',
        encoding="utf-8",
    )
    assert read_export(path).articles["article"].tolist() == ["x"]

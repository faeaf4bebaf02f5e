"""Text that wants to be more than text: scripts, formulas, paths, entities."""

import csv
import json
import re
import sys
import warnings

import networkx
import pytest
from lxml import etree
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from onrecord import Article, export, read_export
from onrecord.formats import FORMATS, ExportWarning
from onrecord.formats.annotated import Attributed, Mentioned, built
from onrecord.formats.xml import REPLACED
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.tabulation import tables
from tests.browser import payloads as scripts
from tests.hand_made import finished

pytestmark = pytest.mark.filterwarnings("ignore::onrecord.formats.ExportWarning")

# XML, and so four formats, cannot hold a NUL: what becomes of it is tested by itself.
SCRIPTS = [payload for payload in scripts.PAYLOADS if "\0" not in payload]
[NUL] = set(scripts.PAYLOADS) - set(SCRIPTS)

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


def hostile_pairs(payloads=PAYLOADS):
    for number, payload in enumerate(payloads):
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


@pytest.mark.parametrize("format", FORMATS)
def test_a_nul_is_kept_or_told(format, tmp_path):
    """The payload with a NUL in every field: four formats are XML, have \ufffd in its place, and say so."""
    made = list(hostile_pairs([NUL]))
    found = tables(made)
    is_xml = format in ("xmi", "tei", "graphml", "gexf")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        path = export(made if FORMATS[format].has_texts else found, tmp_path / f"x.{format}", format=format)
    assert any(REPLACED in str(warning.message) for warning in told) == is_xml
    if is_xml:
        for file in [path] if path.is_file() else path.glob("*.xm?"):
            assert "\0" not in file.read_text(encoding="utf-8")
            etree.parse(file)
    if format == "xmi":
        back = read_export(path)
        assert back.quotes["text"].tolist() == [text.replace("\0", "\ufffd") for text in found.quotes["text"]]
        assert back.quotes["start"].tolist() == found.quotes["start"].tolist()
    # Before Python 3.11 the module csv reads no NUL.
    elif format in _COME_BACK and (sys.version_info >= (3, 11) or format not in ("csv", "datapackage")):
        back = read_export(path, format=format)
        for name, table in found.items():
            assert_frame_equal(getattr(back, name), table, obj=name)


_COME_BACK = ("csv", "datapackage", "xlsx", "parquet", "jsonl", "spacy", "brat", "webanno")


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\t"])
def test_line_breaks_in_ids_and_fields_break_no_line_of_webanno(break_, tmp_path):
    """Every payload with a line break in it, in ids and fields: they are spaces in the file, which is told."""
    pairs = []
    for number, payload in enumerate(SCRIPTS):
        broken = f"{break_}{payload}{break_}1-1\t0-2"
        article = Article(f"{broken}{number}", "He left.", title=broken, outlet=broken)
        mentions = [Mentioned(0, 2, broken, "name", broken)]
        quotes = [Attributed(f"{broken}q", [(3, 7)], None, (0, 2), speaker=broken)]
        pairs.append((built(article, mentions, quotes), article))
    with pytest.warns(ExportWarning, match="ids or labels with line breaks or tabs, which are spaces in it"):
        path = export(pairs, tmp_path / "x", format="webanno")
    back = read_export(path)
    assert back.articles["title"].tolist() == [article.title for _, article in pairs]
    assert back.quotes["text"].tolist() == ["left"] * len(pairs)
    spaced = [re.sub(r"[\r\n\t]", " ", article.title) for _, article in pairs]
    assert back.quotes["speaker_id"].tolist() == spaced
    assert back.quotes["quote"].tolist() == [f"{id_}q" for id_ in spaced]
    assert back.mentions["label"].tolist() == spaced


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

"""What we write is opened by the programs that it is for, as far as they run here."""

import json
import zipfile

import cassis
import frictionless
import networkx
import pytest
import spacy
from lxml import etree
from openpyxl import load_workbook
from spacy.tokens import DocBin

from onrecord import Article, export, read_export
from onrecord.formats import ExportWarning
from onrecord.formats.layers import LAYERS
from onrecord.formats.networks import network
from onrecord.formats.units import Utf16
from onrecord.formats.web_annotation import article_urn
from onrecord.tabulation import tables
from tests.formats.made_up import pairs
from tests.hand_made import doc_of

# What each format cannot hold is tested elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore::onrecord.formats.ExportWarning")

TEI = {"t": "http://www.tei-c.org/ns/1.0"}


@pytest.fixture(scope="module")
def made():
    return list(pairs(60))


@pytest.fixture(scope="module")
def found(made):
    return tables(made)


@pytest.fixture(scope="module")
def emoji():
    """One article in which each way of counting gives another number."""
    doc = doc_of("👩‍👩‍👧 {“👍🏽 Yes,”} <said> ([Ana 𝒜ouza|PERSON]).")
    return doc, Article("emoji", doc.text)


def written(path):
    return path.read_bytes().decode("utf-8")


# INCEpTION


def test_cassis_reads_our_xmi(made, found, tmp_path):
    folder = export(made, tmp_path / "press", format="xmi")
    with (folder / "TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    files = sorted(folder.glob("*.xmi"))
    assert len(files) == len(made)
    counts = dict.fromkeys(LAYERS, 0)
    for file, (doc, article) in zip(files, made, strict=True):
        with file.open("rb") as stream:
            cas = cassis.load_cas_from_xmi(stream, typesystem=types)
        assert cas.sofa_string == article.text
        for layer in LAYERS:
            counts[layer] += len(cas.select(layer))
        quoted = [annotation.get_covered_text() for annotation in cas.select("webanno.custom.Quote")]
        assert sorted(quoted) == sorted(span.text for span in doc.spans["quotes"])
        words = [annotation.get_covered_text() for annotation in cas.select("Token")]
        assert words == [token.text for token in doc if not token.is_space]
    assert counts["webanno.custom.Mention"] == len(found.mentions)
    assert counts["webanno.custom.Quote"] == sum(map(len, found.quotes["pieces"]))


def test_what_cassis_writes_comes_back(made, found, tmp_path):
    folder = export(made, tmp_path / "press", format="xmi")
    with (folder / "TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    for file in folder.glob("*.xmi"):
        with file.open("rb") as stream:
            cas = cassis.load_cas_from_xmi(stream, typesystem=types)
        cas.to_xmi(file)
    back = read_export(folder)
    assert sorted(back.quotes["text"]) == sorted(found.quotes["text"])
    assert sorted(back.mentions["text"]) == sorted(found.mentions["text"])


def test_a_correction_in_inception_comes_back(emoji, tmp_path):
    folder = export([emoji], tmp_path / "press", format="xmi")
    [file] = folder.glob("*.xmi")
    tree = etree.parse(file)
    [quote] = tree.findall(".//{http:///webanno/custom.ecore}Quote")
    text = emoji[1].text
    quote.set("begin", str(Utf16(text).offset(text.index("Yes"))))
    quote.set("kind", "attitude")
    tree.write(file)
    [row] = read_export(folder).quotes.itertuples()
    assert (row.text, row.speech, row.speaker) == ("Yes,”", False, "Ana 𝒜ouza")


def test_offsets_of_webanno_tsv_count_utf16(emoji, tmp_path):
    folder = export([emoji], tmp_path / "press", format="webanno")
    [file] = folder.glob("*.tsv")
    utf16 = emoji[1].text.encode("utf-16-le")
    lines = [line.split("\t") for line in written(file).split("\n") if line[:1].isdigit()]
    for _, place, word, *_ in lines:
        start, end = map(int, place.split("-"))
        assert utf16[2 * start : 2 * end].decode("utf-16-le") == word
    assert len({len(line) for line in lines}) == 1
    assert written(file).startswith("#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Mention|entity|label|form\n")


# Spreadsheets


def test_openpyxl_finds_texts_and_no_formulas(found, tmp_path):
    workbook = load_workbook(export(found, tmp_path / "press.xlsx"))
    assert workbook.sheetnames == [name for name, _ in found.items()]
    kinds = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b"}
    titles = [row[1] for row in workbook["articles"].iter_rows(min_row=2, values_only=True)]
    assert "#N/A" in titles
    assert "-1" in titles


def test_a_workbook_has_no_links_and_no_macros(found, tmp_path):
    with zipfile.ZipFile(export(found, tmp_path / "press.xlsx")) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "sheet" in name]
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


def test_spreadsheets_may_be_sorted_and_have_columns_added_and_removed(found, tmp_path):
    mine = found.quotes.iloc[::-1].drop(columns=["sentence", "cue_lemma"]).assign(note="look here")
    path = export(mine, tmp_path / "mine.csv")
    with pytest.warns(ExportWarning, match="1 columns of quotes"):
        back = read_export(path)
    assert back.quotes["text"].tolist() == mine["text"].tolist()
    assert back.quotes["sentence"].isna().all()


def test_semicolons_and_a_german_excel(tmp_path):
    path = tmp_path / "quotes.csv"
    path.write_text("article;quote;pieces;speech;score;start\r\na;q1;[[0, 4]];WAHR;0,5;0\r\n", encoding="utf-8-sig")
    with pytest.raises(ValueError, match=r"quotes, row 2: 'WAHR' is no value of the column speech"):
        read_export(path)
    path.write_text("article;quote;pieces;speech;score;start\r\na;q1;[[0, 4]];TRUE;0,5;0\r\n", encoding="utf-8-sig")
    [row] = read_export(path).quotes.itertuples()
    assert (row.article, row.pieces, row.speech, row.score, row.start) == ("a", [[0, 4]], True, 0.5, 0)


# spaCy


def test_spacy_reads_our_docbin(made, tmp_path):
    path = export(made, tmp_path / "press.spacy")
    docs = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in docs] == [article.text for _, article in made]
    assert [len(doc.spans["quotes"]) for doc in docs] == [len(doc.spans["quotes"]) for doc, _ in made]
    assert "onrecord" not in made[0][0].user_data


def test_a_docbin_of_others_is_read_as_far_as_it_goes(tmp_path):
    path = tmp_path / "theirs.spacy"
    DocBin(docs=[spacy.blank("en")("He left.")]).to_disk(path)
    assert {name for name, table in read_export(path).items() if len(table)} == {"articles"}


# Networks


@pytest.mark.parametrize("kind", ["quoted", "together"])
@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_networkx_reads_our_networks(kind, ending, found, tmp_path):
    path = export(found, tmp_path / f"press.{ending}", network=kind)
    back = networkx.read_graphml(path) if ending == "graphml" else networkx.read_gexf(path)
    graph = network(found, kind)
    assert set(back) == set(graph)
    assert {(*sorted(edge), back.edges[edge]["weight"]) for edge in back.edges} == {
        (*sorted(edge), graph.edges[edge]["weight"]) for edge in graph.edges
    }


def test_what_is_in_a_network():
    docs = [
        doc_of("{“We won,”} <said> ([Ana Souza|PERSON]).", "{“No,”} <said> ([José Álvarez|PERSON])."),
        doc_of(
            "{“We won,”} <said> ([Ana Souza|PERSON]).",
            "{“At last,”} <added> (she).",
            "{“So,”} <said> ([José Álvarez|PERSON]).",
        ),
    ]
    found = tables(docs)
    ana, jose = "speaker PERSON Ana Souza", "speaker PERSON José Álvarez"
    quoted = network(found, "quoted")
    assert quoted.edges["article 2", ana]["weight"] == 2
    assert quoted.nodes[ana] == {"label": "Ana Souza", "kind": "speaker", "entity_label": "PERSON", "quotes": 3}
    assert list(network(found, "together").edges(data="weight")) == [(ana, jose, 2)]


# Data package


def test_frictionless_finds_nothing_wrong(found, tmp_path):
    folder = export(found, tmp_path / "press", format="datapackage")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []
    assert report.stats["tasks"] == len(list(found.items()))
    package = json.loads(written(folder / "datapackage.json"))
    fields = {r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in package["resources"]}
    assert fields == {name: list(table.columns) for name, table in found.items()}
    assert all(field["description"] for r in package["resources"] for field in r["schema"]["fields"])


# Label Studio, Prodigy, W3C, TEI, CoNLL-U Plus: by their structure


def test_offsets_of_label_studio_count_utf16(made, tmp_path):
    tasks = json.loads(written(export(made, tmp_path / "press.labelstudio.json")))
    assert len(tasks) == len(made)
    for task in tasks:
        utf16 = task["data"]["text"].encode("utf-16-le")
        regions = {}
        for item in task["predictions"][0]["result"]:
            if item["type"] == "labels":
                value = item["value"]
                assert utf16[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
                regions[item["id"]] = value["labels"][0]
            else:
                assert {item["from_id"], item["to_id"]} <= set(regions)
        assert len(regions) == len({item["id"] for item in task["predictions"][0]["result"] if "id" in item})


def test_spans_of_prodigy_fit_its_tokens(made, tmp_path):
    lines = written(export(made, tmp_path / "press.prodigy.jsonl")).split("\n")
    for line in filter(None, lines):
        task = json.loads(line)
        tokens = task["tokens"]
        assert "".join(token["text"] + " " * token["ws"] for token in tokens) == task["text"]
        for span in task["spans"]:
            first, last = tokens[span["token_start"]], tokens[span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])
        assert all(relation["head"] < len(tokens) for relation in task["relations"])


def test_web_annotations_select_what_they_say(made, found, tmp_path):
    collection = json.loads(written(export(made, tmp_path / "press.jsonld")))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    assert collection["total"] == len(items)
    assert len({item["id"] for item in items}) == len(items)
    texts = {article_urn(article.id): article.text for _, article in made}
    several = 0
    for item in items:
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        several += len(targets) > 1
        for target in targets:
            position, quoted = target["selector"]
            text = texts[target["source"]["id"]]
            assert text[position["start"] : position["end"]] == quoted["exact"]
            assert quoted["prefix"] + quoted["exact"] + quoted["suffix"] in text
    assert several == sum(len(pieces) > 1 for pieces in found.quotes["pieces"])


def test_spans_of_tei_point_into_its_text(made, found, tmp_path):
    root = etree.parse(export(made, tmp_path / "press.tei")).getroot()
    blocks = root.findall(".//t:ab", TEI)
    assert [block.text for block in blocks] == [article.text for _, article in made]
    texts = {block.get("{http://www.w3.org/XML/1998/namespace}id"): block.text for block in blocks}
    pieces = []
    for span in root.findall(".//t:spanGrp[@type='quotes']/t:span[@cert]", TEI):
        for pointer in span.get("target").split(" "):
            id_, start, length = pointer.removeprefix("#string-range(").removesuffix(")").split(",")
            pieces.append(texts[id_][int(start) : int(start) + int(length)])
    assert pieces == [span.text for doc, _ in made for span in doc.spans["quotes"]]
    ids = set(root.xpath("//@xml:id"))
    pointers = root.xpath("//@active | //@passive | //@corresp")
    assert {pointer[1:] for pointer in pointers} <= ids
    assert len(ids) == len(root.xpath("//@xml:id"))


def test_conllu_plus_holds_the_text_and_closes_what_it_opens(made, tmp_path):
    content = written(export(made, tmp_path / "press.conllup")).split("\n")
    texts, rows = [], []
    for line in content:
        if line.startswith("# newdoc"):
            texts.append("")
        elif line and not line.startswith("# "):
            cells = line.split("\t")
            assert len(cells) == 9
            misc = dict(pair.split("=", 1) for pair in cells[8].split("|") if "=" in pair)
            after = "" if "SpaceAfter" in misc else unescaped(misc.get("SpacesAfter", " "))
            texts[-1] += unescaped(misc.get("SpacesBefore", "")) + cells[1] + after
            rows.append(cells)
    assert texts == [article.text for _, article in made]
    for column in (4, 5, 6, 7):
        brackets = "".join(row[column] for row in rows)
        assert brackets.count("(") == brackets.count(")") > 0
    assert sum(row[5].count("(") for row in rows) == sum(len(doc.spans["quotes"]) for doc, _ in made)


def unescaped(spaces):
    codes = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "\\": "\\", "p": "|"}
    out, at = "", 0
    while at < len(spaces):
        if spaces[at] == "\\":
            at += 1
            out += codes[spaces[at]]
        else:
            out += spaces[at]
        at += 1
    return out

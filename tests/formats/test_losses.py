"""What a format cannot hold is told, with how many; and what no format can take is refused."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest

from onrecord import Article, export, read_export
from onrecord.formats import FORMATS, ExportWarning, read_docs, workbook
from onrecord.formats.annotated import Attributed, Mentioned, built
from onrecord.formats.delimited import escaped, unescaped
from onrecord.formats.sheets import table_named
from onrecord.formats.units import Utf16
from onrecord.sources import Mark, Post
from onrecord.tabulation import COLUMNS, tables, write
from tests.hand_made import doc_of

TEXTS = [name for name, known in FORMATS.items() if known.has_texts]


def pair(*marked, **known):
    doc = doc_of(*marked)
    return doc, Article("a", doc.text, **known)


@pytest.fixture
def strike():
    return pair(
        "{“We won,”} <said> ([Ana Souza|PERSON]).",
        "{“No!”} <said> (a man in a hat).",
        title="Won",
        byline="By Rui Costa",
        marks=(Mark(0, 4, "caption"),),
        posts=(Post(0, 4),),
    )


def warned(function):
    """What is warned of, in one string."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function()
    return "\n".join(str(warning.message) for warning in caught if warning.category is ExportWarning)


# Told


@pytest.mark.parametrize("format", ["labelstudio", "prodigy", "conllup"])
def test_marks_and_posts(format, strike, tmp_path):
    said = warned(lambda: export([strike], tmp_path / "x", format=format))
    assert said == "x does not hold: 1 rows of marks; 1 rows of posts. See docs/export.md."


@pytest.mark.parametrize(
    ("format", "fields"),
    [
        ("w3c", "1 rows of marks; 1 rows of posts; 1 articles' title; 1 articles' byline; 1 articles' words"),
        ("tei", "1 rows of marks; 1 rows of posts; 1 articles' words"),
    ],
)
def test_fields_of_articles(format, fields, strike, tmp_path):
    assert warned(lambda: export([strike], tmp_path / "x", format=format)) == (
        f"x does not hold: {fields}. See docs/export.md."
    )


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno", "xmi"])
def test_nothing(format, strike, tmp_path):
    assert warned(lambda: export([strike], tmp_path / "x", format=format)) == ""


@pytest.mark.parametrize("format", ["xmi", "tei"])
def test_control_characters_in_xml(format, tmp_path):
    doc, article = pair("A\x0b\x00B {“Yes,”} <said> ([Ana Souza|PERSON]).", title="\x01")
    said = warned(lambda: export([(doc, article)], tmp_path / "x", format=format))
    assert "control characters, which XML cannot hold" in said
    if format == "xmi":
        back = read_export(tmp_path / "x")
        assert back.quotes["text"].tolist() == ["“Yes,”"]
        assert back.quotes["start"].tolist() == tables([(doc, article)]).quotes["start"].tolist()


@pytest.mark.parametrize("format", ["jsonl", "spacy", "brat", "webanno"])
def test_control_characters_elsewhere_come_back(format, tmp_path):
    doc, article = pair("A\x0b \x00B\x1f {“Yes\x0c,”} <said> ([Ana Souza|PERSON]).")
    path = export([(doc, article)], tmp_path / "x", format=format)
    pd.testing.assert_frame_equal(read_export(path, format=format).quotes, tables([(doc, article)]).quotes)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_control_characters_in_spreadsheets(ending, tmp_path):
    pieces = "A\x0b \x1fB {“Yes\x0c _x000D_ \r\n,”} <said> ([Ana Souza|PERSON])."
    found = tables([pair(pieces)])
    pd.testing.assert_frame_equal(read_export(export(found.quotes, tmp_path / f"x.{ending}")).quotes, found.quotes)


def test_texts_that_are_longer_than_a_cell(tmp_path):
    long = "“" + "a" * 32_760 + "👍" * 10 + "”"
    doc, article = pair(f"{{{long}}} <said> ([Ana Souza|PERSON]).", title="_x" * 20_000)
    found = tables([(doc, article)])
    said = warned(lambda: export(found, tmp_path / "x.xlsx"))
    assert "1 ends of texts of articles, longer than 32,767 characters" in said
    assert "2 ends of texts of quotes, longer than 32,767 characters" in said
    [text] = read_export(tmp_path / "x.xlsx").quotes["text"]
    assert text == long[: len(text)]
    assert len(text.encode("utf-16-le")) // 2 in (32_766, 32_767)


def test_more_rows_than_a_sheet_has(monkeypatch, strike, tmp_path):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    found = tables([strike])
    path = export(found, tmp_path / "x.xlsx")
    pd.testing.assert_frame_equal(read_export(path).mentions, found.mentions)


def test_user_data_of_others(strike, tmp_path):
    doc, _ = strike
    doc.user_data["score"], doc.user_data["span"] = 1, doc[:2]
    said = warned(lambda: export([strike], tmp_path / "x.spacy"))
    assert "2 values of Docs' user data that cannot be stored" in said
    del doc.user_data["span"]
    [(back, _)] = read_docs(export([strike], tmp_path / "x.spacy"))
    assert (back.user_data["score"], doc.user_data) == (1, {"score": 1})


def test_quotes_without_a_speaker_are_in_no_network(tmp_path):
    found = tables([doc_of("{“No!”}")])
    assert "1 quotes whose speaker is not known" in warned(lambda: export(found, tmp_path / "x.gexf"))


def test_a_quote_in_white_space(tmp_path):
    article = Article("a", "He left.  Now.")
    found = tables([(built(article, [], [Attributed("q1", [(10, 14)], None, None)]), article)])
    found.quotes["pieces"], found.quotes["start"], found.quotes["text"] = [[[8, 14]]], 8, "  Now."
    for format in ("webanno", "conllup"):
        path = tmp_path / format
        said = warned(lambda path=path, format=format: export(found, path, format=format, articles=[article]))
        assert "1 borders in white space" in said
    assert read_export(tmp_path / "webanno").quotes["text"].tolist() == ["Now."]
    with pytest.warns(ExportWarning, match="1 places began or ended in white space"):
        doc = built(article, [], [Attributed("q1", [(8, 14)], None, None)])
    assert [span.text for span in doc.spans["quotes"]] == ["Now."]
    with pytest.raises(ValueError, match="only white space"):
        built(article, [Mentioned(8, 10, "ORG", "name", "e1")], [])


def test_articles_that_are_not_given(strike, tmp_path):
    doc, article = strike
    found = tables([(doc, article), (doc_of("One."), Article("b", "One."))])
    said = warned(lambda: export(found, tmp_path / "x.jsonl", articles=[article]))
    assert "1 articles of the tables, which are not among the articles given" in said


def test_mentions_of_nobody_within_a_longer_name():
    article = Article("a", "Black Monday Fund")
    mentions = [Mentioned(0, 17, "ORG", "name", "e1"), Mentioned(6, 12, "DATE")]
    with pytest.warns(ExportWarning, match="1 mentions of no entity overlap a longer name"):
        doc = built(article, mentions, [])
    assert [span.text for span in doc.spans["mentions"]] == ["Black Monday Fund"]


# Refused


def test_what_cannot_be(strike, tmp_path):
    found = tables([strike])
    for arguments, options, message in [
        ((found, "x.doc"), {}, "tells no format"),
        ((found, "x"), {"format": "word"}, "There is no format 'word'"),
        ((found, "x.jsonl"), {}, "say articles="),
        ((found.quotes, "x.jsonl"), {}, "needs all of them"),
        ((found, "x.xlsx"), {"articles": [strike[1]]}, "articles= is for tables"),
        ((found, "x.xlsx"), {"bom": True}, "are for CSV"),
        ((found, "x.xlsx"), {"network": "together"}, "is for GraphML"),
        ((found, "x.gexf"), {"network": "both"}, "not 'both'"),
    ]:
        with pytest.raises(ValueError, match=message):
            export(arguments[0], tmp_path / arguments[1], **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["brat", "webanno", "xmi"])
def test_a_folder_is_whole_or_not_there(format, strike, tmp_path):
    def broken():
        yield strike
        raise OSError("the disk is full")

    (tmp_path / "empty").mkdir()
    with pytest.raises(OSError, match="disk"):
        export(broken(), tmp_path / "empty", format=format)
    assert [list(path.iterdir()) for path in tmp_path.iterdir()] == [[]]
    assert not read_export(export([strike], tmp_path / "empty", format=format)).quotes.empty


def test_a_text_that_is_not_the_one_of_the_tables(strike, tmp_path):
    found = tables([strike])
    with pytest.raises(ValueError, match="is not the one that the tables were made from"):
        export(found, tmp_path / "x.jsonl", articles=[Article("a", "Another text.")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["brat", "webanno", "xmi"])
def test_corrections_are_never_written_over(format, strike, tmp_path):
    export([strike], tmp_path / "x", format=format)
    with pytest.raises(FileExistsError, match="may hold corrections"):
        export([strike], tmp_path / "x", format=format)


def test_a_writer_that_fails_leaves_the_older_file(strike, tmp_path):
    path = export([strike], tmp_path / "x.jsonl")
    before = path.read_bytes()

    def broken():
        yield strike
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        export(broken(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.jsonl", '{"id": "a", "text": 1}', 'Line 1 of .* has no "text"'),
        ("x.jsonl", "[1]", "is not an object"),
        ("x.jsonl", "{", "is not JSON"),
        (
            "x.jsonl",
            '{"id": "a", "text": "He", "marks": [{}]}',
            "Line 1 .*, marks: None is no value of the column start",
        ),
        ("x.jsonl", '{"id": "a", "text": "He", "mentions": [{"start": "x"}]}', "'x' is no value of the column start"),
        ("x.spacy", "no", "is not a DocBin"),
        ("x.xmi", "<no", "not well-formed"),
        ("x.xmi", "<no/>", "has no Sofa"),
        ("x.tsv", "1-1\tno", "is not WebAnno TSV 3"),
        ("x.tsv", "#FORMAT=WebAnno TSV 3.3\n\n\nno", "is not a word of WebAnno TSV"),
        ("x.xlsx", "no", "cannot be read as a workbook"),
        ("x.csv", "a,b\n1,2", "none of our tables"),
        ("x.csv", "quote,kind,speech,pieces\n", 'has no column "article"'),
        ("x.csv", "article,quote,kind,pieces\na,q1,direct,x", "quotes, row 2: 'x' is no value of the column pieces"),
        ("x.docx", "no", "no format that can be read back"),
    ],
)
def test_files_that_cannot_be_read_back(name, content, message, tmp_path):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_export(path)


@pytest.mark.parametrize(
    "line", ["T1\tPERSON 0 900\tno", "T1\tPERSON x\tno", "R1\tHasCue", "T1\tPERSON 5 2\tno", "T1\tPERSON 0 0\t"]
)
def test_annotations_of_brat_that_cannot_be(line, tmp_path):
    (tmp_path / "a.txt").write_text("He left.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"is not one of brat's|is no place in the article"):
        read_export(tmp_path)


def test_a_folder_with_two_formats(strike, tmp_path):
    write(tables([strike]), tmp_path)
    with pytest.raises(ValueError, match="which may be csv or parquet"):
        read_export(tmp_path)
    assert len(read_export(tmp_path, format="csv").quotes) == 2


@pytest.mark.parametrize(
    "note", ["{", "[1]", '{"pieces": 1}', '{"pieces": [[0, "x"]]}', '{"pieces": [], "score": "x"}']
)
def test_notes_in_brat_that_are_not_ours(note, tmp_path):
    (tmp_path / "a.txt").write_text("He left.", encoding="utf-8")
    (tmp_path / "a.ann").write_text(f"T1\tSpeech 0 2\tHe\n#1\tAnnotatorNotes T1\t{note}\n", encoding="utf-8")
    assert read_export(tmp_path).quotes["pieces"].tolist() == [[[0, 2]]]


def test_there_is_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_export(tmp_path / "x.csv")


# Corrected by people


def test_a_correction_in_brat(tmp_path):
    text = "“We won,” said Ana Souza. “No,” said José. He left."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tSpeech 0 9\t“We won,”\n"
        "T2\tCue 10 14\tsaid\n"
        "T3\tSource 15 24\tAna Souza\n"
        "T4\tPERSON 15 24\tAna Souza\n"
        "T5\tPERSON 37 41\tJosé\n"
        "T6\tPERSON 43 45\tHe\n"
        "A1\tForm T6 pronoun\n"
        "R1\tHasCue Arg1:T1 Arg2:T2\n"
        "R2\tHasSource Arg1:T1 Arg2:T3\n"
        "R3\tHasSpeaker Arg1:T1 Arg2:T4\n"
        "*\tEquiv T5 T6\n"
        "#1\tAnnotatorNotes T1\tI am sure.\n",
        encoding="utf-8",
    )
    found = read_export(tmp_path)
    [row] = found.quotes.itertuples()
    assert (row.kind, row.cue, row.cue_lemma, row.source, row.speaker, row.score) == (
        *("direct", "said", "say", "Ana Souza", "Ana Souza", 1.0),
    )
    assert sorted(found.entities[["name", "mentions"]].itertuples(index=False, name=None)) == [
        ("Ana Souza", 1),
        ("José", 2),
    ]


def test_names_that_were_corrected_in_the_tables_stay(strike, tmp_path):
    _, article = strike
    found = tables([strike])
    found.entities.loc[found.entities["name"] == "Ana Souza", "name"] = "Ana Maria Souza"
    found.quotes.loc[found.quotes["speaker"] == "Ana Souza", "speaker"] = "Ana Maria Souza"
    for format in ("jsonl", "brat", "webanno", "xmi"):
        back = read_export(export(found, tmp_path / format, format=format, articles=[article]), format=format)
        assert "Ana Maria Souza" in set(back.entities["name"])
        assert "Ana Maria Souza" in set(back.quotes["speaker"])


def test_rows_of_any_table_are_in_jsonl(strike, tmp_path):
    [line] = export([strike], tmp_path / "x.jsonl").read_bytes().splitlines()
    assert set(json.loads(line)) == {"id", "text", "article", *COLUMNS} - {"articles"}


# Small things


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@a", "\t=1", "\r", "'=1", "''-1", "'Never,' she said", "", "a", "'"]
)
def test_escaped_cells_come_back(cell):
    assert unescaped(escaped(cell)) == cell
    assert escaped(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r") or not cell


def test_units():
    text = "a👍b👩‍👧c"
    units = Utf16(text)
    for i in range(len(text) + 1):
        assert units.offset(i) == len(text[:i].encode("utf-16-le")) // 2
        assert units.code_point(units.offset(i)) == i
    with pytest.raises(ValueError, match="within a character"):
        units.code_point(2)


@pytest.mark.parametrize("name", list(COLUMNS))
def test_each_table_is_known_by_its_header(name):
    assert table_named([column.name for column in COLUMNS[name]]) == name


def test_every_format_is_in_the_docs():
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    for name in FORMATS:
        assert f"`{name}`" in page

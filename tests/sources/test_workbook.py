"""Workbooks: every sheet, dates, formulas' results, and files that are none."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from onrecord.sources import LIMITS, Columns, Fault, Found, Limits, workbook


def read(data, *, limits=LIMITS, **options):
    return list(workbook.read(io.BytesIO(data), limits=limits, **options))


def book(**sheets):
    """The bytes of a workbook with these sheets, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(data, **entries):
    """A workbook whose named entries are others: `sheet1` is xl/worksheets/sheet1.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            for name, change in entries.items():
                if entry == f"xl/worksheets/{name}.xml":
                    content = change(content)
            new.writestr(entry, content)
    return out.getvalue()


ROWS = [
    ["Headline", "Full text", "Date", "Clicks"],
    ["Pier sold", "“Never,” said Ines Duarte.\n\nאף פעם 👷 no-break\u00a0space", dt.datetime(2025, 10, 9), 12],
    ["Strike", "Workers have been on strike.", 45940, None],
]


def test_rows_of_a_sheet():
    first, second = read(book(News=ROWS))
    assert first == Found(
        "“Never,” said Ines Duarte.\n\nאף פעם 👷 no-break\u00a0space",
        title="Pier sold",
        published="2025-10-09",
        member="2",
        metadata={"Clicks": 12},
        provenance={"text": "column Full text", "title": "column Headline", "published": "column Date"},
        warnings=first.warnings,
    )
    assert (second.member, second.published, second.metadata) == ("3", "2025-10-10", {})


def test_every_sheet_is_read_and_rows_are_called_by_it():
    items = read(book(North=ROWS, Codes=[["code", "meaning"], [1, "port"]], South=ROWS[:2]))
    assert [item.member for item in items] == ["North!2", "North!3", "South!2", "Codes"]
    assert (items[3].reason, items[3].skipped) == ("none of its columns looks like the text of articles", True)


def test_no_sheet_with_texts_is_no_success():
    items = read(book(Codes=[["code"], [1]], More=[["code"], [2]]))
    assert [(item.member, item.skipped) for item in items] == [("Codes", False), ("More", False)]


def test_columns_can_be_named():
    found, fault = read(book(A=[["x", "y"], ["No.", "Yes."]], B=[["z"], ["?"]]), columns=Columns(text="y"))
    assert found.text == "Yes."
    assert (fault.member, fault.reason, fault.skipped) == ("B", 'it has no column "y"', True)


def test_a_formula_gives_the_result_that_was_saved_with_it():
    data = book(News=[["text"], ["=A1&A1"], ["=A1"], ["#REF!"]])
    before, after = b"<f>A1&amp;A1</f><v></v>", b"<f>A1&amp;A1</f><v>Saved text.</v>"
    saved = changed(data, sheet1=lambda xml: xml.replace(b'"A2">' + before, b'"A2" t="str">' + after))
    found, without, error = read(saved)
    assert found.text == "Saved text."
    assert (without.member, without.skipped) == ("3", True)
    assert error.reason == "its text is an error of the spreadsheet (#REF!)"


def test_carriage_returns_come_back():
    [found] = read(book(News=[["text"], ["One_x000D_\ntwo and _x_."]]))
    assert found.text == "One\r\ntwo and _x_."


def test_a_sheet_that_says_it_is_one_cell_is_read_whole():
    data = changed(book(News=ROWS), sheet1=lambda xml: xml.replace(b'ref="A1:D3"', b'ref="A1"'))
    assert len(read(data)) == 2


def test_many_empty_rows_are_one_line_of_the_report():
    tail = b'<row r="200000"><c r="A200000"/></row></sheetData>'
    items = read(changed(book(News=ROWS), sheet1=lambda xml: xml.replace(b"</sheetData>", tail)))
    assert [item.member for item in items] == ["2", "3", "4–200000"]
    assert items[2].skipped


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prolog", [BOMB, OUTSIDE], ids=["entities", "external"])
def test_entities_are_refused(prolog):
    data = changed(
        book(News=[["text"], [5]]),
        sheet1=lambda xml: prolog + xml[xml.index(b"<worksheet") :].replace(b">5<", b">&c;<"),
    )
    items = read(data)
    assert [isinstance(item, Fault) and item.skipped for item in items] == [False]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is not a workbook"),
        (b"title,text\n", "it is not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "it is an old or an encrypted workbook"),
        (book(News=ROWS)[:-200], "it is not a workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "it cannot be read as a workbook (KeyError)"),
    ],
    ids=["empty", "csv", "xls", "cut", "zip"],
)
def test_what_is_no_workbook(data, reason):
    [fault] = read(data)
    assert fault.reason == reason
    assert fault.advice


def test_limits():
    data = book(News=ROWS)
    assert read(data, limits=Limits(document_bytes=100))[0].reason == "it is larger than 100 bytes"
    assert read(data, limits=Limits(unpacked_bytes=100))[0].reason == "it unpacks to more than 100 bytes"


def test_an_empty_sheet_gives_nothing():
    assert read(book(News=[])) == []

"""CSV and its kin: how it is written is told, and nothing is lost without a word."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources import LIMITS, Columns, Fault, Found, Limits, delimited
from onrecord.sources.delimited import told_dialect


def read(content, *, limits=LIMITS, **options):
    data = content if isinstance(content, bytes) else content.encode()
    return list(delimited.read(io.BytesIO(data), limits=limits, **options))


def written(rows, **dialect):
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


def texts_of(items):
    return [(item.member, item.text) for item in items if isinstance(item, Found)]


@pytest.mark.parametrize(
    "dialect",
    [
        {},
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"delimiter": "|"},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\n"},
        {"lineterminator": "\r"},
        {"delimiter": ";", "doublequote": False, "escapechar": "\\"},
    ],
)
def test_how_a_table_is_written_is_told(dialect):
    rows = [
        ["title", "text"],
        ["Pier sold", 'One; two, three | "four"\tfive.\r\nSix.'],
        ["Strike, again", "“Seven,” she said; and left."],
    ]
    first, second = read(written(rows, **dialect))
    assert [(item.member, item.title, item.text) for item in (first, second)] == [("2", *rows[1]), ("3", *rows[2])]


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("text\nHe left, she said, and went.\nNobody knew, then.\n", delimited.ONE_COLUMN),
        ("Export\n\ntitle\ttext\nA, b\tC, d; e\nF\tG\n", "\t"),
        ("sep=|\ntext|title\n", "|"),
    ],
)
def test_what_parts_the_cells(sample, delimiter):
    assert told_dialect(sample).delimiter == delimiter


@pytest.mark.parametrize(
    "text",
    [
        "family 👩‍👩‍👧, flag 🇵🇹, e + \u0301 apart",
        "\u200fשالوم\u200e and עברית",
        "no-break\u00a0space, zero\u200bwidth, line\u2028separator, next\x85line",
        "Windows\r\nline\r\nends.\r\n",
        "  spaces kept  \n\n",
        'a quote " and two ""',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_comes_in_as_it_stands_in_its_cell(text, encoding):
    [found] = read(written([["id", "text"], ["a", text]]).encode(encoding))
    assert found.text == text
    assert (found.id, found.member) == ("a", "2")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1).filter(str.strip),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_comes_in_as_it_stands(texts):
    rows = [["id", "text"], *([str(number), text] for number, text in enumerate(texts, 2))]
    found = [(item.member, item.text) for item in read(written(rows, quoting=csv.QUOTE_ALL)) if isinstance(item, Found)]
    assert found == [(number, text) for number, text in rows[1:] if text not in ("#N/A", "#REF!")]


def test_rows_are_called_by_the_number_that_a_spreadsheet_shows():
    items = read('id,text\na,"One\nline\nand more"\n\nb,Two.\n')
    assert [item.member for item in items] == ["2", "3", "4"]
    assert (items[1].reason, items[1].skipped) == ("it is an empty row", True)


def test_a_cell_of_ten_megabytes():
    long = "word " * 2_000_000
    [found] = read(f'id,text\na,"{long}"\n')
    assert found.text == long


# What is wrong with a table


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "title,text\nA,Never, she said.\n",
            "its row has 3 cells for 2 columns: the text may be cut where it holds the character that parts the cells",
        ),
        (
            "title,text,url\nA,One.,u\nB,Two\nC,Three.,u\n",
            "its row has 2 cells for 3 columns: the text may be cut at the end of a line",
        ),
        ("title,text\nA,O\0n\0e.\n", "2 NUL characters were left out of its row"),
        ('title,text\nA,One.\nB,"Two.\n', "a quotation mark in its row is never closed"),
        (
            "A," + "He left the pier at noon and did not come back to it. " * 9 + "\nB,Two.\n",
            "its first row holds no names of columns but an article, and was read as one",
        ),
    ],
)
def test_what_is_odd_is_told(content, told):
    assert told in [warning for item in read(content) for warning in item.warnings]


def test_the_rest_of_a_ragged_row_is_kept():
    [found] = read("title,text\nA,Never, she said.\n")
    assert (found.text, found.metadata) == ("Never", {"column 3": " she said."})


@pytest.mark.parametrize(
    ("content", "member", "reason"),
    [
        (
            'title,text\nA,One.\nB,"never closed\nC,Three.\nD,Four.\n',
            "3",
            "a quotation mark in it is never closed, so that it takes in the last 3 lines of the file",
        ),
        (
            "title,text\nA,One.\nB," + "x" * 2000 + "\nC,Three.\n",
            "3",
            "it has a cell of more than 1,000 characters, and was not read from there on",
        ),
        (
            'title,text\nA,One.\nB,"' + "x\n" * 2000 + '"\nC,Three.\n',
            "3",
            "it has a cell of more than 1,000 characters, and was not read from there on",
        ),
    ],
)
def test_a_bad_row_is_named_and_those_before_it_are_read(content, member, reason):
    before = csv.field_size_limit(100)
    try:
        first, fault = read(content, limits=Limits(text_bytes=1000))
    finally:
        csv.field_size_limit(before)
    assert first.text == "One."
    assert (fault.member, fault.reason) == (member, reason)
    assert fault.advice


def test_an_encoding_that_is_not_told():
    [fault] = read("title,text\nA,café\n".encode("latin-1"), limits=Limits(text_bytes=10))
    assert fault.reason == "it is not UTF-8, and larger than 10 bytes, so that its encoding is not guessed"
    [item] = read("title,text\nA,café\n".encode("latin-1"))
    assert isinstance(item, Fault) or item.text == "café"


@pytest.mark.parametrize("content", ["", "\n\n", ";;\n;;\n", "text\n"])
def test_nothing_in_it(content):
    assert all(item.skipped for item in read(content))


@pytest.mark.parametrize(
    "content", [b"\x00" * 1000, b"\xff\xfe\x00", bytes(range(256)) * 20, b'"' * 5000, b"," * 5000, b"PK\x03\x04" * 99]
)
def test_what_is_no_table_gives_faults(content):
    assert all(isinstance(item, Fault) and item.reason for item in read(content, limits=Limits(text_bytes=100_000)))


def test_columns_can_be_named():
    [found] = read("a,b\nNot.,This.\n", columns=Columns(text="b"))
    assert found.text == "This."


def test_the_stream_stays_open():
    stream = io.BytesIO(b"id,text\na,One.\n")
    list(delimited.read(stream, limits=LIMITS))
    next(delimited.read(io.BytesIO(b"id,text\na,One.\nb,Two.\n"), limits=LIMITS))
    assert not stream.closed


def test_memory_does_not_grow_with_the_rows(tmp_path):
    text = "“Never,” said Ines Duarte, who has mended nets on the pier for thirty years. " * 12
    file = tmp_path / "long.csv"
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "date", "text"])
        writer.writerows([f"a{number}", "9.10.2025", text] for number in range(5_000))
    tracemalloc.start()
    with open(file, "rb") as stream:
        count = sum(isinstance(item, Found) for item in delimited.read(stream, limits=LIMITS))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    # The first 200 rows, 200 kB of the sample in a few forms, and a megabyte that is being decoded.
    assert most < 8_000_000

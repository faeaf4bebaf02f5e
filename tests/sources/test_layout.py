"""From pieces of text and their places to paragraphs."""

import pytest

from onrecord.sources.layout import Piece, columns, joined, paragraphs, printed_address, without_running_heads

WIDTH = 5.0  # of a character, in points


def line(text, *, left=50.0, at=700.0, size=10.0, right=None):
    """A piece of text at a height on the page, as wide as its characters are, unless it is stretched."""
    return Piece(text, left, right or left + WIDTH * len(text), at, at + size)


def block(*texts, left=50.0, top=700.0, leading=12.0, size=10.0):
    return [line(text, left=left, at=top - leading * number, size=size) for number, text in enumerate(texts)]


def text(*pages):
    return paragraphs([columns(page) for page in pages])


FULL = "The council voted on Thursday evening to"  # a line that fills a column of 200 points

PARAGRAPHS = [
    ("nothing", [], []),
    ("one", block(FULL, "sell the pier."), [f"{FULL} sell the pier."]),
    ("an indent", [*block(FULL, FULL), line("A firm", left=60, at=676)], [f"{FULL} {FULL}", "A firm"]),
    ("space", [*block(FULL, FULL), *block(FULL, "end.", top=668)], [f"{FULL} {FULL}", f"{FULL} end."]),
    ("a line that ends early", block(FULL, "It was close.", FULL, "end"), [f"{FULL} It was close.", f"{FULL} end"]),
    ("another size", [line("Pier sold", size=20, at=720), *block(FULL, "end.")], ["Pier sold", f"{FULL} end."]),
    ("a headline of two lines", block("Pier sold to", "a firm", size=20, leading=24), ["Pier sold to a firm"]),
    ("bullets", block("• One", "• Two"), ["• One", "• Two"]),
    ("other scripts", block("市長は桟橋を売却し", "たと述べた"), ["市長は桟橋を売却したと述べた"]),
]  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), [case[1:] for case in PARAGRAPHS], ids=[case[0] for case in PARAGRAPHS])
def test_paragraphs(page, expected):
    assert text(page) == expected


HYPHENS = [
    ("The negotiations were compli-", "cated.", "The negotiations were complicated."),
    ("The governor is well-", "known in Porto.", "The governor is well-known in Porto."),
    ("A company that is London-", "based has it.", "A company that is London-based has it."),
    ("The visit of Mohammed al-", "Assad was short.", "The visit of Mohammed al-Assad was short."),
    ("The contract runs for 20-", "year periods.", "The contract runs for 20-year periods."),
    ("A boy who is three-year-", "old left.", "A boy who is three-year-old left."),
    ("A full-time coach is full-", "time busy.", "A full-time coach is full-time busy."),
    ("The lawmaker and the law-", "maker agree.", "The lawmaker and the lawmaker agree."),
    ("The policy-maker and a policy-", "maker agree.", "The policy-maker and a policy-maker agree."),
    ("The illness is an ill-", "ness of many.", "The illness is an illness of many."),
    ("She is a farmer, or a far-", "mer was she.", "She is a farmer, or a farmer was she."),
    ("It was of un-", "known origin.", "It was of unknown origin."),
    ("He left – and came back -", "or not.", "He left – and came back - or not."),
    ("From 1990-", "1995 he was mayor.", "From 1990-1995 he was mayor."),
]


@pytest.mark.parametrize(("above", "below", "expected"), HYPHENS)
def test_hyphens_at_the_end_of_a_line(above, below, expected):
    assert text(block(above, below)) == [expected]


@pytest.mark.parametrize("offset", [0.0, 5.0], ids=["lines side by side", "lines between each other"])
@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(count, offset):
    page = [line("Council sells the pier to a company in London", size=24, at=740)]
    expected = ["Council sells the pier to a company in London"]
    for number in range(count):
        texts = [f"{FULL[:-4]} {number}{row} a" for row in range(8)]
        page += block(*texts, left=50 + 220 * number, top=700 - offset * number)
        expected += texts
    assert " ".join(text(page)) == " ".join(expected)
    assert " ".join(text(page[::-1])) == " ".join(expected), "the order in the file makes no difference"


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page():
    left, right = block(*[FULL] * 6), block(*[FULL] * 6, left=280)
    assert len(text([*left, *right], [*left, *right])) == 1


def test_a_note_between_pages_does_not_part_a_paragraph():
    first = [*block(*[FULL] * 4), line("1 The harbour was built in 1887.", at=60, size=7)]
    assert text(first, block("sell the pier.")) == [
        " ".join([*[FULL] * 4, "sell the pier."]),
        "1 The harbour was built in 1887.",
    ]


def test_tables_are_read_row_by_row():
    rows = [("Party", "Votes", "Share"), ("Harbour List", "5,120", "51 %"), ("Old Town", "4,880", "49 %")]
    page = [
        line(cell, left=50 + 150 * column, at=700 - 12 * row)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    assert text(page) == ["Party\tVotes\tShare", "Harbour List\t5,120\t51 %", "Old Town\t4,880\t49 %"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (block("One", "two", "three.") + block("Four", "five.", left=200), "One two three. Four five."),
        (block(FULL, FULL) + block(FULL, "end.", left=300), f"{FULL} {FULL} {FULL} end."),
    ],
    ids=["written one after the other", "long lines"],
)
def test_short_columns(page, expected):
    assert " ".join(text(page)) == expected


def test_a_line_that_was_stretched_to_fit_is_no_row_of_a_table():
    words = [line("the"), line("municipality", left=115), line("and", left=235)]
    assert text([line(FULL, at=712), *words, line(FULL, at=688)]) == [f"{FULL} the municipality and {FULL}"]


def test_a_large_initial_belongs_to_the_first_line():
    page = [line("T", size=24, at=684, right=62), line("he council voted on Thursday", left=64)]
    page += [line("evening to sell the pier to", left=64, at=688), *block("a company.", top=676)]
    assert text(page) == ["The council voted on Thursday evening to sell the pier to a company."]


def test_pieces_of_a_line_are_joined_in_the_order_of_places():
    pieces = [line("said McCain "), line(", who", left=120), Piece("😀", 109, 119, 700, 710), line("far", left=300)]
    assert [piece.text for piece in joined(pieces)] == ["said McCain 😀, who", "far"]


def body(number):
    return block(*[f"On page {number} line {row} of it" for row in range(9)])


def test_running_heads_and_page_numbers_are_told_from_text():
    pages = [
        [line("The Porto Courier", at=800), *body(number), line(str(number + 6), left=290, at=30)]
        for number in range(3)
    ]
    kept, heads = without_running_heads(pages)
    assert kept == [body(number) for number in range(3)]
    assert [head.text for head in heads] == [
        "The Porto Courier",
        "6",
        "The Porto Courier",
        "7",
        "The Porto Courier",
        "8",
    ]


@pytest.mark.parametrize(
    ("one", "two", "is_head"),
    [
        ("Page 1 of 2", "Page 2 of 2", True),
        ("– 3 –", "– 4 –", True),
        ("iv", "v", True),
        ("9 October 2025 | 1", "9 October 2025 | 2", True),
        ("5,120", "4,880", False),
        ("12", "47", False),
        ("The vote was close.", "The mayor left.", False),
    ],
)
def test_what_is_a_running_head(one, two, is_head):
    pages = [[line(one, at=800), *body(1)], [line(two, at=800), *body(2)]]
    assert bool(without_running_heads(pages)[1]) is is_head


def test_a_line_that_recurs_within_the_text_is_no_head():
    pages = [[*block(FULL, *["x" * number] * 9, FULL)] for number in (4, 5)]
    assert without_running_heads(pages) == (pages, [])


def test_what_a_browser_prints_around_one_page():
    page = [line("11/25/26, 2:00 PM", at=800, size=8), line("Pier sold", at=800, size=8, left=300), *body(1)]
    page += [line("https://courier.example/pier", at=20, size=8), line("1/1", at=20, size=8, left=500)]
    kept, heads = without_running_heads([page])
    assert kept == [body(1)]
    assert printed_address(heads) == "https://courier.example/pier"
    assert printed_address([line("https://courier.example/a-long-addr…")]) is None


def test_long_paragraphs_and_long_lines_take_no_time():
    assert len(text(block(*[f"{FULL} and-"] * 20_000, top=700_000))[0]) > 800_000
    assert text([line("a'" * 500_000 + "-")])


def test_many_pieces_take_no_time():
    page = [line("word", left=float(number % 500), at=float(number % 797)) for number in range(20_000)]
    assert text(page)

"""Quotation marks: which belong together, which are none, and what never happens whatever the text."""

import doctest
import random
import threading
import time
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from onrecord import quotation_marks
from onrecord.quotation_marks import MARKS, quoted
from onrecord.reader.paragraphs import paragraphs


def stretches(text):
    return [text[found.start : found.end] for found in quoted(text)]


def known_limit(text, expected, reason):
    return pytest.param(text, expected, marks=pytest.mark.xfail(reason=reason))


def test_examples_in_docstrings():
    assert doctest.testmod(quotation_marks).failed == 0


# Pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will appeal,” said Ines Okafor.", ["“We will appeal,”"]),
        ('"We will appeal," said Ines Okafor.', ['"We will appeal,"']),
        ("‘We will appeal,’ said Ines Okafor.", ["‘We will appeal,’"]),
        ("'We will appeal,' said Ines Okafor.", ["'We will appeal,'"]),
        ("«We will appeal», said Ines Okafor.", ["«We will appeal»"]),
        ("« We will appeal », said Ines Okafor.", ["« We will appeal »"]),
        ("«\u202fWe will appeal\u202f», said Okafor.", ["«\u202fWe will appeal\u202f»"]),
        ("»We will appeal«, said Ines Okafor.", ["»We will appeal«"]),
        ("»We will appeal», said Ines Okafor.", ["»We will appeal»"]),
        ("‹Never›, said Ines Okafor.", ["‹Never›"]),
        ("›Never‹, said Ines Okafor.", ["›Never‹"]),
        ("„We will appeal“, said Ines Okafor.", ["„We will appeal“"]),
        ("„We will appeal”, said Ines Okafor.", ["„We will appeal”"]),
        ("‚Never‘, said Ines Okafor.", ["‚Never‘"]),
        ("”We will appeal”, said Ines Okafor.", ["”We will appeal”"]),
        ("‟We will appeal,” said Ines Okafor.", ["‟We will appeal,”"]),
        # typewriters and old wires
        ("``We will appeal,'' said Ines Okafor.", ["``We will appeal,''"]),
        ("''We will appeal,'' said Ines Okafor.", ["''We will appeal,''"]),
        ("‘‘We will appeal,’’ said Ines Okafor.", ["‘‘We will appeal,’’"]),
        known_limit("`Never,' said Ines Okafor.", ["`Never,'"], "a single backtick is not taken for a mark"),
        known_limit("\uff02Never,\uff02 said Ines Okafor.", ["\uff02Never,\uff02"], "full-width marks are not known"),
        known_limit("「Never」, said Ines Okafor.", ["「Never」"], "corner brackets are not known"),
    ],
)
def test_styles(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('“We won," said Sarpong.', ['“We won,"']),
        ('"We won,” said Sarpong.', ['"We won,”']),
        ("“We won,“ said Sarpong.", ["“We won,“"]),
        ("”We won,” said Sarpong.", ["”We won,”"]),
        ("“We won,'' said Sarpong.", ["“We won,''"]),
        ("‘We won,' said Sarpong.", ["‘We won,'"]),
        ("'We won,’ said Sarpong.", ["'We won,’"]),
        ("’We won,’ said Sarpong.", ["’We won,’"]),
        ('“We won," said Sarpong. "We earned it.”', ['“We won,"', '"We earned it.”']),
        ("“Wait,” she said, ‘there’s more.’", ["“Wait,”", "‘there’s more.’"]),
    ],
)
def test_marks_of_two_styles_in_one_pair(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” said Sarpong. “We earned it.”", ["“We won,”", "“We earned it.”"]),
        (
            "'So long,' he said, 'and thanks for the players' fish.'",
            ["'So long,'", "'and thanks for the players' fish.'"],
        ),
        ("She called it “a gift” and “a burden”.", ["“a gift”", "“a burden”"]),
        ('She said "yes", "no" and "maybe".', ['"yes"', '"no"', '"maybe"']),
        ('"yes"/"no"', ['"yes"', '"no"']),
        ("“Stop!” “Go!”", ["“Stop!”", "“Go!”"]),
        ('The act ("the Harbour Act") failed.', ['"the Harbour Act"']),
        ("The mayor (“never”) left.", ["“never”"]),
        ('"[We] will win," she said.', ['"[We] will win,"']),
        ('"…never," she said, "... ever."', ['"…never,"', '"... ever."']),
        ('He said: "We ..." and left.', ['"We ..."']),
        ("“I want—” he began.", ["“I want—”"]),
        ('He said—"never"—and left.', ['"never"']),
        ("He said--“never”--and left.", ["“never”"]),
        ('*"Bold,"* she wrote.', ['"Bold,"']),
        ("He got an 'A'.", ["'A'"]),
        ("Minister: 'No' to strike", ["'No'"]),
        ('He said " spaced out " twice.', ['" spaced out "']),
        ("the grève, or « strike », of l’été", ["« strike »"]),
    ],
)
def test_several_and_their_neighbours(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won”said Sarpong.", ["“We won”"]),
        ("said Sarpong.“We won.”He left.", ["“We won.”"]),
        ('said Sarpong,"We won."He left.', ['"We won."']),
        ('It ended."We won,"she said."And again."', ['"We won,"', '"And again."']),
        ('"Why?""Because."', ['"Why?"', '"Because."']),
        ("“Why?”“Because.”", ["“Why?”", "“Because.”"]),
        ('He "won"it', ['"won"']),
        ("👩‍👩‍👧“never”👩‍👩‍👧", ["“never”"]),
        ("\u200f“never”\u200e", ["“never”"]),
        ('\u00a0"never"\u00a0said', ['"never"']),
        ('e\u0301"never"e\u0301', ['"never"']),
    ],
)
def test_glued_to_other_text(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He said, ‘Leave now,’ and I left.”", ["“He said, ‘Leave now,’ and I left.”", "‘Leave now,’"]),
        ("\"He said, 'Leave now,' and I left.\"", ["\"He said, 'Leave now,' and I left.\"", "'Leave now,'"]),
        ("'He said, \"Leave now,\" and I left.'", ["'He said, \"Leave now,\" and I left.'", '"Leave now,"']),
        ("‘He said, “Leave now,” and I left.’", ["‘He said, “Leave now,” and I left.’", "“Leave now,”"]),
        ("“He said, “Leave now,” and I left.”", ["“He said, “Leave now,” and I left.”", "“Leave now,”"]),
        ("“He said, 'Leave now,' and I left.”", ["“He said, 'Leave now,' and I left.”", "'Leave now,'"]),
        ("“‘Leave now,’ he told me,” she said.", ["“‘Leave now,’ he told me,”", "‘Leave now,’"]),
        ("\"'Leave now,' he told me,\" she said.", ["\"'Leave now,' he told me,\"", "'Leave now,'"]),
        ("“He told me, ‘Leave now.’”", ["“He told me, ‘Leave now.’”", "‘Leave now.’"]),
        ("\"He told me, 'Leave now.'\"", ["\"He told me, 'Leave now.'\"", "'Leave now.'"]),
        ("'''Leave now,' he told me,'' she said.", ["'''Leave now,' he told me,''", "'Leave now,'"]),
        ('"Is it "safe"?" he asked.', ['"Is it "safe"?"', '"safe"']),
        ("„Er sagte: ‚Geh!‘“, said Okafor.", ["„Er sagte: ‚Geh!‘“", "‚Geh!‘"]),
        ("« Il a dit ‹ non › »", ["« Il a dit ‹ non › »", "‹ non ›"]),
        (
            "“I read ‘The “Red” Book’ twice,” he said.",
            ["“I read ‘The “Red” Book’ twice,”", "‘The “Red” Book’", "“Red”"],
        ),
        known_limit(
            "“a ‘b “c ‘d “e” d’ c” b’ a”",
            ["“a ‘b “c ‘d “e” d’ c” b’ a”", "‘b “c ‘d “e” d’ c” b’", "“c ‘d “e” d’ c”", "‘d “e” d’", "“e”"],
            "more than four pairs within each other are not followed",
        ),
    ],
)
def test_nested(text, expected):
    assert stretches(text) == expected
    assert [found.depth for found in quoted(text)] == [
        sum(other.start < found.start and found.end < other.end for other in quoted(text)) for found in quoted(text)
    ]


# Marks that are none


@pytest.mark.parametrize(
    "text",
    [
        "O'Neill, D’Souza and Ha'aretz",
        "It isn't over; they don’t know",
        "the users’ union and the users' page",
        "James’ boat and Sanchez' goal",
        "the '90s, the ’80s and the ‘70s",
        "the class of '99, the class of ‘98.",
        "rock 'n' roll, rock ’n’ roll, rock ‘n’ roll, R'n'B",
        "'Tis the season, ’twas said",
        "get 'em, tell ’em",
        "thinkin' and goin’ home",
        "'Cause I said so, he wrote.",
        "till death, or 'til then",
        "the 5'10\" guard",
        "the 5’10” guard",
        "a 5' 10\" guard, 6' tall",
        'a 6" pipe and a 12" record',
        '2" x 4" boards',
        "at 40° 26' 46\" north",
        "at 40° 26′ 46″ north",
        "— Never, answered Durov.",
        "– Never – said she –",
        '""""""',
        '""""""Never"""""" said Okafor.',
        "“““““““",
        "'",
        '"',
    ],
)
def test_none(text):
    assert stretches(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘It’s the workers’ choice,’ he said.", ["‘It’s the workers’ choice,’"]),
        ("'It's the workers' choice,' he said.", ["'It's the workers' choice,'"]),
        ("'We're goin' home,' he said.", ["'We're goin' home,'"]),
        ("'Fish 'n' chips,' he said.", ["'Fish 'n' chips,'"]),
        ("“'Cause I said so,” he said.", ["“'Cause I said so,”"]),
        ('"\'90s music is back," said the DJ.', ['"\'90s music is back,"']),
        ("'90 minutes is all you get,' she said.", ["'90 minutes is all you get,'"]),
        ("'Round the bend,' she said.", ["'Round the bend,'"]),
        ("the ministers' 'aides' lost", ["'aides'"]),
        ("Reds' Sarpong says 'we're goin' up'", ["'we're goin' up'"]),
        ("Reds' coach: 'It's over' for the players' union", ["'It's over'"]),
        ("the “users’” page", ["“users’”"]),
        ('"He\'s 5\'10" tall," the coach said.', ['"He\'s 5\'10" tall,"']),
        ("“He’s 5'10\",” the coach said.", ["“He’s 5'10\",”"]),
        ('"A 32" set for nothing," he said.', ['"A 32" set for nothing,"']),
        ('a 32" set "for nothing"', ['"for nothing"']),
        ('"I scored 7," he said. "And 10" she said.', ['"I scored 7,"', '"And 10"']),
        ("«In 1998 we lost 7» said Okafor. We appeal,» said she.", ["«In 1998 we lost 7»"]),
        ("»We lost 7« said Okafor. »Never,« said she.", ["»We lost 7«", "»Never,«"]),
        known_limit("the ‘users’’ page", ["‘users’’"], "two closing single marks are taken for a double one"),
        known_limit(
            "'The users' union can't pay, said Okafor.",
            [],
            "an apostrophe at a word's end closes what a forgotten mark left open",
        ),
        known_limit(
            "“We lost 7” said Okafor. We appeal,” said she.",
            ["“We lost 7”"],
            "the mark after a figure may be inches, where a forgotten mark makes that cheaper",
        ),
        known_limit(
            "”We lost 7” said Okafor. ”We lost 8” said she.",
            ["”We lost 7”", "”We lost 8”"],
            "the mark after a figure may be inches, where opening and closing marks look alike",
        ),
    ],
)
def test_beside_marks_that_are_none(text, expected):
    assert stretches(text) == expected


# Marks that are missing or too many


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # opened, never closed
        ("“We won, said Sarpong.", ["“We won, said Sarpong."]),
        ('"We won, said Sarpong.', ['"We won, said Sarpong.']),
        ("He said “no and left.", []),
        ('He said "no and left.', []),
        ("'We won, said Sarpong.", []),
        ("“We won, said Sarpong. “We earned it,” he said.", ["“We earned it,”"]),
        ('"We won, said Sarpong. "We earned it," he said.', ['"We earned it,"']),
        ('"One," he said. "Two, he said. "Three," he said.', ['"One,"', '"Three,"']),
        # closed, never opened
        ("We won,” said Sarpong.", []),
        ('We won," said Sarpong.', []),
        ("“One,” he said. Two,” he said. “Three,” he said.", ["“One,”", "“Three,”"]),
        # one too many
        ('He said "one"".', ['"one"']),
        ("““One,” he said.", ["“One,”"]),
        ("“One,”” he said.", ["“One,”"]),
        # written or escaped twice
        ('""One,"" he said.', ['""One,""', '"One,"']),
        ('"“One,”" he said.', ['"“One,”"', "“One,”"]),
        ('\\"One,\\" he said.', ['"One,\\"']),
        # with nothing in them
        ("“”", []),
        ('""', []),
        ("“,” ‘ ’", []),
        ("“", []),
        ("“ “ “ “ “", []),
    ],
)
def test_odd_counts(text, expected):
    assert stretches(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won.\n\n“We earned it,” she said.", [("“We won.", False), ("“We earned it,”", True)]),
        ('"We won.\n\n"We earned it," she said.', [('"We won.', False), ('"We earned it,"', True)]),
        ("‘We won.\n\n‘We earned it,’ she said.", [("‘We won.", False), ("‘We earned it,’", True)]),
        ("'We won.\n\n'We earned it,' she said.", [("'We won.", False), ("'We earned it,'", True)]),
        ("«We won.\n\n«We earned it», she said.", [("«We won.", False), ("«We earned it»", True)]),
        ("``We won.\n\n``We earned it,'' she said.", [("``We won.", False), ("``We earned it,''", True)]),
        ("“One.\r\n\r\n“Two.\r\n\r\n“Three.”", [("“One.", False), ("“Two.", False), ("“Three.”", True)]),
        ('"One.\n"Two.\n"Three."', [('"One.', False), ('"Two.', False), ('"Three."', True)]),
        ("“One.\n\n“Two.\n\n", [("“One.", False), ("“Two.", False)]),
        ("She said: “One.\n\n“Two.”", [("“One.", False), ("“Two.”", True)]),
        ('"One," she said, "two.\n\n"Three."', [('"One,"', True), ('"two.', False), ('"Three."', True)]),
        ("“One.”\n\n“Two.”", [("“One.”", True), ("“Two.”", True)]),
        # The second paragraph does not go on with it, but the first began with it.
        ("“One.\n\nShe smiled.", [("“One.", False)]),
        ("She said: “One.\n\nShe smiled.", []),
        ("She said: ‘One.\n\n“Two.”", [("“Two.”", True)]),
        known_limit(
            "‘The users’ union won.\n\n‘We won.’",
            [("‘The users’ union won.", False), ("‘We won.’", True)],
            "an apostrophe at a word's end closes what goes on in the next paragraph",
        ),
    ],
)
def test_over_several_paragraphs(text, expected):
    assert [(text[found.start : found.end], found.closed) for found in quoted(text)] == expected


# What is true of news in any style

STYLES = {
    "“": "”",
    '"': '"',
    "‘": "’",
    "'": "'",
    "«": "»",
    "‹": "›",
    "„": "“",
    "»": "«",
    "”": "”",
    "``": "''",
    "‘‘": "’’",
}

SAID = st.sampled_from(["We will appeal", "Never", "It isn’t over", "The users’ union can't pay", "No—never", "Why"])
AFTER = st.sampled_from([", said Okafor.", ". ", " said the mayor.", "? asked Sarpong.", "! – Okafor"])
UNQUOTED = st.sampled_from(
    ["He left.", "The vote was on 4 May.", "(She smiled.)", "The workers' union won.", "The '90s."]
)


@st.composite
def news(draw, opening, closing):
    """A paragraph, the stretches in it that are quoted, and each printed mark."""
    text, stretches, marks = "", [], []
    for said in draw(st.lists(st.one_of(st.tuples(SAID, AFTER), UNQUOTED), min_size=1, max_size=8)):
        text += " " if text else ""
        if isinstance(said, str):
            text += said
            continue
        words, after = said
        start = len(text)
        text += opening + words + after[0].strip() + closing
        marks += [(start, start + len(opening)), (len(text) - len(closing), len(text))]
        stretches.append((start, len(text)))
        text += after[1:] if after[0] != " " else after
    return text, stretches, marks


@pytest.mark.parametrize("opening", STYLES)
@given(data=st.data())
@settings(max_examples=25)
def test_quotations_in_any_style_are_found(opening, data):
    text, expected, _ = data.draw(news(opening, STYLES[opening]))
    assert [(found.start, found.end) for found in quoted(text)] == expected


@pytest.mark.parametrize("opening", ["“", '"', "«", "``"])
@given(data=st.data())
@settings(max_examples=50)
def test_a_forgotten_mark_costs_its_own_quotation_only(opening, data):
    text, expected, marks = data.draw(news(opening, STYLES[opening]))
    assume(marks)
    number = data.draw(st.integers(0, len(marks) - 1))
    start, end = marks[number]
    del expected[number // 2]
    expected = [(a - (end - start) * (a > start), b - (end - start) * (b > start)) for a, b in expected]
    found = quoted(text[:start] + text[end:])
    assert [(found.start, found.end) for found in found if found.closed] == expected


@pytest.mark.parametrize("opening", ["“", '"', "‘", "'", "«", "„", "``"])
@given(said=st.lists(SAID.filter(lambda words: "users’" not in words), min_size=1, max_size=5))
@settings(max_examples=20)
def test_marks_opened_again_on_each_paragraph(opening, said):
    text = "\n\n".join(f"{opening}{words}." for words in said) + STYLES[opening]
    found = quoted(text)
    assert [(found.start, found.end) for found in found] == paragraphs(text)
    assert [found.closed for found in found] == [False] * (len(said) - 1) + [True]


# What never happens

PARTS = [*"".join(sorted(MARKS)) * 2, *"abns5 ()-—.,…`é\u00a0\u200f\u2028", "\n\n", "\r\n", " “", "” ", "👩‍👩‍👧"]
ANY_TEXT = st.text() | st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


@given(ANY_TEXT)
@settings(max_examples=200)
@example("'" * 7 + "\n" + "“‘" * 9)
def test_stretches_are_in_order_and_nested_or_apart_in_any_text(text):
    found = quoted(text)
    assert found == sorted(found)
    for one, other in pairwise(found):
        assert one.start < other.start
    for one in found:
        for other in found:
            apart = one.end <= other.start or other.end <= one.start
            nested = (one.start < other.start and other.end <= one.end) or (
                other.start < one.start and one.end <= other.end
            )
            assert one is other or apart or nested
        assert one.depth == sum(other.start < one.start and one.end <= other.end for other in found)


@given(ANY_TEXT)
@settings(max_examples=200)
def test_stretches_begin_and_end_at_marks_of_one_paragraph_in_any_text(text):
    ends = {end: start for start, end in paragraphs(text)}
    for found in quoted(text):
        assert any(start <= found.start and found.end <= end for end, start in ends.items())
        assert text[found.start] in MARKS
        if found.closed:
            assert text[found.end - 1] in MARKS
        else:
            assert found.end in ends
            assert found.depth == 0
        assert text[found.start : found.end].strip(" \u00a0.,;\n\r" + "".join(MARKS))


@given(ANY_TEXT, st.sampled_from([" ", "\n", " \r\n\t\n ", "\n\nHe left.", "\n\nOkafor and Sarpong’s boat left.\n"]))
@settings(max_examples=100)
def test_text_after_changes_nothing(text, after):
    assert quoted(text + after) == quoted(text)


@given(ANY_TEXT, st.sampled_from([" ", "\r\n", "He left.\n\n", "Okafor’s boat left.\r\n\r\n"]))
@settings(max_examples=100)
def test_text_before_changes_nothing(text, before):
    moved = [found._replace(start=found.start + len(before), end=found.end + len(before)) for found in quoted(text)]
    assert quoted(before + text) == moved


# Long and hostile

ANY_MARKS = "".join(random.Random(1).choices("".join(sorted(MARKS)) + "a b.", k=200_000))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ANY_MARKS, id="any"),
        pytest.param('"' * 200_000, id="one run"),
        pytest.param("`" * 200_000, id="backticks"),
        pytest.param("5'10\"" * 100_000, id="inches"),
        pytest.param("“a” " * 10_000, id="pairs"),
        pytest.param(" “a" * 10_000, id="opened"),
        pytest.param(" a”" * 10_000, id="closed"),
        pytest.param("“a ‘b " * 5_000, id="nested"),
        pytest.param("“a\n\n" * 10_000, id="left open"),
        pytest.param(" " * 200_000 + '"' + "\n" * 200_000, id="white space"),
    ],
)
def test_time_is_linear_in_the_marks(text):
    began = time.process_time()
    quoted(text)
    # A second or two; were it quadratic, minutes.
    assert time.process_time() - began < 20


def test_many_pairs_need_no_deep_stack():
    found = []
    before = threading.stack_size(128 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.extend(quoted("“a” " * 5_000)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(found) == 5_000

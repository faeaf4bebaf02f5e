"""Windows: every word is in one window's own part, at its exact characters, in windows that the network can hold."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from onrecord.reader import windows as module
from onrecord.reader.paragraphs import paragraphs
from onrecord.reader.windows import OVERLAP, WINDOW, Case, case_of, windows
from tests.reader.texts import ANY_TEXT, shipped_tokenizer, small_tokenizer

SMALL = small_tokenizer()


@pytest.fixture(scope="module", params=["small", "shipped"])
def tokenizer(request):
    return SMALL if request.param == "small" else shipped_tokenizer()


def owned(cut):
    return [(word.start, word.end) for window in cut for word in window.words if word.owned]


def tokens(window, tokenizer=SMALL):
    return " ".join(tokenizer.id_to_token(id_) for id_ in window.ids)


def test_examples_in_docstrings():
    [window] = windows("“We won,” she said.", SMALL)
    assert doctest.testmod(module, extraglobs={"tokenizer": SMALL, "window": window}).failed == 0


# One window


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("\n \r\n", []),
        ("“We won,” she said.", ["“", "We", "won", ",", "”", "she", "said", "."]),
        ("doesn't 5'10\" U.S.", ["doesn", "'", "t", "5", "'", "10", '"', "U", ".", "S", "."]),
        ("$5,000 (99.9%)", ["$", "5", ",", "000", "(", "99", ".", "9", "%", ")"]),
        ("won\r\n\r\nsaid\rthe", ["won", "said", "the"]),
        ("a\u00a0b\u2009c\td", ["a", "b", "c", "d"]),
        ("said—she", ["said", "—", "she"]),
        # several code points, one word
        ("won 👩‍👩‍👧!", ["won", "👩‍👩‍👧", "!"]),
        ("👍🏽 ❤\ufe0f 🇬🇭", ["👍🏽", "❤\ufe0f", "🇬🇭"]),
        ("José Álvarez", ["José", "Álvarez"]),
        ("Jose\u0301, Zoe\u0308", ["Jose\u0301", ",", "Zoe\u0308"]),
        ("नमस्ते", ["नमस्ते"]),
        ("שָׁלוֹם עברית", ["שָׁלוֹם", "עברית"]),
        # marks of direction and of byte order stand between words or within them
        ("\u200f“never”\u200e", ["“", "never", "”"]),
        ("\ufeffwon a\u200bb", ["won", "a\u200bb"]),
        # letters that change their length with their case, and others
        ("İstanbul straße ﬁne ẞ", ["İstanbul", "straße", "ﬁne", "ẞ"]),
        ("日本語", ["日", "本", "語"]),
        ("x" * 150 + " won", ["x" * 150, "won"]),
    ],
)
def test_words_are_exact(text, words, tokenizer):
    cut = windows(text, tokenizer)
    assert [text[start:end] for start, end in owned(cut)] == words


def test_pieces_and_what_stands_around_them():
    [window] = windows("He won.\n\nMcBain said: “Ab”", SMALL)
    assert tokens(window) == "[CLS] he won . [SEP] m ##c ##b ##a ##i ##n said : “ a ##b ” [SEP]"
    assert [word.piece for word in window.words] == [1, 2, 3, 5, 11, 12, 13, 14, 16]
    assert [Case(case).name for case in window.cases] == (
        ["LOWER", "CAPITALISED", "LOWER", "LOWER", "LOWER"]
        + ["MIXED"] * 6
        + ["LOWER"] * 3
        + ["CAPITALISED"] * 2
        + ["LOWER"] * 2
    )


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("said", Case.LOWER),
        ("99.9", Case.LOWER),
        ("…", Case.LOWER),
        ("日本", Case.LOWER),
        ("", Case.LOWER),
        ("Sarpong", Case.CAPITALISED),
        ("A", Case.CAPITALISED),
        ("Éric", Case.CAPITALISED),
        ("TSA", Case.UPPER),
        ("G7", Case.CAPITALISED),
        ("MI6", Case.UPPER),
        ("McBain", Case.MIXED),
        ("iPhone", Case.MIXED),
    ],
)
def test_case(word, case):
    assert case_of(word) is case


def test_a_tokenizer_without_special_tokens_is_refused():
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    with pytest.raises(ValueError, match=r"no \[CLS\]"):
        windows("a", tokenizer)


# Many windows


def test_short_paragraphs_share_a_window_and_are_never_cut():
    cut = windows("\n".join(["the he she we"] * 5), SMALL, size=12)
    paragraph = "the he she we [SEP]"
    assert [tokens(window) for window in cut] == [f"[CLS] {paragraph} {paragraph}"] * 2 + [f"[CLS] {paragraph}"]


def test_a_paragraph_that_just_fits_is_not_cut():
    assert [len(window.ids) for window in windows(" ".join(["the"] * 10), SMALL, size=12, overlap=4)] == [12]


def test_a_long_paragraph_is_cut_into_overlapping_windows():
    text = "the he she we a b c d e f g h i j"
    cut = windows(text, SMALL, size=12, overlap=4)
    assert [tokens(window) for window in cut] == [
        "[CLS] the he she we a b c d e f [SEP]",
        "[CLS] c d e f g h i j [SEP]",
    ]
    assert [" ".join(text[word.start : word.end] for word in window.words if word.owned) for window in cut] == [
        "the he she we a b c d",
        "e f g h i j",
    ]


def test_windows_have_the_length_that_the_network_was_trained_on():
    lengths = [len(window.ids) for window in windows("the " * 600, SMALL)]
    assert (WINDOW, OVERLAP) == (192, 64)
    assert lengths == [192, 192, 192, 192, 600 - 4 * (190 - 64) + 2]


SIZES = st.integers(5, 30).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 3)))


@given(text=ANY_TEXT, sizes=SIZES)
@settings(max_examples=200)
def test_every_word_has_one_owner_in_any_text(tokenizer, text, sizes):
    size, overlap = sizes
    words = owned(windows(text, tokenizer, size=size, overlap=overlap))
    assert words == owned(windows(text, tokenizer, size=10**6))
    assert all(start < end for start, end in words)
    assert all(one[1] <= other[0] for one, other in pairwise(words))
    covered = {offset for start, end in words for offset in range(start, end)}
    assert all(offset in covered for offset, character in enumerate(text) if character.isalnum())
    spans = paragraphs(text)
    assert all(any(a <= start and end <= b for a, b in spans) for start, end in words)


@given(text=ANY_TEXT, sizes=SIZES)
@settings(max_examples=200)
def test_windows_hold_what_the_network_can_read_in_any_text(tokenizer, text, sizes):
    size, overlap = sizes
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    for window in windows(text, tokenizer, size=size, overlap=overlap):
        assert 2 < len(window.ids) <= size
        assert len(window.cases) == len(window.ids)
        assert (window.ids[0], window.ids[-1]) == (cls, sep)
        places = [word.piece for word in window.words]
        assert places == sorted(set(places))
        assert all(window.ids[place] not in (cls, sep) for place in places)


@given(
    words=st.lists(st.sampled_from(["the", "said", "Sarpong", "👩‍👩‍👧", "7,"]), min_size=1, max_size=60), sizes=SIZES
)
@settings(max_examples=100)
def test_words_are_owned_where_they_see_most_around_them(words, sizes):
    size, overlap = sizes
    text = " ".join(words)
    cut = windows(text, SMALL, size=size, overlap=overlap)
    [whole] = windows(text, SMALL, size=10**6)
    last_piece = len(whole.ids) - 2
    piece_in_paragraph = {word.start: word.piece for word in whole.words}
    for window in cut:
        for word in window.words:
            if not word.owned:
                continue
            begins_at = piece_in_paragraph[word.start] - word.piece
            pieces = len(window.ids) - 2
            assert begins_at == 0 or word.piece > overlap // 2
            assert begins_at + pieces == last_piece or word.piece <= pieces - (overlap - overlap // 2)


@given(text=ANY_TEXT)
@settings(max_examples=50)
def test_white_space_around_changes_nothing(text):
    moved = [(start + 2, end + 2) for start, end in owned(windows(text, SMALL))]
    assert owned(windows(f"\n {text} \n", SMALL)) == moved

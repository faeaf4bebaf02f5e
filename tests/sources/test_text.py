"""Bytes become characters: marked, declared, detected; and garbled ones are told, or mended if asked."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources import LIMITS, Fault, Found
from onrecord.sources.text import decode, decoded, garbled, read, repaired

ENGLISH = "“We will appeal,” said Inês Duarte – the café’s owner – on Thursday."
FRENCH = (
    "Le conseil a décidé jeudi de vendre la jetée, et le maire a déclaré que la décision était définitive. "
    "« Jamais », a répondu Inès Duarte, que les ouvriers ont élue. Ils ont été reçus à la préfecture."
)
CZECH = (
    "Zastupitelstvo ve čtvrtek rozhodlo, že molo prodá, a starosta řekl, že rozhodnutí je konečné. Dělníci "
    "protestovali před budovou přístavu a říkali, že příští týden začne stávka, pokud vláda nezasáhne včas. "
    "Žádný úředník se k věci nechtěl vyjádřit."
)
RUSSIAN = "Городской совет решил в четверг продать пирс, и мэр заявил, что решение окончательное."
JAPANESE = "市議会は木曜日に桟橋の売却を決定し、市長は決定は最終的だと述べた。"
CHINESE = "市议会周四决定出售码头，市长表示该决定是最终决定。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marks_and_utf_8_are_no_guess(encoding):
    found = decoded(ENGLISH.encode(encoding))
    assert (found.text, found.warnings) == (ENGLISH, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_marks_tell_the_order_of_bytes(encoding):
    found = decoded(f"\ufeff{ENGLISH}".encode(encoding))
    assert (found.text, found.encoding, found.warnings) == (ENGLISH, encoding.upper()[:6], ())


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ENGLISH, "cp1252", "Windows-1252"),
        ("naïve\nfaçade", "latin-1", "Windows-1252"),
        ("Não é “justo”", "cp1252", "Windows-1252"),
        (FRENCH, "cp1252", "Windows-1252"),
        (CZECH, "cp1250", "Windows-1250"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "cp932"),
        (CHINESE, "gb18030", "gb18030"),
        ("A text without a mark", "utf-16-le", "UTF-16-LE"),
        ("A text without a mark", "utf-16-be", "UTF-16-BE"),
    ],
)
def test_a_guess_is_told(text, encoding, named):
    found = decoded(text.encode(encoding))
    assert (found.text, found.encoding) == (text, named)
    assert found.warnings[0].endswith(f"says no encoding: it was read as {named}, which is a guess")


def test_a_declared_encoding_is_no_guess():
    assert decoded(CZECH.encode("iso-8859-2"), declared="ISO-8859-2")[:2] == (CZECH, "ISO-8859-2")
    # As browsers have it, Latin-1 is Windows-1252.
    assert decoded(ENGLISH.encode("cp1252"), declared="iso-8859-1") == (ENGLISH, "iso-8859-1", ())


def test_what_is_utf_8_is_not_read_as_declared():
    assert decoded(ENGLISH.encode(), declared="windows-1252").text == ENGLISH


@pytest.mark.parametrize("declared", ["utf-8", "no-such-encoding", "x\0y"])
def test_an_encoding_declared_wrongly_is_told(declared):
    found = decoded(ENGLISH.encode("cp1252"), declared=declared)
    assert found.text == ENGLISH
    assert f"declares {declared}, which it is not" in found.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xef\xbb\xbfabc\n\xff", "it is not UTF-8: byte 7, 0xff, in line 2"),
        (b"\xff\xfeabc", "it begins as UTF-16 does, but is not: byte 4 fits no character"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 10, "it is not UTF-8: byte 0, 0x89, in line 1"),
        (bytes(range(128, 256)) * 5, "it is not UTF-8: byte 0, 0x80, in line 1"),
    ],
)
def test_what_is_no_text_is_a_fault(data, reason):
    found = decoded(data)
    assert isinstance(found, Fault)
    assert found.reason == reason


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "idna", "hex", "rot13", "\ud800"]))
def test_bytes_never_raise(data, declared):
    decoded(data, declared=declared)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_comes_back_as_it_was(text):
    assert decoded(text.encode()).text == text.removeprefix("\ufeff")


def test_a_file_of_text_says_what_it_was_read_as():
    [found] = read(io.BytesIO(ENGLISH.encode("cp1252")), limits=LIMITS)
    assert isinstance(found, Found)
    assert (found.text, len(found.warnings)) == (ENGLISH, 1)


def test_what_must_be_utf_8_is_not_guessed():
    assert decode(ENGLISH.encode("cp1252")).reason == "it is not UTF-8: byte 0, 0x93, in line 1"
    assert decode(ENGLISH.encode("utf-16")).reason == "it is UTF-16, not UTF-8"


GARBLED = ENGLISH.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")


def test_garbled_characters_are_told():
    assert garbled(ENGLISH) is None
    assert garbled(GARBLED) == (
        "characters are garbled, probably by a wrong encoding: “â€œ” at 0 and the like, 7 in all"
    )


@pytest.mark.parametrize("text", ["", "AMANHÃ”", "“MANHÔ", "Â«", "Ângela Â.", "É Ã", FRENCH, CZECH, RUSSIAN, CHINESE])
def test_what_is_not_garbled(text):
    assert garbled(text) is None
    assert repaired(text) == (text, None)


def test_garbled_characters_are_mended_if_asked():
    mended, said = repaired(GARBLED)
    assert mended == ENGLISH
    assert said == "garbled characters were repaired: “â€œ” and the like in 7 places"


def test_nothing_else_is_altered_by_mending():
    text = 'CafÃ© "straight" ﬁne\r\n&amp; ２０２５'
    assert repaired(text)[0] == 'Café "straight" ﬁne\r\n&amp; ２０２５'

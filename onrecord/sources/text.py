"""Plain text: one article a file."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from onrecord.sources.exports import split
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits

HEADLINE_LENGTH = 150
"""The most characters that a first line may have to be taken for a headline."""

SHORT = 200
"""A text of fewer letters is hardly enough for statistics on its encoding."""

_HEADING_MARK = re.compile(r"#{1,6}\s+")

# The longer marks come first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

# What a declared encoding stands for in practice, as browsers have it (https://encoding.spec.whatwg.org).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

# What stands beyond ASCII in texts in English and its neighbours: letters with accents, and the printer's marks.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ‘’‚“”„–—…•€£¥©®™°«»§¡¿·½¼¾\xa0\xad"
)

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

# UTF-8 that was read as Windows-1252: “Ã©” for “é”, “â€œ” for a quotation mark. What may follow a capital Ã in
# Portuguese, such as a closing quotation mark, is left out.
_MOJIBAKE = re.compile(r"[ÂÃ][\x80-\x9f¡-¦¨-ª¬®-¶¸-º¼-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]|â€[\x80-\x9f™œ“”¦˜¢žš]|ï¿½|ðŸ")


def read(stream: BinaryIO, *, limits: Limits) -> Iterator[Found | Fault]:
    """Yield the one text of a file, or the articles of a news database's export.

    Line ends, spaces and all other characters stay as they are. The first line is the title if it looks
    like a headline, and is part of the text all the same. What is not UTF-8 is read in the encoding that it
    probably is in, and a warning names it. An export (`onrecord.sources.exports`) is
    taken apart.

    Example:
        A file with the lines “Council sells the pier” and “The vote was close.” gives both as its text, and
        the first as its title.

    Does not take Markdown apart, and does not repair characters that were garbled before: `repaired` does.

    Args:
        stream: the open file.
        limits: a file larger than `text_bytes` is a fault.
    """
    data = whole(stream, limits.text_bytes)
    text = data if isinstance(data, Fault) else decoded(data)
    if isinstance(text, Fault):
        yield text
        return
    exported = split(text.text)
    if exported is None:
        yield Found(text.text, title=headline(text.text), warnings=text.warnings)
    else:
        yield from exported


def whole(stream: BinaryIO, max_bytes: int) -> bytes | Fault:
    """Read a stream to its end, or stop where it is longer than max_bytes."""
    data = stream.read(max_bytes + 1)
    return too_large(max_bytes) if len(data) > max_bytes else data


def too_large(max_bytes: int) -> Fault:
    """The fault of what has more than max_bytes bytes."""
    return Fault(
        f"it is larger than {max_bytes:,} bytes",
        "If it holds many articles, save each as a file of its own or as a line of JSONL. If it does not, "
        "raise the limit: read_articles(..., limits=Limits(text_bytes=...)) in Python.",
    )


def decode(data: bytes) -> str | Fault:
    """Turn UTF-8 into characters; a byte order mark at the start is not one of them.

    Example:
        >>> decode("“Não”".encode())
        '“Não”'
        >>> decode("Não".encode("latin-1")).reason
        'it is not UTF-8: byte 1, 0xe3, in line 1'

    Does not guess which other encoding it might be: it is for formats that must be UTF-8.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault("it is UTF-16, not UTF-8", "Open it in an editor and save it with the encoding UTF-8.")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        # The position is one in the file: with the byte order mark.
        at = error.start + len(data) - len(error.object)
        line = data.count(b"\n", 0, at) + 1
        return Fault(
            f"it is not UTF-8: byte {at:,}, 0x{data[at]:02x}, in line {line:,}",
            "Open it in an editor and save it with the encoding UTF-8. If it comes from an older Windows, "
            "type: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
        )


class Decoded(NamedTuple):
    """Bytes turned into characters.

    Attributes:
        text: the characters, without a byte order mark.
        encoding: what they were in, such as "UTF-8" or "Windows-1252".
        warnings: that the encoding was guessed, as a sentence.
    """

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decoded(data: bytes, *, declared: str | None = None) -> Decoded | Fault:
    """Turn bytes in any encoding into characters.

    A byte order mark decides; else what is UTF-8 is taken for it, whatever it declares, since nothing else looks
    like it by chance; else the declared encoding; else the likeliest one, with a warning that names it.

    Example:
        >>> decoded("“Não”".encode("windows-1252")).text
        '“Não”'
        >>> decoded("“Não”".encode("windows-1252")).warnings
        ('it is not UTF-8 and says no encoding: it was read as Windows-1252, which is a guess',)

    Does not give a text for bytes that are none, such as a picture: that is a fault, as is a text that breaks the
    encoding of its own byte order mark.

    Args:
        data: the bytes.
        declared: the encoding that their container names, such as a page's charset.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, name)
    if (wide := _without_mark(data)) is not None:
        return Decoded(*wide, (f"it says no encoding: it was read as {wide[1]}, which is a guess",))
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    if declared is not None and (text := _as_declared(data, declared)) is not None:
        return Decoded(text, declared)
    guess = _guessed(data)
    if guess is None:
        fault = decode(data)
        return fault if isinstance(fault, Fault) else Fault("it is no text", "Save it as text in UTF-8.")
    text, encoding = guess
    reason = f"declares {declared}, which it is not" if declared else "says no encoding"
    return Decoded(text, encoding, (f"it is not UTF-8 and {reason}: it was read as {encoding}, which is a guess",))


def repaired(text: str) -> tuple[str, str | None]:
    r"""A text whose characters were garbled by a wrong encoding, mended; and a sentence that says what was done.

    Example:
        >>> repaired("â€œNunca,â€\x9d disse InÃªs.")
        ('“Nunca,” disse Inês.', 'garbled characters were repaired: “â€œ” and the like in 3 places')
        >>> repaired("“Nunca,” disse Inês.")
        ('“Nunca,” disse Inês.', None)

    Does not alter anything else: quotation marks stay curly or straight, and line ends stay. Offsets count in the
    text that it gives, so it is for texts that are no article yet. Characters that are lost (�) do not come back.
    """
    found = _MOJIBAKE.findall(text)
    if not found:
        return text, None
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )
    mended = ftfy.fix_text(text, config)
    if mended == text:
        return text, None
    places = "1 place" if len(found) == 1 else f"{len(found):,} places"
    return mended, f"garbled characters were repaired: “{found[0]}” and the like in {places}"


def garbled(text: str) -> str | None:
    """A sentence that says that a text was garbled by a wrong encoding, or None.

    Example:
        >>> garbled("InÃªs Duarte")
        'characters are garbled, probably by a wrong encoding: “Ãª” at 2 and the like, 1 in all'
    """
    first = _MOJIBAKE.search(text)
    if first is None:
        return None
    count = sum(1 for _ in _MOJIBAKE.finditer(text))
    return (
        f"characters are garbled, probably by a wrong encoding: “{first[0]}” at {first.start():,} and the like, "
        f"{count:,} in all"
    )


def _marked(data: bytes, mark: bytes, name: str) -> Decoded | Fault:
    """The text of a file that begins with a byte order mark."""
    if name == "UTF-8":
        text = decode(data)
        return text if isinstance(text, Fault) else Decoded(text, name)
    little = "le" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else "be"
    try:
        return Decoded(data[len(mark) :].decode(f"{name.lower()}-{little}"), name)
    except UnicodeDecodeError as error:
        return Fault(
            f"it begins as {name} does, but is not: byte {error.start + len(mark):,} fits no character",
            "Open it in an editor and save it with the encoding UTF-8.",
        )


def _as_declared(data: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
        return data.decode(_MEANT.get(name, name))
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    """The likeliest text of bytes that say nothing of their encoding, with its name; None if they are no text.

    Windows-1252 is tried first, and taken if all that it gives beyond ASCII is at home in Western texts: in short
    texts a detector by statistics finds something rarer.
    """
    text = _as_declared(data, "cp1252")
    if text is not None:
        beyond = [char for char in text if char > "\x7f"]
        letters = sum(map(str.isalpha, text))
        # In French, 5 letters of 100 have accents; in Czech, whose letters look alike in bytes, there are 15.
        few = 0.08 if letters > SHORT else 0.35
        at_home = set(beyond) <= _WESTERN and sum(map(str.isalpha, beyond)) <= few * letters
        if at_home and not _CONTROLS.search(text):
            return text, "Windows-1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None or _CONTROLS.search(str(best)):
        return None
    return str(best), best.encoding.replace("_", "-").replace("cp125", "Windows-125")


def _without_mark(data: bytes) -> tuple[str, str] | None:
    """The text of bytes of which every other is zero: UTF-16 in English, without its mark. None for all others."""
    sample = data[:2_000]
    if sample.count(0) < 0.3 * len(sample):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _as_declared(data, encoding)
        if text and sum(char.isprintable() and char < "\x80" for char in text[:1_000]) > 0.7 * len(text[:1_000]):
            return text, encoding.upper()
    return None


def headline(text: str) -> str | None:
    r"""The first line of a text, if it looks like a headline: short, no full stop at its end, and not alone.

    Example:
        >>> headline("Council sells the pier\n\nThe vote was close.")
        'Council sells the pier'
        >>> headline("The vote was close.\nThe mayor left.") is None
        True

    Does not tell a headline from another short first line, such as a section's name or a byline. The marks
    of a Markdown heading are left out.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    first = _HEADING_MARK.sub("", lines[0].strip(), count=1)
    is_headline = 0 < len(first) <= HEADLINE_LENGTH and not first.rstrip("”’\"'»)").endswith((".", ":", ";", ","))
    return first if is_headline else None

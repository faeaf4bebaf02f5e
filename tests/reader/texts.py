"""What several tests of the reader share: a vocabulary that is small enough to know, and texts that are hard to cut."""

import string

from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from onrecord.reader.network import MODEL

_CHARACTERS = string.ascii_lowercase + string.digits
_VOCABULARY = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]"),
    *_CHARACTERS,
    *string.punctuation,
    *"“”‘’«»…—–",
    *(f"##{character}" for character in _CHARACTERS),
    *("said", "the", "won", "she", "he", "we"),
]


def small_tokenizer() -> Tokenizer:
    """Like the shipped one, but with single letters and six words for a vocabulary."""
    vocabulary = {token: number for number, token in enumerate(_VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def shipped_tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(MODEL / "tokenizer.json"))


PARTS = [
    *("said ", " the", " Sarpong", "McBain ", "“", "”", "'", '"', ".", ",", "—", "-", " ", "a", "B", "7"),
    *("\n", "\n\n", "\r\n", "\r", "\t", "\v", "\x85", "\u2028", "\u2029"),
    *("\u00a0", "\u200b", "\u200f", "\ufeff", "\ufffd", "\x00", "\x1f"),
    *("👩‍👩‍👧", "👍🏽", "❤\ufe0f", "🇬🇭", "e\u0301", "\u0301", "é", "İ", "ß", "ﬁ", "½", "x" * 110),
    *("עברית", "שָׁ", "日本", "한", "नमस्ते", "\u093f"),
]
"""Line ends and spaces of all kinds, characters of several code points, and those that tokenizers drop."""

ANY_TEXT = st.lists(st.sampled_from(PARTS), max_size=50).map("".join) | st.text(max_size=40)


def span(text, part):
    """Where a part is printed, which must be in one place only."""
    assert text.count(part) == 1, f"{part!r} is not once in {text!r}"
    start = text.index(part)
    return start, start + len(part)

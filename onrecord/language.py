"""Which language a text is in. On Record reads English; of other articles it keeps what is known of them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.lexicons import table

READ = "en"
"""The language that On Record reads."""

UNKNOWN = "und"
"""The code of ISO 639 for a text whose language cannot be told, such as one of figures alone."""

SAMPLE = 10_000
"""So many characters of a text are looked at."""

PLAIN_SAMPLE = 3_000
"""So many are enough to see that a text is in English."""

SURE = 0.65
"""From this score on, a text is held to be in the language found."""

ENOUGH = 40
"""A text of fewer bytes is held to be in no language for sure: "Real Madrid 2, Barcelona 1" could be in any. Bytes,
because a letter of Chinese says more than one of Latin."""

_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ]\w*")
_LETTER = re.compile(r"[^\W\d_]")
_EVERY_DAY = frozenset(
    "the of and to in said for on at with by from was is that after were had has who will would their his her".split()
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+")


@dataclass(frozen=True)
class Language:
    """What was found out about a text's language.

    Attributes:
        code: of ISO 639, such as "pt"; "und" where it cannot be told.
        score: how sure that is, from 0 to 1.
        unread: why the text is not read, as the end of a sentence that begins with the article's name; None if it is.
        warnings: what a reader of the tables should know, a sentence each.
    """

    code: str
    score: float
    unread: str | None = None
    warnings: tuple[str, ...] = ()


def language_of(text: str) -> tuple[str, float]:
    """The language of a text, and how sure that is, from 0 to 1.

    Example:
        >>> language_of("A câmara decidiu vender o cais, e o presidente disse que era definitivo.")[0]
        'pt'
        >>> language_of("João da Silva of the Partido Novo met Luís Pereira in São Paulo, they said on Monday.")[0]
        'en'
        >>> language_of("12:30")
        ('und', 0.0)

    Names do not count where enough is left without them, so that English with many foreign names is English. Does not
    tell a language's varieties apart: Scots and Nigerian Pidgin may be taken for English. It takes the text as a
    whole: an article with a quotation in another language is in that of the rest.

    By py3langid (Lui and Baldwin 2012, langid.py), whose model is in its package.
    """
    if _is_plainly_english(text[:PLAIN_SAMPLE]):
        return READ, 1.0
    sample = _ADDRESS.sub(" ", text[:SAMPLE])
    if not _LETTER.search(sample):
        return UNKNOWN, 0.0
    letters = [char for char in sample if char.isalpha()]
    if sum(map(str.isupper, letters)) > 0.6 * len(letters):
        sample = sample.lower()
    code, score = _identifier().classify(sample)
    if code != READ:
        # Names may be from anywhere; the words between them are the language.
        rest = _CAPITALISED.sub(" ", sample)
        rest_code, rest_score = _identifier().classify(rest)
        if rest_code == READ and rest_score >= 0.5 and len(_LETTER.findall(rest)) >= 15:
            code, score = rest_code, rest_score
        elif (share := _share_of_english(rest)) >= 0.5:
            code, score = READ, share
    return (UNKNOWN, 0.0) if code == "zxx" else (code, round(float(score), 3))


def _is_plainly_english(sample: str) -> bool:
    """Whether a fifth of a text's words are English words of every day, with "the" among them.

    So it is with 98 of 100 articles in English. No other language is asked about them, which would take a second for
    the first: its model has to be loaded.
    """
    words = re.findall(r"[^\W\d_]+", sample.lower())
    every_day = sum(word in _EVERY_DAY for word in words)
    return len(words) >= 50 and every_day >= 0.2 * len(words) and words.count("the") >= 0.02 * len(words)


def _share_of_english(rest: str) -> float:
    """Which share of the words between names are English words of every day; 0 for fewer than four words."""
    words = re.findall(r"[^\W\d_]+", rest)
    return sum(word in _EVERY_DAY for word in words) / len(words) if len(words) >= 4 else 0.0


def language(text: str, *, declared: str | None = None) -> Language:
    """Find out the language of an article, and whether On Record reads it.

    Example:
        >>> language("A câmara decidiu na quinta-feira vender o cais, e disse que a decisão é definitiva.").unread
        'is in Portuguese (pt): On Record reads English; nothing but its metadata was read'
        >>> language("The council sold the pier on Thursday, and said that this was final.", declared="fr").warnings
        ('it declares the language French (fr), but is in English (en)',)

    A text of a few words is read, whatever it seems to be, unless its own file declares another language. Does not
    translate anything.

    Args:
        text: the article's running text, best without what is marked.
        declared: the language that its file or page names, such as "pt-BR".
    """
    code, score = language_of(text)
    enough = len(text[:SAMPLE].encode()) >= ENOUGH and len(_LETTER.findall(text[:SAMPLE])) >= ENOUGH / 3
    is_sure = enough and score >= SURE and code != UNKNOWN
    said = (declared or "").replace("_", "-").split("-")[0].lower()
    warnings: tuple[str, ...] = ()
    if is_sure and said in _names() and said != code and not _alike(said, code):
        warnings = (f"it declares the language {_name(said)}, but is in {_name(code)}",)
    if not is_sure and said in _names():
        code, is_sure = said, not enough or code in (said, UNKNOWN)
    unread = None
    if is_sure and code != READ:
        unread = f"is in {_name(code)}: On Record reads English; nothing but its metadata was read"
    return Language(code, score, unread, warnings)


def is_read(language: str | None) -> bool:
    """Whether an article in a language is read, as `Article.language` names it: English is, and what is not known.

    Example:
        >>> [is_read(code) for code in ("en-GB", None, "pt")]
        [True, True, False]
    """
    return language is None or language.replace("_", "-").split("-")[0].lower() == READ


# Neighbours that a short text may be either of; no contradiction is told between them.
_NEIGHBOURS = (
    frozenset("bs hr sr sh cnr".split()),
    frozenset("no nb nn da".split()),
    frozenset("id ms".split()),
    frozenset("pt gl".split()),
    frozenset("nl af".split()),
    frozenset("hi ur mr ne".split()),
    frozenset("en sco pcm".split()),
)


def _alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _NEIGHBOURS)


def _name(code: str) -> str:
    return f"{_names().get(code, 'a language')} ({code})"


@cache
def _names() -> dict[str, str]:
    return {code: columns["name"] for code, columns in table("languages").items()}


@cache
def _identifier() -> Any:
    # Loaded when the first text is looked at: it takes a second.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

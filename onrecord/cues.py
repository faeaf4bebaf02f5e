"""Cues, the words that mark an attribution (“has said”, “according to”), and their dictionary forms."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

CLASSES = ("neutral", "asserting", "doubting", "denying", "asking", "thinking", "planning")
"""What a cue does with its content; lexicons/reporting_cues.tsv explains each."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_VOWELS = "aeiou"

# What may stand before the verb that counts. None of it says how something was said.
_HELPERS = frozenset(
    """
    a about again also am an and are as at be been being but by can could did do does doing done
    even ever first for from further had has have having he her his i in is it its just later may
    might must never not now of often on once only or our own previously publicly recently
    repeatedly reportedly shall she should since so still that the their then there they this to
    today too was we went were what when which who will with would yesterday yet you your
    """.split()
)


class _Lexicon(NamedTuple):
    classes: Mapping[str, str]
    lemmas: Mapping[tuple[str, ...], str]
    longest: int


def cue_lemma(text: str) -> str:
    """The dictionary form of a cue.

    Of several words, the first entry of our lexicon counts, and of several entries at one place the longest.
    A cue without any is reduced by the rules of regular English: at best a guess.

    Example:
        >>> cue_lemma("has repeatedly denied"), cue_lemma("told reporters"), cue_lemma("According to")
        ('deny', 'tell', 'according to')
        >>> cue_lemma("was quoted as saying"), cue_lemma("called for")
        ('say', 'call for')
        >>> cue_lemma("yodelled")
        'yodell'

    Does not look at the sentence around the cue: “plans” is plan, be it verb or noun.

    Args:
        text: the cue as printed. White space and capitals do not matter.
    """
    words = [word.replace("’", "'").lower() for word in _WORD.findall(text)]
    lexicon = _lexicon()
    for at in range(len(words)):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            lemma = lexicon.lemmas.get(tuple(words[at : at + length]))
            if lemma is not None:
                return lemma
    content = [word for word in words if len(word) > 1 and word not in _HELPERS and not word.endswith("n't")]
    return _reduced(content[0]) if content else " ".join(text.split()).lower()


def cue_class(lemma: str) -> str | None:
    """What a cue does with its content: one of CLASSES, or None if our lexicon does not have it.

    Example:
        >>> cue_class("allege"), cue_class("according to"), cue_class("yodel")
        ('doubting', 'neutral', None)

    Does not judge one use: “he said he might” is neutral, because “say” is.

    Args:
        lemma: as `cue_lemma` gives it.
    """
    return _lexicon().classes.get(lemma)


def is_passive(text: str, before: str) -> bool:
    """Whether a cue only tells to whom something was said, or of whom, so that who says it need not be printed.

    Example:
        >>> is_passive("is feared", "It"), is_passive("told", "was"), is_passive("Asked", "")
        (True, True, True)
        >>> is_passive("asked", "and"), is_passive("told", "has")
        (False, False)

    Does not look for “by” behind the verb, nor know “those told” from “he told”.

    Args:
        text: the cue as printed.
        before: the word before it; empty where a sentence begins with the cue.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if before.lower() in _BE or not _BE.isdisjoint(words):
        return True
    return bool(words) and words[0] in _ASKED and before.lower() in _WHEN


_BE = frozenset("is are was were be been being am get gets got".split())
_ASKED = frozenset("asked pressed pushed questioned quizzed".split())
_WHEN = frozenset(("", "when", "if", "once", "later", "first"))


@cache
def _lexicon() -> _Lexicon:
    """Read the lexicon and bend its words, once."""
    entries = dict(_entries())
    lemmas: dict[tuple[str, ...], str] = {}
    for lemma, (_, listed) in entries.items():
        first, *rest = lemma.split()
        own_forms = {first, *regular_forms(first)}
        if rest and first in entries:
            own_forms.update(form for form in entries[first][1] if " " not in form)
        for form in [*(" ".join([form, *rest]) for form in own_forms), *listed]:
            lemmas.setdefault(tuple(form.split()), lemma)
    # A lemma that looks like another's bent form is itself: “found” may be made of “find”, “bid” is “bid”.
    lemmas.update({tuple(lemma.split()): lemma for lemma in entries})
    return _Lexicon(
        MappingProxyType({lemma: of_class for lemma, (of_class, _) in entries.items()}),
        MappingProxyType(lemmas),
        max(map(len, lemmas)),
    )


def _entries() -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Yield (lemma, (class, forms)) of every entry."""
    text = (files("onrecord") / "lexicons" / "reporting_cues.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        lemma, of_class, forms = line.split("\t")
        yield lemma, (of_class, tuple(form.strip() for form in forms.split(";") if form.strip()))


def regular_forms(word: str) -> set[str]:
    """The regular forms of a verb, and the plural of a noun; also some that English does not use.

    Example:
        >>> sorted(regular_forms("deny"))
        ['denied', 'denies', 'denying']
        >>> sorted(regular_forms("plan"))
        ['planed', 'planing', 'planned', 'planning', 'plans']

    They are for recognising words, so that a form too many does no harm.
    """
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    if word.endswith("ie"):
        return {word + "s", word + "d", word[:-2] + "ying"}
    if word.endswith("ee"):
        return {word + "s", word + "d", word + "ing"}
    if word.endswith("e"):
        return {word + "s", word + "d", word[:-1] + "ing"}
    forms = {
        word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"),
        word + "ed",
        word + "ing",
    }
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", word):
        forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return forms


def _reduced(word: str) -> str:
    """Take a regular ending off a word that the lexicon does not have."""
    if word.endswith(("ied", "ies")) and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and re.search("[aeiouy]", stem) and len(stem) > 1:
            return _with_its_e(stem)
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if re.search(r"[^su]s$", word) and len(word) > 3 else word


def _with_its_e(stem: str) -> str:
    """Undo what -ed and -ing did to a stem: a doubled consonant, a dropped e."""
    if re.search(r"([^aeioulsfz])\1$", stem):
        return stem[:-1]
    # English words seldom end in these without an e: forc-e, argu-e, believ-e, realiz-e, tabl-e, debat-e.
    dropped = re.search(r"([cuvz]|[^n]g|[^s]s|[^aeioulr]l|..at)$", stem) and not stem.endswith(("zz", "ait"))
    # After one short vowel a consonant would have been doubled: vot-e, hop-e.
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", stem)
    return stem + "e" if dropped or short else stem

"""Whether two printed names can be those of one person, body or place: by their words alone.

Knows titles, initials, surnames, acronyms, company suffixes and a few aliases; knows nothing of the world.
"""

import re
import unicodedata
from functools import lru_cache

from onrecord.lexicons import rows, table

_WORD = re.compile(r"[^\W_](?:[\w.&'’-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)

_OF_NAMES = frozenset("of the for and de la le du del der den von van y e & di da dos das bin ibn al el".split())
"""Words inside of names that an acronym or an alias may leave out."""


def folded(text: str) -> str:
    """Text as names are compared: without case, accents and the curl of apostrophes.

    Example:
        >>> folded("Erdoğan’s")
        "erdogan's"
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ı", "i"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that say who is meant, folded; titles, articles and possessives left out.

    Example:
        >>> name_words("the Rev. Désirée Mbeki-Owusu’s")
        ('desiree', 'mbeki-owusu')
    """
    bare = _POSSESSIVE.sub("", _ARTICLE.sub("", name.strip()))
    words = [folded(word).rstrip(".") for word in _WORD.findall(bare)]
    kept = list(words)
    while len(kept) > 1 and _kind(kept[0]) == "title":
        kept.pop(0)
    while len(kept) > 1 and _kind(kept[-1]) == "suffix":
        kept.pop()
    return tuple(kept or words)


def _kind(word: str) -> str:
    return table("names").get(word, {}).get("kind", "")


def is_person_alias(short: str, long: str) -> bool:
    """Whether a person printed as `long` may elsewhere be printed as `short`.

    Example:
        >>> is_person_alias("Durov", "Pavel Durov"), is_person_alias("P. Durov", "Pavel Durov")
        (True, True)
        >>> is_person_alias("Paul Durov", "Pavel Durov")
        False

    Does not know nicknames ("Bill" for "William").
    """
    words, longer = list(name_words(short)), list(name_words(long))
    if not words or len(words) > len(longer):
        return False
    at = 0
    for word in words:
        while at < len(longer) and not _same_or_initial(word, longer[at]):
            at += 1
        if at == len(longer):
            return False
        at += 1
    # "Ana" is Ana Sousa and "Sousa" is; "P." alone, or two initials, would be anybody.
    return any(len(word) > 1 for word in words) and (len(words) == 1 or words[-1] == longer[-1])


def _same_or_initial(word: str, other: str) -> bool:
    return word == other or (len(word) == 1 and other.startswith(word)) or (len(other) == 1 and word.startswith(other))


def is_body_alias(short: str, long: str) -> bool:
    """Whether a body or place printed as `long` may elsewhere be printed as `short`.

    Example:
        >>> is_body_alias("TSA", "Transportation Security Administration"), is_body_alias("Tesla", "Tesla Inc")
        (True, True)
        >>> is_body_alias("Justice Department", "Department of Justice"), is_body_alias("Toronto", "University of Toronto")
        (True, False)
    """
    words, longer = name_words(short), name_words(long)
    if not words or not longer:
        return False
    if words == longer or is_acronym(short, long) or _alias_group(words) & _alias_group(longer):
        return True
    content, longer_content = ({w for w in ws if w not in _OF_NAMES} for ws in (words, longer))
    if content == longer_content:
        return True
    rest = longer[len(words) :]
    return longer[: len(words)] == words and all(_kind(word) in ("company", "generic") for word in rest)


def is_acronym(short: str, long: str) -> bool:
    """Whether `short`, in capitals, is made of the first letters of `long`, with or without "of" and "the".

    Example:
        >>> is_acronym("WHO", "World Health Organization"), is_acronym("Who", "World Health Organization")
        (True, False)
    """
    letters = short.replace(".", "")
    if len(letters) < 2 or not letters.isupper():
        return False
    words = re.findall(r"[^\W_]+", folded(_ARTICLE.sub("", long)))
    every = "".join(word[0] for word in words)
    main = "".join(word[0] for word in words if word not in _OF_NAMES)
    return len(words) > 1 and letters.casefold() in (every, main)


@lru_cache(maxsize=1)
def _groups() -> dict[str, int]:
    return {folded(form): number for number, forms in enumerate(rows("aliases")) for form in forms}


def _alias_group(words: tuple[str, ...]) -> set[int]:
    number = _groups().get(" ".join(words))
    return set() if number is None else {number}

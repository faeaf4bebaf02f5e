"""Whether two printed names can be those of one person, body or place: by their words alone.

Knows titles, initials, surnames, acronyms and company suffixes and, as data, nicknames and other names that everybody
knows; knows nothing else of the world.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from onrecord.lexicons import rows, table

_WORD = re.compile(r"[^\W_](?:[\w.&'’-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:u\.?[sk]\.?|e\.?u\.?|u\.?n\.?)\s+")
"""What an acronym leaves out of the names of a country's bodies."""

_OF_NAMES = frozenset("of the for and on in de la le du del der den von van y e & di da dos das bin ibn al el".split())
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
    """The words of a name, folded; "the", a possessive and the Arabic article left out.

    Example:
        >>> name_words("the Rev. Désirée Mbeki-Owusu’s"), name_words("Leila al-Amin")
        (('rev', 'desiree', 'mbeki-owusu'), ('leila', 'amin'))
    """
    bare = _POSSESSIVE.sub("", _ARTICLE.sub("", name.strip()))
    return tuple(folded(word).rstrip(".").removeprefix("al-") for word in _WORD.findall(bare))


@lru_cache(maxsize=20_000)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name that say who is meant: as `name_words`, without titles before and "Jr." after.

    Example:
        >>> person_words("the Rev. Désirée Mbeki-Owusu’s")
        ('desiree', 'mbeki-owusu')

    Not for bodies: "General Motors" and "Justice Department" have no title.
    """
    words = name_words(name)
    while len(words) > 1 and _is_title(words[0], before=len(words) - 1):
        words = words[1:]
    while len(words) > 1 and _kind(words[-1]) in ("suffix", "letters"):
        words = words[:-1]
    return words


def generation(name: str) -> str:
    """What tells a person from a parent or a child of the same name; empty where nothing does.

    Example:
        >>> generation("Robert Banda, Jr."), generation("Robert Banda III"), generation("Robert Banda")
        ('jr', 'iii', '')
    """
    words = name_words(name)
    return words[-1] if len(words) > 1 and _kind(words[-1]) == "suffix" else ""


def bare_person(name: str) -> tuple[int, int]:
    """Where a person's name begins and ends, without titles before it and letters of rank after it.

    Example:
        >>> name = "Judge Neil Ford QC"
        >>> start, end = bare_person(name)
        >>> name[start:end]
        'Neil Ford'

    "Jr." stays: it tells a father from his son. A title alone stays, too.
    """
    words = list(_PRINTED_WORD.finditer(name))
    while len(words) > 1 and _is_title(folded(words[0][0]).rstrip("."), before=len(words) - 1):
        words = words[1:]
    while len(words) > 1 and _kind(folded(words[-1][0]).replace(".", "")) == "letters" and words[-1][0][:2].isupper():
        words = words[:-1]
    return words[0].start(), words[-1].end()


_PRINTED_WORD = re.compile(r"[^\s,]+")


def _is_title(word: str, *, before: int) -> bool:
    """Whether a word is no part of the name before so many words: "Sheikh Hasina" has no other given name."""
    return _kind(word) == "title" and (word not in _GIVEN or before > 1)


_GIVEN = frozenset(("begum", "sheikh", "sheikha"))


def _kind(word: str) -> str:
    return table("names").get(word, {}).get("kind", "")


def possessive(name: str, label: str, after: str) -> str:
    """The possessive ending that was taken for a part of a name: "’s" or "’", or "" where there is none.

    Example:
        >>> possessive("Lake University’s", "ORG", " law school"), possessive("Quill’s", "ORG", ", the bookshop")
        ('’s', '')
        >>> possessive("McDonald’s", "ORG", " workers"), possessive("St. John’s", "LOC", " harbour")
        ('', '')

    A person's or place's name has none of its own, saints apart; that of a shop may, and then nothing that could be
    owned follows, or it is one of those that everybody knows (`lexicons/names.tsv`).

    Args:
        name: the name as it was found.
        label: of the name.
        after: what follows it in the text; two words are enough.
    """
    found = _POSSESSIVE_ENDING.search(name)
    if not found or _SAINT.search(name) or _kind(folded(name.split()[-1])) == "own":
        return ""
    next_word = _OWNED.match(after)
    is_its_own = label in _NAMED_FOR_OWNERS and (not next_word or next_word[1].casefold() in _NOT_OWNED)
    return "" if is_its_own else found[0]


_POSSESSIVE_ENDING = re.compile(r"(?<=\w)['’]s$|(?<=s)['’]$", re.IGNORECASE)
_SAINT = re.compile(r"\bst\.?\s\w+['’]s$", re.IGNORECASE)
_NAMED_FOR_OWNERS = frozenset(("ORG", "FACILITY", "PRODUCT", "MISC"))
_OWNED = re.compile(r"\s+[“\"‘'(]*([\w$£€-]+)")
_NOT_OWNED = frozenset(
    "a an the and or but in on at to for of with from by as that who which when while after before since said says "
    "is was are were be been has have had will would can could may might must did does do it its he she they".split()
)
"""Words after which nothing can be owned that stands before them."""


def is_person_alias(short: str, long: str) -> bool:
    """Whether a person printed as `long` may elsewhere be printed as `short`.

    Example:
        >>> is_person_alias("Durov", "Pavel Durov"), is_person_alias("P. Durov", "Pavel Durov")
        (True, True)
        >>> is_person_alias("Paul Durov", "Pavel Durov"), is_person_alias("@pavel_durov", "Pavel Durov")
        (False, True)

    Knows common English nicknames of people with their last name ("Bill Diallo" for "William Diallo"), and not that one
    alone may be a nickname ("Bill").
    """
    if "@" in (short[:1], long[:1]):
        return short.startswith("@") and _is_handle_of(short, person_words(long))
    words, longer = person_words(short), person_words(long)
    if len(words) < 2:
        # A first or a last name alone; of an initial alone, it would be anybody's. "AMLO" has a letter of each.
        is_all_initials = len(short) >= _FEWEST_INITIALS and is_acronym(short, long)
        return is_all_initials or (len("".join(words)) > 1 and words[0] in longer)
    if len(words) > len(longer) or words[-1] != longer[-1]:
        return False
    at = 0
    for word in words:
        while at < len(longer) and not _may_be_same(word, longer[at]):
            at += 1
        if at == len(longer):
            return False
        at += 1
    return any(len(word) > 1 for word in words)


_FEWEST_INITIALS = 3


def _is_handle_of(handle: str, words: tuple[str, ...]) -> bool:
    """Whether a handle has a person's first and last name run together, or is the last one, or that behind a letter."""
    if not words:
        return False
    letters = letters_of_handle(handle)
    first, last = words[0], words[-1]
    return letters in ("".join(words), last, first[:1] + last) or (first != last and first + last in letters)


def letters_of_handle(handle: str) -> str:
    """What a handle spells, without digits, marks and a server: "@tide_news24@news.example" is "tidenews"."""
    return "".join(char for char in folded(handle[1:].split("@")[0]) if char.isalpha())


def _may_be_same(word: str, other: str) -> bool:
    """Whether two given names are alike, an initial or a nickname of each other."""
    is_initial = (len(word) == 1 and other.startswith(word)) or (len(other) == 1 and word.startswith(other))
    return word == other or is_initial or not _nicknames(word).isdisjoint(_nicknames(other))


def is_body_alias(short: str, long: str) -> bool:
    """Whether a body or place printed as `long` may elsewhere be printed as `short`.

    Example:
        >>> is_body_alias("TSA", "Transportation Security Administration"), is_body_alias("Tesla", "Tesla Inc")
        (True, True)
        >>> is_body_alias("Justice Department", "Department of Justice"), is_body_alias("Toronto", "Bank of Toronto")
        (True, False)
        >>> is_body_alias("UN Council", "United Nations Council"), is_body_alias("ISIS", "Islamic State")
        (True, True)
        >>> is_body_alias("Oman", "Sultanate of Oman"), is_body_alias("State Department", "U.S. State Department")
        (True, False)
        >>> is_body_alias("@tidewaternews", "Tidewater News")
        True

    Leaves out the short forms that a town or a person could have as well, see `is_short_form`, and those that only one
    country's articles understand, see `without_country`.
    """
    words, longer = name_words(short), name_words(long)
    if not words or not longer:
        return False
    if short.startswith("@"):
        return letters_of_handle(short) == "".join(longer)
    if words == longer or is_acronym(short, long) or _alias_group(words) & _alias_group(longer):
        return True
    content, longer_content = ({_spelled(w) for w in ws if w not in _OF_NAMES} for ws in (words, longer))
    if content == longer_content or _is_partly_acronym(short, long) or words == _of_realm(longer):
        return True
    rest = longer[len(words) :]
    return longer[: len(words)] == words and all(_kind(word) in ("company", "place") for word in rest)


@lru_cache(maxsize=20_000)
def _spelled(word: str) -> str:
    """A word as it is spelled in the United States, without the "s" of a plural."""
    for british, american in _SPELLINGS.items():
        word = word.replace(british, american)
    return word.removesuffix("s") if len(word) > 3 else word


_SPELLINGS = {"isation": "ization", "centre": "center", "labour": "labor", "defence": "defense", "programme": "program"}


def _of_realm(words: tuple[str, ...]) -> tuple[str, ...]:
    """A country's name without what kind of state it is: "Kingdom of Saudi Arabia".

    Of two of one name, such as Congo, that tells which.
    """
    realm = next((number for number, word in enumerate(words) if word in _REALMS), len(words))
    is_realm = all(word in _KINDS_OF_REALM for word in words[:realm]) and words[realm + 1 : realm + 2] == ("of",)
    country = words[realm + 2 :]
    return country if is_realm and country[-1:] not in _DIVIDED else words


_REALMS = frozenset("republic kingdom state sultanate commonwealth principality emirate".split())
_KINDS_OF_REALM = frozenset("federal islamic people's democratic socialist arab bolivarian hashemite".split())
_DIVIDED = (("congo",), ("china",), ("korea",), ("ireland",), ("mexico",))


def _is_partly_acronym(short: str, long: str) -> bool:
    """Whether two names begin or end alike, and the rest of `short` is made of the first letters of that of `long`."""
    words, longer = short.split(), long.split()
    kept = len(words) - 1
    if not 0 < kept < len(longer) - 1:
        return False
    begins = name_words(" ".join(words[:kept])) == name_words(" ".join(longer[:kept]))
    ends = name_words(" ".join(words[1:])) == name_words(" ".join(longer[-kept:]))
    return (begins and is_acronym(words[-1], " ".join(longer[kept:]))) or (
        ends and is_acronym(words[0], " ".join(longer[:-kept]))
    )


def without_country(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a body's name without the country or union that it is called by abroad.

    Example:
        >>> without_country(("u.s", "state", "department")), without_country(("eu",))
        (('state', 'department'), ('eu',))

    "US Steel" loses its, too: whoever calls this compares names of one article.
    """
    return next((words[len(c) :] for c in _COUNTRIES if words[: len(c)] == c and len(words) > len(c)), words)


_COUNTRIES = [
    *(("us",), ("u.s",), ("uk",), ("u.k",), ("eu",), ("e.u",), ("un",), ("u.n",)),
    *(("united", "states"), ("united", "kingdom"), ("european", "union"), ("united", "nations")),
]


def is_short_form(short: str, long: str) -> bool:
    """Whether a body printed as `long` may go by its first words or by its last one.

    Example:
        >>> is_short_form("Duke", "Duke Energy Corp"), is_short_form("Kodak", "Eastman Kodak")
        (True, True)
        >>> is_short_form("National", "National Grid"), is_short_form("Bank", "Tidewater Bank")
        (False, False)

    Nothing that ends in a word that many names share ("national", "ministry", "bank") is a short form: what follows
    "Communist Party" or "White House" is a part of it. By the words alone, "New York" is a short form of "New York
    Times", and Ms Duke's name of "Duke Energy": whoever calls this must know that the article has no such place or
    person, and no second body of that name, and that what is left of the longer name is no place ("Interpol Gambia").
    A part that is not called one is taken for the whole ("Bloomberg Opinion", "Google Cloud"), and a company for the
    one that it swallowed ("Time Warner").
    """
    words, longer = name_words(short), _without_company(name_words(long))
    if not words or len(words) >= len(longer) or _is_common(words[-1]) or _is_branch(longer, words):
        return False
    # "England" is no short form of "England and Wales Cricket Board".
    is_first = longer[: len(words)] == words and longer[len(words)] not in _OF_NAMES
    return is_first or longer[-1:] == words


def is_named_last(short: str, long: str) -> bool:
    """Whether a body that was named `long` may from then on go by its last words: "the Assembly", "the Air Force".

    Example:
        >>> is_named_last("Assembly", "National Assembly"), is_named_last("Air Force", "Brazilian Air Force")
        (True, True)
        >>> is_named_last("House", "White House"), is_named_last("Health", "Ministry of Health")
        (False, False)

    By the words alone, "Assembly" is that of every town: whoever calls this must know that the article has named one
    body of such a name before, and no second one. Parties and houses keep what comes before.
    """
    words, longer = name_words(short), name_words(long)
    rest = longer[: -len(words)] if words else ()
    if not rest or longer[-len(words) :] != words or words[-1] in _NOT_ALONE:
        return False
    # "Bank of Korea" is not the "Industrial Bank of Korea".
    return _OF_NAMES.isdisjoint((rest[-1], *words))


_NOT_ALONE = frozenset("bank congress house marines party times".split())


def _is_branch(longer: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a name is that of a part of the body: "Knesset Finance Committee", "UN Refugee Agency"."""
    has_many = bool(_alias_group(words)) or len("".join(words)) < 3
    return has_many or (longer[: len(words)] == words and _kind(longer[-1]) == "branch")


def _without_company(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and _kind(words[-1]) == "company":
        words = words[:-1]
    return words


def _is_common(word: str) -> bool:
    """Whether a word is in so many bodies' names that it names none by itself."""
    is_noun = table("nouns").get(word, {}).get("kind") in ("body", "bodies", "people")
    return is_noun or word in _OF_NAMES or _kind(word) not in ("", "own")


def is_acronym(short: str, long: str) -> bool:
    """Whether `short`, in capitals, is made of the first letters of `long`, with or without "of" and "the".

    Example:
        >>> is_acronym("WHO", "World Health Organization"), is_acronym("Who", "World Health Organization")
        (True, False)
        >>> is_acronym("FDA", "U.S. Food and Drug Administration"), is_acronym("NGOs", "Non-Governmental Organisations")
        (True, True)

    Takes no other letters than first ones: "INTERPOL" is not "International Criminal Police Organization".
    """
    letters = short.replace(".", "")
    if letters[-1:] == "s" and long[-1:] == "s":
        letters = letters[:-1]
    if len(letters) < 2 or not letters.isupper():
        return False
    return letters.casefold() in acronyms(long)


def looks_like_letters(name: str) -> bool:
    """Whether a name may be made of letters of a longer one.

    Example:
        CNDH, BoG → yes; Quill, Café FC → no
    """
    return len(name) <= _MOST_LETTERS and name.isalpha() and sum(map(str.isupper, name)) > 1


_MOST_LETTERS = 8


def acronyms(name: str) -> frozenset[str]:
    """What a name may go by if it goes by its first letters, folded; nothing for a name of one word.

    Example:
        >>> sorted(acronyms("the Department of Justice"))
        ['dj', 'doj']
        >>> "deq" in acronyms("state Department of Environmental Quality")
        True
    """
    bare = folded(_IN_SMALL_LETTERS.sub("", _ARTICLE.sub("", name)))
    return frozenset((*_first_letters(bare), *_first_letters(_COUNTRY.sub("", bare))))


_IN_SMALL_LETTERS = re.compile(r"^(?:[a-z]+\s+)+(?=[A-Z])")
"""What stands before a name: no letter of an acronym is for it."""


def alias_groups(name: str) -> set[int]:
    """The lines of `lexicons/aliases.tsv` that a name stands on: all names of a line are one place's or body's."""
    return _alias_group(name_words(name))


def _first_letters(name: str) -> Iterator[str]:
    """The first letters of a folded name's words: of all of them, and without "of" and the like."""
    words = re.findall(r"[^\W_]+", name.replace("'s", ""))
    if len(words) > 1:
        yield "".join(word[0] for word in words)
        yield "".join(word[0] for word in words if word not in _OF_NAMES)


@cache
def _lines(lexicon: str) -> dict[tuple[str, ...], set[int]]:
    """For the words of each form in a lexicon of names, the lines that it stands on."""
    lines: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, forms in enumerate(rows(lexicon)):
        for form in forms:
            lines[name_words(form)].add(number)
    return dict(lines)


def _alias_group(words: tuple[str, ...]) -> set[int]:
    return _lines("aliases").get(words, set())


def _nicknames(word: str) -> set[int]:
    return _lines("nicknames").get((word,), set())

"""Pronouns and descriptions: whom "she", "the minister" and "the company" mean, where no network has read the text.

The idea is that of salience (Lappin and Leass 1994): of those who fit, the one that the text has just been about.
What it cannot decide it leaves open. Where a network has read the text, see `onrecord.antecedents`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from onrecord.lexicons import table
from onrecord.marks import Marked
from onrecord.names import folded, name_words
from onrecord.quotation_marks import MARKS
from onrecord.tokens import word_before, word_from, words

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
"""Pronouns of one person, with their gender."""

FIRST_PERSON = frozenset(("i", "me", "my", "mine", "myself"))
"""Pronouns of whoever speaks."""

ARTICLES = frozenset(("the", "a", "an"))
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))

_NEUTER = frozenset(("it", "its", "itself"))
_DETERMINERS = frozenset(("the", "this", "that", "his", "her", "its", "their"))
_NOT_IN_A_DESCRIPTION = frozenset(
    "a an and or but nor of in on at to for from by with without about after before since until as than like into "
    "over under is was are were be been being has have had do does did will would can could may might must shall "
    "should who whom whose which that what when where why how if because while although not he she it they we i you "
    "said says".split()
)
_MOST_WORDS, _TITLE_WORDS = 6, 3
_REACH = 8
"""How many sentences back a pronoun may look."""


@dataclass
class _Candidate:
    """One entity as the article unfolds."""

    id: str
    label: str
    words: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    gender: str = ""
    last_sentence: int = -100
    salience: float = 0.0
    seen: int = 0


def references(doc: Doc, names: Sequence[Span]) -> list[Span]:
    """Mentions by pronoun or description of the entities that `names` are names of, in text order.

    Example:
        Pavel Durov was held in France. The Telegram CEO said he would appeal.
        → "The Telegram CEO" (nominal) and "he" (pronoun), both with Pavel Durov's id

    Finds third-person pronouns of one person, and definite descriptions with a noun of ours as head
    (``lexicons/nouns.tsv``). Leaves out plurals, "I" (see `onrecord.speakers`) and "it" that is no source. Who wrote
    the article is not whom it is about: a byline's person is nobody's antecedent until the text names them.
    """
    bylines = Marked(doc, ["byline"])
    told = [name for name in names if not bylines.covers(name.start_char, name.end_char)]
    candidates = _candidates(doc, names)
    in_names = {token.i for name in names for token in name}
    found: list[Span] = []
    for number, sentence in enumerate(doc.sents):
        anaphors = [*_pronouns(sentence, in_names), *_descriptions(sentence, in_names)]
        events = sorted([*anaphors, *_inside(told, sentence)], key=lambda span: (span.start, -span.end))
        subject_taken = False
        for span in events:
            if span.id_:
                candidate = candidates[span.id_]
                _see(candidate, number, span, is_subject=not subject_taken and candidate.label == "PERSON")
                subject_taken = subject_taken or candidate.label == "PERSON"
            elif antecedent := _antecedent(span, candidates.values(), number):
                form = "pronoun" if span.root.lower_ in PRONOUNS or span.root.lower_ in _NEUTER else "nominal"
                found.append(Span(doc, span.start, span.end, antecedent.label, kb_id=form, span_id=antecedent.id))
                _see(antecedent, number, span, is_subject=not subject_taken)
                subject_taken = True
    return found


def _candidates(doc: Doc, names: Sequence[Span]) -> dict[str, _Candidate]:
    candidates: dict[str, _Candidate] = {}
    for name in names:
        candidate = candidates.setdefault(name.id_, _Candidate(name.id_, name.label_))
        candidate.words.update(name_words(name.text))
        if name.label_ == "PERSON":
            candidate.roles.update(roles_beside(name))
            candidate.gender = candidate.gender or gender_beside(name)
    return candidates


def roles_beside(name: Span) -> Iterator[str]:
    """The nouns of office right before a person's name and in the apposition right after it.

    Example:
        "Telegram chief executive Pavel Durov" → executive; "Durov, the platform’s founder, said" → founder
        "Weber, a lawyer for the mayor, said" → lawyer; "the captain, Joseph Phiri, said" → captain
        "Minister of Health Amara Diallo" → minister; "Sen. Amara Diallo (D-Ohio)" → senator, democrat
        "Vice Mayor Amara Diallo" → vice mayor
    """
    doc = name.doc
    before = words(doc[max(0, name.start - 3 * _TITLE_WORDS) : name.start])
    before = [token for token in before if not _is_inside_a_title(token)]
    for token in reversed([*before[-_TITLE_WORDS:], name[0]]):
        word = token.lower_.rstrip(".")
        # "The minister met Amara Diallo" does not call her minister.
        is_other = token.is_lower and not is_rank(token) and not noun_kind(token) and word not in table("names")
        if not (word.isalpha() or "-" in word) or word in _NOT_IN_A_DESCRIPTION or is_other:
            break
        if word in _IN_FULL:
            yield from _IN_FULL[word]
        elif noun_kind(token) == "person":
            yield office(token)
    if party := _PARTY.match(doc[name.end : name.end + _PARTY_TOKENS].text):
        yield _PARTIES[party[1]]
    if (noun := role_apposed(name)) is not None:
        yield office(noun)
    for token in _apposition(name):
        after = word_from(doc, token.i + 1)
        is_owner = after is not None and after.text in POSSESSIVE
        if noun_kind(token) == "person" and not is_owner:
            yield office(token)


def office(noun: Token) -> str:
    """A noun for a person, folded, with the word that makes it another office: "mayor", "vice mayor"."""
    before = word_before(noun.doc, noun.i)
    if before is not None and before.lower_ in _SECONDS:
        return f"{before.lower_} {folded(noun.text)}"
    return folded(noun.text)


_SECONDS = frozenset(("vice", "deputy"))


def _is_inside_a_title(token: Token) -> bool:
    """Whether a word does not end a title: the "of" of "Minister of Health", the full stop of "Capt."."""
    if token.text == ".":
        return token.i > 0 and token.nbor(-1).lower_ in table("names")
    return token.lower_ == "of" and token.nbor().is_title


def _apposition(name: Span) -> Iterator[Token]:
    """The words that a name is explained by: "the environment minister" behind "Amara Diallo,"."""
    doc = name.doc
    if name.end < len(doc) and doc[name.end].text == ",":
        for token in doc[name.end + 1 : name.end + 1 + 2 * _MOST_WORDS]:
            if token.text in ",.;" or token.text in MARKS or "\n" in token.text or token.lower_ in _AFTER_ROLE:
                return
            yield token


_IN_FULL = {
    "sen": ("senator", "lawmaker"),
    "senator": ("senator", "lawmaker"),
    "rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "gov": ("governor",),
    "prof": ("professor", "academic"),
    "dr": ("doctor",),
    "gen": ("general",),
    "col": ("colonel",),
    "maj": ("major",),
    "capt": ("captain",),
    "lt": ("lieutenant",),
    "sgt": ("sergeant",),
    "cmdr": ("commander",),
    "insp": ("inspector",),
    "supt": ("superintendent",),
    "det": ("detective",),
    "cllr": ("councillor",),
}
"""What the bearers of titles are called."""

_PARTY = re.compile(r"[(\[]([RD])(?=[-–,)\]])")
_PARTY_TOKENS = 3
_PARTIES = {"R": "republican", "D": "democrat"}
"""Behind the names of American politicians: "(D-Ohio)"."""

_AFTER_ROLE = frozenset("of for at in from with on to by who said says".split())


def role_apposed(name: Span) -> Token | None:
    """The noun for a person that a name is put behind, and nothing goes on with: "the captain, Joseph Phiri, said"."""
    comma = word_before(name.doc, name.start)
    while comma is not None and (is_title(comma) or comma.text == "."):
        comma = word_before(name.doc, comma.i)
    noun = word_before(name.doc, comma.i) if comma is not None and comma.text == "," else None
    is_closed = name.doc[name.end : name.end + 1].text in (",", ".")
    return noun if noun is not None and is_closed and noun_kind(noun) == "person" else None


def titles_beside(name: Span) -> Iterator[str]:
    """What stands right before a person's name, or explains it, folded: the last word, the last two, and so on.

    Example:
        "First Lady Amara Diallo" → lady, first lady; "Amara Diallo, the environment minister," → minister, …
        "Vice Mayor Amara Diallo" → vice mayor, and not mayor
    """
    before = words(name.doc[max(0, name.start - 2 * _MOST_WORDS) : name.start])[-_MOST_WORDS:]
    for title in (before, list(_apposition(name))):
        endings = [""]
        for token in takewhile(lambda token: token.text[0].isalpha(), reversed(title)):
            longer = f"{folded(token.text)} {endings[-1]}".rstrip()
            endings = [longer] if token.lower_ in _SECONDS else [*endings, longer]
        yield from filter(None, endings)


def has_article(name: Span) -> bool:
    """Whether "the" stands before a name."""
    return name.start > 0 and name.doc[name.start - 1].lower_ == "the"


def office_letters(name: Span) -> Iterator[str]:
    """The letters that an office before a person's name may go by.

    Example:
        "Superintendent of Police (SP) Amara Diallo" → SP; "Chief Minister Amara Diallo" → CM
    """
    before = words(name.doc[max(0, name.start - 3 * _TITLE_WORDS) : name.start])
    if len(before) > 2 and [before[-3].text, before[-1].text] == ["(", ")"]:
        yield before[-2].text
        before = before[:-3]
    office = list(takewhile(lambda token: token.is_title or token.lower_ == "of", reversed(before)))[::-1]
    if len(office) > 1 and any(is_rank(token) for token in office):
        yield "".join(token.text[0] for token in office if token.is_title)


def gender_beside(name: Span) -> str:
    """What the title or noun right before a name says of its bearer's gender; nothing is read from the name itself.

    Example:
        "Ms Amara Diallo" → f; "Her husband, Kofi Mensah," → m
    """
    before = role_apposed(name) or word_before(name.doc, name.start)
    inside = folded(name[0].text).rstrip(".")
    titles, nouns = table("names"), table("nouns")
    for word in (inside, folded(before.text).rstrip(".") if before is not None else ""):
        gender = titles.get(word, {}).get("gender") or nouns.get(word, {}).get("gender")
        if gender:
            return gender
    return ""


SEVERAL = ("people", "bodies")
"""Kinds of nouns for more than one."""


def is_title(token: Token) -> bool:
    """Whether a word is a title, as "Dr" is: one that stands before names only."""
    return table("names").get(token.lower_.rstrip("."), {}).get("kind") == "title"


def word_after_titles(token: Token | None) -> Token | None:
    """The first word from one on that is no title: "Amara" of "Prof. Dr Amara Diallo"."""
    while token is not None and (is_title(token) or token.text == "."):
        token = word_from(token.doc, token.i + 1)
    return token


def is_rank(token: Token) -> bool:
    """Whether a word belongs to a title, as "former" and "captain" do."""
    return token.lower_ in _RANKS or noun_kind(token) == "person"


_RANKS = frozenset("vice former prime then acting deputy chief late".split())


def proper_words(tokens: Sequence[Token]) -> frozenset[str]:
    """Words of a description with a capital, folded, which tell it from others: "the German ministry".

    The first word of a sentence has its capital anyway, and counts only before "’s".
    """
    behind = [*tokens[1:], None]
    pairs = zip(tokens, behind, strict=True)
    return frozenset(
        folded(token.text)
        for token, after in pairs
        if token.text[0].isupper() and (not token.is_sent_start or (after is not None and after.text in POSSESSIVE))
    )


def noun_kind(token: Token) -> str:
    """What a noun refers to, as `lexicons/nouns.tsv` has it; "" where it is not there.

    Example:
        minister → person; protesters → people; ministry → body
    """
    return table("nouns").get(token.lower_, {}).get("kind", "")


def _inside(names: Sequence[Span], sentence: Span) -> list[Span]:
    return [name for name in names if sentence.start <= name.start < sentence.end]


def _pronouns(sentence: Span, in_names: set[int]) -> Iterator[Span]:
    for token in sentence:
        if (token.lower_ in PRONOUNS or token.lower_ in _NEUTER) and token.i not in in_names:
            yield sentence.doc[token.i : token.i + 1]


def _descriptions(sentence: Span, in_names: set[int]) -> Iterator[Span]:
    """Definite noun phrases up to their head: "the Telegram CEO", "its chief executive"."""
    doc, at = sentence.doc, sentence.start
    while at < sentence.end:
        end = _head_end(doc, at, sentence.end, in_names) if doc[at].lower_ in ("the", "this", "that") else None
        if end:
            yield doc[at:end]
        at = end or at + 1


def _head_end(doc: Doc, start: int, limit: int, in_names: set[int]) -> int | None:
    """The end of the description that starts with a determiner, or None where there is none."""
    head = None
    for i in range(start + 1, min(start + 1 + _MOST_WORDS, limit)):
        token = doc[i]
        if token.lower_ in _NOT_IN_A_DESCRIPTION or not (token.is_alpha or token.text in "-–" or "-" in token.text):
            break
        if i in in_names:
            if head:
                break
            continue
        if noun_kind(token) in ("person", "body", "place"):
            head = i
        elif head:
            break
    if head is None or (head + 1 < len(doc) and head + 1 in in_names and not doc[head + 1].is_space):
        return None  # "the minister Amara Diallo": a title before a name is no mention of its own
    return head + 1


def _see(candidate: _Candidate, sentence: int, span: Span, *, is_subject: bool) -> None:
    """Notes a mention: what was salient fades by half with each sentence."""
    candidate.salience *= 0.6 ** min(10, max(0, sentence - candidate.last_sentence))
    possessive = span.end < len(span.doc) and span.doc[span.end].lower_ in POSSESSIVE
    candidate.salience += (1.5 if is_subject else 1.0) - (0.4 if possessive else 0.0)
    candidate.last_sentence = sentence
    candidate.seen += 1


def _antecedent(span: Span, candidates: Collection[_Candidate], sentence: int) -> _Candidate | None:
    """Whom a pronoun or a description means, or None."""
    head = span[-1]
    seen = [candidate for candidate in candidates if candidate.seen and sentence - candidate.last_sentence <= _REACH]
    gender = PRONOUNS.get(head.lower_)
    if gender:
        people = [c for c in seen if c.label == "PERSON" and c.gender in ("", gender)]
        antecedent = _most_salient(people, sentence)
        if antecedent:
            antecedent.gender = antecedent.gender or gender
        return antecedent
    if head.lower_ in _NEUTER:
        return None
    if noun_kind(head) == "person":
        return _described_person(head, candidates, seen, sentence)
    return _described_body(span, seen, sentence)


def _most_salient(candidates: Sequence[_Candidate], sentence: int) -> _Candidate | None:
    return max(
        candidates,
        key=lambda c: (c.salience * 0.6 ** (sentence - c.last_sentence), c.last_sentence),
        default=None,
    )


def _described_person(
    head: Token, everyone: Collection[_Candidate], seen: Sequence[_Candidate], sentence: int
) -> _Candidate | None:
    """The person known by this noun; failing that, the only person of the last two sentences."""
    noun, gender = office(head), table("nouns")[head.lower_]["gender"]
    known = [c for c in everyone if noun in c.roles]
    if len(known) == 1:
        return known[0]
    if known:
        return _most_salient([c for c in known if c.seen], sentence)
    people = [c for c in seen if c.label == "PERSON" and c.gender in ("", gender or c.gender)]
    close = [c for c in people if sentence - c.last_sentence <= 2]
    return close[0] if len(close) == 1 and not close[0].roles else None


def _described_body(span: Span, seen: Sequence[_Candidate], sentence: int) -> _Candidate | None:
    """The body whose name has the noun ("the ministry"); failing that, the only one of the last three sentences.

    A place for "the country".
    """
    noun = folded(span[-1].text)
    bodies = [c for c in seen if c.label == ("LOC" if noun_kind(span[-1]) == "place" else "ORG")]
    named = [c for c in bodies if noun in c.words]
    if named:
        return _most_salient(named, sentence)
    close = [c for c in bodies if sentence - c.last_sentence <= 3]
    return close[0] if len(close) == 1 and len(span) == 2 else None

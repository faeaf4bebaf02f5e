"""Who and what is in an article: names that mean the same are one entity."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile, zip_longest
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from onrecord.antecedents import antecedents
from onrecord.links import LINKS_KEY
from onrecord.names import (
    acronyms,
    alias_groups,
    folded,
    generation,
    is_acronym,
    is_body_alias,
    is_named_last,
    is_person_alias,
    is_short_form,
    looks_like_letters,
    name_words,
    person_words,
    without_country,
)
from onrecord.references import PRONOUNS, gender_beside, has_article, office_letters, references, roles_beside

VALUES = frozenset(("DATE", "MONEY"))
"""Labels of what is found like a name but is nobody."""

NOMINALS = "nominals"
"""The group of ``doc.spans`` with descriptions, from the reader to the speakers; it is gone afterwards."""

_BODIES = frozenset(("ORG", "LOC", "FACILITY"))
_WITH_SHORT_FORMS = frozenset(("ORG", "FACILITY"))


class Entity(NamedTuple):
    """One person, body, place or thing of an article.

    Attributes:
        id: "e1", "e2" … in the order of first mention.
        name: The fullest form printed, without title; for people and groups without a name, how they are described.
        label: PERSON, ORG, LOC, FACILITY, NORP, PRODUCT or MISC.
        mentions: Every mention found, in text order; ``mention.kb_id_`` is "name", "nominal" or "pronoun".
    """

    id: str
    name: str
    label: str
    mentions: tuple[Span, ...]


def entities(doc: Doc) -> Iterator[Entity]:
    """The entities of an article, in the order of their first mention.

    Example:
        >>> doc = nlp("Pavel Durov was held in France. The Telegram CEO said he would appeal.")
        >>> [(entity.name, len(entity.mentions)) for entity in entities(doc)]
        [('Pavel Durov', 3), ('France', 1), ('Telegram', 1)]

    Names are merged over aliases, titles, initials and acronyms within the article. Does not link to a
    knowledge base: two people of one name in one article are one entity.
    """
    mentions = defaultdict(list)
    for mention in doc.spans.get("mentions", ()):
        mentions[mention.id_].append(mention)
    for id_, found in mentions.items():
        yield Entity(id_, best_name(found), found[0].label_, tuple(found))


def best_name(mentions: Sequence[Span]) -> str:
    """The fullest printed form: most words, then not in capitals, without title, most often printed, longest.

    Of somebody without a name, the longest description, before all one that has a name in it: "the French authorities".
    """
    names = [mention.text for mention in mentions if mention.kb_id_ == "name"]
    printed = Counter(names or [mention.text for mention in mentions if mention.kb_id_ == "nominal"])
    if not names:
        return max(printed, key=lambda name: (_holds_name(name), len(name)), default=mentions[0].text)
    return max(printed, key=lambda name: (*_fullness(name), printed[name], len(name)))


def _holds_name(description: str) -> bool:
    """Whether a description has a word with a capital, not counting its first: "the French authorities"."""
    return any(word[0].isupper() for word in description.split()[1:])


def _fullness(name: str) -> tuple[int, int, bool, bool]:
    """Number of words, initials and titles apart, then with initials, and whether it has lower case and no title.

    A handle, an acronym or an abbreviation ("Fla.") is the last choice. The country in "U.S. State Department" is no
    more than a title.
    """
    words = without_country(person_words(name))
    is_short = (name.isupper() and len(name) <= 6) or (name.endswith(".") and " " not in name)
    spelled_out = sum(len(word) > 1 for word in words) + (not is_short)
    return 0 if name.startswith("@") else spelled_out, len(words), not name.isupper(), words == name_words(name)


def merge_names(names: Sequence[Span]) -> list[list[Span]]:
    """Groups the names of one article by whom or what they mean, in the order of first mention.

    Example:
        Pavel Durov … Telegram … Durov’s → [[Pavel Durov, Durov], [Telegram]]
        Ms Ngozi Okafor … Emeka Okafor … Okafor … Mr Okafor → Okafor is she who came first, Mr Okafor is he
        Minister Kim Seo-yeon … Kim Dae-ho … Minister Kim → she who is minister
        National Human Rights Commission (CNDH) → one body: what stands in brackets need not be its first letters
    """
    names = sorted(names, key=lambda name: name.start)
    forms = _forms(names)
    spelled_out = {(forms[_key(short)], forms[_key(long)]) for short, long in _in_brackets(names)}
    longer = _longer_forms(list(forms.values()), names, spelled_out)
    ends = {form: _fullest(form, longer) for form in longer}
    # Of those who can be meant, the one comes first who was mentioned first, by whatever is no other's name.
    order = {end: number for number, (form, (end, *others)) in reversed([*enumerate(ends.items())]) if not others}
    fullest = {form: sorted(able, key=lambda end: (_place_in(form, end), order[end])) for form, able in ends.items()}
    are_open = any(len(able) > 1 for able in fullest.values())
    genders = _genders(names, forms) if are_open else {}
    roles = _roles(names, forms, fullest) if are_open else {}
    groups: dict[_Form, list[Span]] = {}
    for name in names:
        able = fullest[forms[_key(name)]]
        root = able[0]
        called = _only_called(name, able, roles) if len(able) > 1 else None
        if called is not None:
            root = called
        elif len(able) > 1 and (gender := gender_beside(name)):
            # An article is about somebody, and others of that name come in beside them: the first one who can be meant.
            root = next((form for form in able if genders[form][gender] >= genders[form].total() / 2), root)
            genders[root][gender] += 1
        groups.setdefault(root, []).append(name)
    return sorted(groups.values(), key=lambda group: group[0].start)


class _Form(NamedTuple):
    """A way of writing a name: what stands for all names so written."""

    text: str
    label: str


def _only_called(name: Span, able: Sequence[_Form], roles: Mapping[_Form, set[str]]) -> _Form | None:
    """The only one of those who can be meant that goes by the noun beside a name: "Minister Kim"."""
    beside = set(roles_beside(name))
    called = [form for form in able if not beside.isdisjoint(roles[form])] if beside else []
    return called[0] if len(called) == 1 else None


def _roles(
    names: Sequence[Span], forms: Mapping[tuple[str, ...], _Form], fullest: Mapping[_Form, Sequence[_Form]]
) -> defaultdict[_Form, set[str]]:
    """The nouns that each person goes by where it is plain who is named."""
    roles: defaultdict[_Form, set[str]] = defaultdict(set)
    for name in names:
        first, *others = fullest[forms[_key(name)]]
        if not others and name.label_ == "PERSON":
            roles[first].update(roles_beside(name))
    return roles


def _genders(names: Sequence[Span], forms: Mapping[tuple[str, ...], _Form]) -> defaultdict[_Form, Counter[str]]:
    """How often a title, a noun or a pronoun beside each form speaks for which gender.

    A pronoun counts in the sentence of the name, before the next one: “Ines Sousa, who was at her father’s, …”.
    """
    genders: defaultdict[_Form, Counter[str]] = defaultdict(Counter)
    for name, after in zip_longest(names, names[1:]):
        if name.label_ == "PERSON":
            end = min(name[-1].sent.end, after.start if after is not None else len(name.doc))
            pronouns = (PRONOUNS[token.lower_] for token in name.doc[name.end : end] if token.lower_ in PRONOUNS)
            if gender := gender_beside(name) or next(pronouns, ""):
                genders[forms[_key(name)]][gender] += 1
    return genders


def _forms(names: Sequence[Span]) -> dict[tuple[str, ...], _Form]:
    """The distinct forms by their words, each with the label that it has most often."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    texts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        labels[_key(name)][name.label_] += 1
        texts[_key(name)][name.text] += 1
    return {key: _Form(texts[key].most_common(1)[0][0], labels[key].most_common(1)[0][0]) for key in labels}


def _key(name: Span) -> tuple[str, ...]:
    """What ways of writing one form have in common."""
    return _form_key(_Form(name.text, name.label_))


def _form_key(form: _Form) -> tuple[str, ...]:
    """As `_key`, of a form, so that a label that was given once does not count."""
    if form.label == "PERSON":
        return *person_words(form.text), *filter(None, [generation(form.text)])
    return name_words(form.text) or (folded(form.text),)


def _in_brackets(names: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """(short, long) of two names of which one explains the other: "Football Federation (FEF)".

    The short one is made of letters ("FEF (Football Federation)"), or is one word in brackets: "Federation (Fefut)". In
    the 1,367 articles that we have read in full such pairs are one body 440 times and two bodies twice, and of 48 with
    a word that is not made of capitals 46 are one. A handle in brackets is whoever is named before it.
    """
    for before, inside in pairwise(names):
        doc = before.doc
        if before.label_ != inside.label_ or doc[before.end : inside.start].text != "(":
            continue
        if inside.text.startswith("@"):
            yield inside, before
        elif before.label_ == "ORG" and _CLOSES.match(doc[inside.end : inside.end + _CLOSING_TOKENS].text):
            short, long = sorted((before, inside), key=lambda name: len(name.text))
            is_word = short is inside and len(short.text) > 1 and " " in long.text and " " not in short.text
            if is_word or looks_like_letters(short.text):
                yield short, long


_CLOSING_TOKENS = 8
_CLOSES = re.compile(r"\)|(?:, )?(?:for|by|in) (?:its|the|their) (?:\w+ ){,3}(?:acronym|initials)\b")
"""What follows a body's letters: "(FRC)", "(FRC for its Spanish acronym)"."""


def _longer_forms(
    forms: Sequence[_Form], names: Sequence[Span], spelled_out: Container[tuple[_Form, _Form]]
) -> dict[_Form, list[_Form]]:
    """For each form, the longer ones that it may stand for; forms in the order of first mention."""
    lengths = {form: _length(form) for form in forms}
    of_sort: dict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        of_sort[_sort(form.label)].append(form)
    longer = {
        form: [
            other
            for other in of_sort[_sort(form.label)]
            if lengths[other] > lengths[form] and (_is_alias(form, other) or (form, other) in spelled_out)
        ]
        for form in forms
    }
    places, people = ({_form_key(form) for form in forms if form.label == label} for label in ("LOC", "PERSON"))
    # Long ones first: "Duke" is short for "Duke Energy" and "Duke Energy Corp" if those two are one body.
    for form in sorted(forms, key=lengths.__getitem__, reverse=True):
        longer[form] = longer[form] or _short_for(form, longer, places, people)
    return longer


def _sort(label: str) -> str:
    """The sort of label: readers take bodies for places and places for bodies."""
    return "body" if label in _BODIES else label


def _is_alias(short: _Form, long: _Form) -> bool:
    """Whether `short` may stand for `long`, a longer form of its sort."""
    if short.label == "PERSON":
        words, longer = person_words(short.text), person_words(long.text)
        if generation(short.text) not in ("", generation(long.text)):
            return False
        if generation(short.text) != generation(long.text) and words == longer and len(words) > 1:
            return False
        # Within one article "Luis Lacalle" is Luis Lacalle Pou.
        is_first_part = len(words) > 1 and longer[: len(words)] == words
        return is_first_part or is_person_alias(short.text, long.text)
    if short.label in _BODIES:
        is_at_home = name_words(short.text) == without_country(name_words(long.text))
        return is_at_home or is_body_alias(short.text, long.text)
    if alias_groups(short.text) & alias_groups(long.text):
        return True
    return is_acronym(short.text, long.text) or folded(long.text) == f"{folded(short.text)}s"


def _length(form: _Form) -> tuple[bool, int]:
    """Titles count for nothing, and a handle as shorter than any name."""
    text = " ".join(_form_key(form)) if form.label == "PERSON" else form.text
    return not form.text.startswith("@"), len(text)


def _short_for(
    form: _Form, longer: dict[_Form, list[_Form]], places: set[tuple[str, ...]], people: set[tuple[str, ...]]
) -> list[_Form]:
    """The forms of the one body that a form may be the short form of, or none.

    A word that is also a place's name in the article, or a person's last name in it, is no body's short form; nor is
    "Deutsche" beside "Deutsche Bank" and "Deutsche Telekom", nor "Interpol" of "Interpol Gambia", its office there. By
    its last words alone a body goes only once it was named: "the Post" is the Washington Post, but "Twitter", named
    first, is not "Black Twitter". (In our annotations 66 of 70 such pairs are one body where the longer form comes
    first, and 6 of 22 where it does not.)
    """
    words = name_words(form.text)
    is_place = any(place[: len(words)] == words for place in places)
    if form.label not in _WITH_SHORT_FORMS or is_place or any(person[-len(words) :] == words for person in people):
        return []
    # Forms are in the order of first mention.
    named = set(takewhile(lambda body: body != form, longer))
    bodies = [body for body in longer if body.label in _WITH_SHORT_FORMS and _length(body) > _length(form)]
    bodies = [body for body in bodies if _may_go_by(form.text, body.text, places, is_named=body in named)]
    return bodies if len({end for body in bodies for end in _fullest(body, longer)}) == 1 else []


def _may_go_by(short: str, body: str, places: set[tuple[str, ...]], *, is_named: bool) -> bool:
    """Whether a body may go by its first words or, if it was named before, by its last ones."""
    words, longer = name_words(short), name_words(body)
    if longer[: len(words)] == words:
        return is_short_form(short, body) and longer[len(words) :] not in places
    return is_named and (is_short_form(short, body) or is_named_last(short, body))


def _place_in(form: _Form, longer: _Form) -> int:
    """Where a name stands in the longer one: a last name is more often printed alone than a first or a middle one.

    Example:
        "Diallo" of "Amara Diallo" → 0, of "Diallo Banda" → 1, of "Amara Diallo Banda" → 2
    """
    words = person_words(longer.text)
    if form.label != "PERSON" or words[-1:] == person_words(form.text)[-1:]:
        return 0
    return 1 if words[:1] == person_words(form.text)[:1] else 2


def _fullest(form: _Form, longer: dict[_Form, list[_Form]]) -> set[_Form]:
    """The longest forms that a form may stand for, over any number of steps; itself where there is none."""
    return {end for other in longer[form] for end in _fullest(other, longer)} or {form}


@Language.component("onrecord_entities")
def set_entities(doc: Doc) -> Doc:
    """Stores the entities: ids on ``doc.ents``, all mentions in ``doc.spans["mentions"]``."""
    offices = _offices(doc.ents)
    doc.ents = [ent for ent in doc.ents if ent not in offices]
    groups = merge_names([ent for ent in doc.ents if ent.label_ not in VALUES])
    labels = [Counter(name.label_ for name in group).most_common(1)[0][0] for group in groups]
    mentions = [
        Span(doc, name.start, name.end, labels[number], kb_id="name", span_id=f"e{number + 1}")
        for number, group in enumerate(groups)
        for name in group
    ]
    if LINKS_KEY in doc.user_data:
        described = [*doc.spans[NOMINALS], *(doc[office.start - 1 : office.end] for office in offices)]
        mentions += antecedents(doc, mentions, described)
    else:
        mentions += references(doc, mentions)
    store_mentions(doc, mentions)
    named = {(mention.start, mention.end): mention for mention in mentions if mention.kb_id_ == "name"}
    doc.ents = [_with_id(ent, named.get((ent.start, ent.end))) for ent in doc.ents]
    return doc


def _offices(names: Sequence[Span]) -> list[Span]:
    """What was taken for a body and is somebody's office: "the SP", beside Superintendent of Police Amara Diallo."""
    able = [name for name in names if name.label_ == "ORG" and name.text.isupper() and has_article(name)]
    if not able:
        return []
    letters = {letters for name in names if name.label_ == "PERSON" for letters in office_letters(name)}
    bodies = {letters for name in names if name.label_ == "ORG" for letters in acronyms(name.text)}
    return [name for name in able if name.text in letters and folded(name.text) not in bodies]


def _with_id(ent: Span, mention: Span | None) -> Span:
    return Span(ent.doc, ent.start, ent.end, mention.label_, span_id=mention.id_) if mention else ent


def store_mentions(doc: Doc, mentions: Sequence[Span]) -> None:
    """Writes the mentions in text order."""
    doc.spans["mentions"] = SpanGroup(doc, name="mentions", spans=sorted(mentions, key=lambda m: (m.start, -m.end)))

"""Who and what is in an article: names that mean the same are one entity."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from onrecord.names import folded, is_body_alias, is_person_alias, name_words
from onrecord.references import references

VALUES = frozenset(("DATE", "MONEY"))
"""Labels of what is found like a name but is nobody."""

_BODIES = frozenset(("ORG", "LOC", "FACILITY"))


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
    """The fullest printed form: most words, then most often printed, then not all in capitals, then longest."""
    names = [mention.text for mention in mentions if mention.kb_id_ == "name"]
    printed = Counter(names or [mention.text for mention in mentions if mention.kb_id_ == "nominal"])
    if not names:
        return max(printed, key=len, default=mentions[0].text)
    return max(printed, key=lambda name: (_fullness(name), not name.isupper(), printed[name], len(name)))


def _fullness(name: str) -> int:
    """Number of words; a handle or an acronym is the last choice."""
    return 0 if name.startswith("@") else len(name_words(name)) + (not name.isupper() or len(name) > 6)


def merge_names(names: Sequence[Span]) -> list[list[Span]]:
    """Groups the names of one article by whom or what they mean, in the order of first mention.

    Example:
        Pavel Durov … Telegram … Durov’s → [[Pavel Durov, Durov], [Telegram]]
        Ngozi Okafor … Emeka Okafor … Okafor → the last name mentioned in full before
    """
    forms = _forms(names)
    longer = {form: [other for other in forms if other != form and _is_alias(form, other)] for form in forms}
    groups: dict[_Form, list[Span]] = {}
    last_seen: dict[_Form, int] = {}
    for name in sorted(names, key=lambda name: name.start):
        form = _form_of(name, forms)
        root = _root(form, longer, last_seen)
        last_seen[root] = name.start
        groups.setdefault(root, []).append(name)
    return sorted(groups.values(), key=lambda group: group[0].start)


class _Form(NamedTuple):
    """A way of writing a name: what stands for all names so written."""

    text: str
    label: str


def _forms(names: Sequence[Span]) -> list[_Form]:
    """The distinct forms, each with the label that it has most often."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    texts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        labels[_key(name.text)][name.label_] += 1
        texts[_key(name.text)][name.text] += 1
    return [_Form(texts[key].most_common(1)[0][0], labels[key].most_common(1)[0][0]) for key in labels]


def _key(text: str) -> tuple[str, ...]:
    return name_words(text) or (folded(text),)


def _form_of(name: Span, forms: Sequence[_Form]) -> _Form:
    key = _key(name.text)
    return next(form for form in forms if _key(form.text) == key)


def _is_alias(short: _Form, long: _Form) -> bool:
    """Whether `short` may stand for `long`, and not rather the other way round."""
    if len(long.text) <= len(short.text):
        return False
    if short.label == "PERSON" or long.label == "PERSON":
        return short.label == long.label and is_person_alias(short.text, long.text)
    if short.label in _BODIES and long.label in _BODIES:
        return is_body_alias(short.text, long.text)
    return short.label == long.label and folded(long.text) == f"{folded(short.text)}s"


def _root(form: _Form, longer: dict[_Form, list[_Form]], last_seen: dict[_Form, int]) -> _Form:
    """The fullest form that stands for whom a name means; where several could, the one mentioned last."""
    fullest = [other for other in longer[form] if not longer[other]]
    if not fullest:
        return form
    return max(fullest, key=lambda other: last_seen.get(other, -1))


@Language.component("onrecord_entities")
def set_entities(doc: Doc) -> Doc:
    """Stores the entities: ids on ``doc.ents``, all mentions in ``doc.spans["mentions"]``."""
    groups = merge_names([ent for ent in doc.ents if ent.label_ not in VALUES])
    labels = [Counter(name.label_ for name in group).most_common(1)[0][0] for group in groups]
    mentions = [
        Span(doc, name.start, name.end, labels[number], kb_id="name", span_id=f"e{number + 1}")
        for number, group in enumerate(groups)
        for name in group
    ]
    mentions += references(doc, mentions)
    store_mentions(doc, mentions)
    doc.ents = [_with_id(ent, mentions) for ent in doc.ents]
    return doc


def _with_id(ent: Span, mentions: Sequence[Span]) -> Span:
    same = next((mention for mention in mentions if (mention.start, mention.end) == (ent.start, ent.end)), None)
    return Span(ent.doc, ent.start, ent.end, same.label_, span_id=same.id_) if same else ent


def store_mentions(doc: Doc, mentions: Sequence[Span]) -> None:
    """Writes the mentions in text order."""
    doc.spans["mentions"] = SpanGroup(doc, name="mentions", spans=sorted(mentions, key=lambda m: (m.start, -m.end)))

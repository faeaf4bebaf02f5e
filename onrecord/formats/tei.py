"""TEI: one file, a TEI element for each article, its text in one block and everything else as stand-off.

Quotes lie within quotes and have several pieces, which no tree of elements can hold: so the text is whole, and spans
point into it with `string-range(ID,OFFSET,LENGTH)`, TEI's pointer scheme, in code points.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from onrecord import __version__
from onrecord.formats.annotated import Annotated, attributed, lose_others, mentioned
from onrecord.formats.losses import Losses
from onrecord.formats.xml import writable, write_tree

NAMESPACE = "http://www.tei-c.org/ns/1.0"

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LABELS = "PERSON ORG LOC FACILITY NORP PRODUCT MISC DATE MONEY SPEECH ATTITUDE CUE SOURCE name nominal pronoun".split()
_LISTS = {
    "PERSON": ("listPerson", "person", "persName"),
    "ORG": ("listOrg", "org", "orgName"),
    "NORP": ("listOrg", "org", "orgName"),
    "LOC": ("listPlace", "place", "placeName"),
    "FACILITY": ("listPlace", "place", "placeName"),
}
_OTHERS = ("listObject", "object", "objectIdentifier")
_FIELDS = "article title byline outlet url published language section".split()


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    r"""Write a teiCorpus. Characters that XML cannot hold are \ufffd in it, which is told."""
    root = etree.Element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE})
    header = _add(root, "teiHeader")
    description = _add(header, "fileDesc")
    _add(_add(description, "titleStmt"), "title", "News articles with their entities and quotes")
    _add(_add(description, "publicationStmt"), "p", "Not published.")
    _add(_add(description, "sourceDesc"), "p", "See each article.")
    encoding = _add(header, "encodingDesc")
    application = _add(_add(encoding, "appInfo"), "application", ident="onrecord", version=__version__)
    _add(application, "label", "On Record")
    taxonomy = _add(_add(encoding, "classDecl"), "taxonomy", **{_ID: "labels"})
    for label in _LABELS:
        _add(_add(taxonomy, "category", **{_ID: label}), "catDesc", label)
    for number, entry in enumerate(entries, start=1):
        _Article(entry, f"a{number}", losses).add_to(root)
    write_tree(root, path)


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    element.text = text
    return element


class _Article:
    """Writes one article; all ids in the file begin with its own."""

    def __init__(self, entry: Annotated, id_: str, losses: Losses):
        self.entry, self.id, self.losses = entry, id_, losses

    def add_to(self, root: Any) -> None:
        lose_others(self.entry, ("entities", "mentions", "quotes"), self.losses, fields=_FIELDS)
        tei = _add(root, "TEI", **{_ID: self.id})
        self._header(tei)
        standoff = _add(tei, "standOff")
        entities = self._entities(standoff)
        self._mentions(standoff, entities)
        self._quotes(standoff, entities)
        body = _add(_add(tei, "text"), "body")
        _add(body, "ab", self._writable(self.entry.article.text), **{_ID: f"{self.id}.text", _SPACE: "preserve"})

    def _writable(self, text: str) -> str:
        return writable(text, self.losses)

    def _header(self, tei: Any) -> None:
        article = self.entry.article
        description = _add(_add(tei, "teiHeader"), "fileDesc")
        _add(_add(description, "titleStmt"), "title", self._writable(article.title or article.id))
        publication = _add(description, "publicationStmt")
        _add(publication, "publisher", self._writable(article.outlet or "unknown"))
        _add(publication, "idno", self._writable(article.id), type="onrecord")
        source = _add(_add(description, "sourceDesc"), "bibl")
        for tag, value in (("title", article.title), ("author", article.byline), ("publisher", article.outlet)):
            if value:
                _add(source, tag, self._writable(value))
        if article.published:
            published = self._writable(article.published)
            _add(source, "date", published, when=published)
        if article.section:
            _add(source, "biblScope", self._writable(article.section), unit="section")
        if article.url:
            _add(source, "idno", self._writable(article.url), type="URL")
        if article.language:
            profile = _add(tei[0], "profileDesc")
            language = self._writable(article.language)
            _add(_add(profile, "langUsage"), "language", language, ident=language)

    def _entities(self, standoff: Any) -> dict[str, str]:
        """Lists the entities, by sort; the id of each in the file."""
        ids: dict[str, str] = {}
        lists: dict[str, Any] = {}
        for number, row in enumerate(self.entry.rows["entities"], start=1):
            of_sort, element, name = _LISTS.get(row["label"], _OTHERS)
            if of_sort not in lists:
                lists[of_sort] = _add(standoff, of_sort)
            ids[row["entity"]] = f"{self.id}.e{number}"
            ana = {"ana": f"#{row['label']}"} if row["label"] in _LABELS else {}
            item = _add(lists[of_sort], element, **{_ID: ids[row["entity"]]}, **ana)
            named = _add(item, name, None if name == "objectIdentifier" else self._writable(row["name"]))
            if name == "objectIdentifier":
                _add(named, "objectName", self._writable(row["name"]))
        return ids

    def _mentions(self, standoff: Any, entities: dict[str, str]) -> None:
        found = mentioned(self.entry)
        group = _add(standoff, "spanGrp", type="mentions") if found else None
        for mention in found:
            corresp = {"corresp": f"#{entities[mention.entity]}"} if mention.entity in entities else {}
            ana = " ".join(f"#{word}" for word in (mention.label, mention.form) if word in _LABELS)
            _add(group, "span", target=self._ranges([(mention.start, mention.end)]), ana=ana, **corresp)

    def _quotes(self, standoff: Any, entities: dict[str, str]) -> None:
        found = attributed(self.entry)
        group = _add(standoff, "spanGrp", type="quotes") if found else None
        relations = []
        for number, quote in enumerate(found, start=1):
            id_ = f"{self.id}.q{number}"
            ana = "#SPEECH" if quote.speech else "#ATTITUDE"
            _add(group, "span", target=self._ranges(quote.pieces), ana=ana, cert=str(quote.score), **{_ID: id_})
            for kind, part in (("cue", quote.cue), ("source", quote.source)):
                if part:
                    of_part = {_ID: f"{id_}.{kind}", "ana": f"#{kind.upper()}"}
                    _add(group, "span", target=self._ranges([part]), **of_part)
                    relations.append((kind, id_, f"{id_}.{kind}"))
            if quote.speaker in entities:
                relations.append(("speaker", id_, entities[quote.speaker]))
        if relations:
            of_quotes = _add(standoff, "listRelation")
            for kind, one, other in relations:
                _add(of_quotes, "relation", name=kind, active=f"#{one}", passive=f"#{other}")

    def _ranges(self, pieces: Sequence[tuple[int, int]]) -> str:
        return " ".join(f"#string-range({self.id}.text,{start},{end - start})" for start, end in pieces)

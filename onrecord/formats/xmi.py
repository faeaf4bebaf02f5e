"""UIMA CAS XMI: a folder with an .xmi for each article and their `TypeSystem.xml`, as INCEpTION reads and writes them.

Written with lxml, which reads and writes our other XML, rather than with dkpro-cassis, which ties lxml to one minor
version: our tests hold the files against that library. Offsets count UTF-16 code units, for Java does.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from onrecord.formats.annotated import Annotated, doc_of, rebuilt
from onrecord.formats.folders import article_in, files, known_rows, named_files
from onrecord.formats.layers import LAYERS, Layered, from_layers, layered
from onrecord.formats.losses import Losses
from onrecord.formats.units import Utf16
from onrecord.formats.xml import read_tree, writable, write_tree

_XMI = "http://www.omg.org/XMI"
_CAS = "http:///uima/cas.ecore"
_TCAS = "http:///uima/tcas.ecore"
_SEGMENTATION = "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
_METADATA = "http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"
_CUSTOM = "http:///webanno/custom.ecore"
_NAMESPACES = {
    "xmi": _XMI, "cas": _CAS, "tcas": _TCAS, "type": _SEGMENTATION, "metadata": _METADATA, "custom": _CUSTOM,
}  # fmt: skip

_UIMA = "http://uima.apache.org/resourceSpecifier"
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
_STRING = "uima.cas.String"

TYPES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (f"{_DKPRO}.segmentation.type.Sentence", "uima.tcas.Annotation", ()),
    (f"{_DKPRO}.segmentation.type.Token", "uima.tcas.Annotation", ()),
    (f"{_DKPRO}.metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation", ("documentTitle", "documentId")),
    *((layer, "uima.tcas.Annotation", features) for layer, features in LAYERS.items()),
)
"""The types that we write: name, supertype, features that are text."""


def write(entries: Iterable[Annotated], folder: Path, losses: Losses) -> None:
    r"""Write a folder of .xmi files and their type system.

    Characters that XML cannot hold are \ufffd in them, which is told.
    """
    for entry, path in named_files(entries, folder):
        write_tree(_cas(entry, losses), path.with_suffix(".xmi"))
    write_type_system(folder / "TypeSystem.xml")


def write_type_system(path: Path) -> None:
    """Write the types, from which INCEpTION can make our layers."""
    root = etree.Element(f"{{{_UIMA}}}typeSystemDescription", nsmap={None: _UIMA})
    types = etree.SubElement(root, f"{{{_UIMA}}}types")
    for name, supertype, features in TYPES:
        described = _described(types, "typeDescription", name=name, supertypeName=supertype)
        if features:
            of_type = etree.SubElement(described, f"{{{_UIMA}}}features")
            for feature in features:
                _described(of_type, "featureDescription", name=feature, rangeTypeName=_STRING)
    write_tree(root, path, is_pretty=True)


def _described(parent: Any, tag: str, *, name: str, **rest: str) -> Any:
    element = etree.SubElement(parent, f"{{{_UIMA}}}{tag}")
    for key, value in {"name": name, "description": "", **rest}.items():
        etree.SubElement(element, f"{{{_UIMA}}}{key}").text = value
    return element


def _cas(entry: Annotated, losses: Losses) -> Any:
    text = entry.article.text
    units = Utf16(text)
    root = etree.Element(f"{{{_XMI}}}XMI", {f"{{{_XMI}}}version": "2.0"}, nsmap=_NAMESPACES)
    etree.SubElement(root, f"{{{_CAS}}}NULL", {f"{{{_XMI}}}id": "0"})
    members: list[str] = []

    def add(tag: str, start: int, end: int, features: dict[str, str | None]) -> None:
        members.append(str(len(members) + 2))
        places = {"sofa": "1", "begin": str(units.offset(start)), "end": str(units.offset(end))}
        known = {name: writable(value, losses) for name, value in features.items() if value is not None}
        etree.SubElement(root, tag, {f"{{{_XMI}}}id": members[-1], **places, **known})

    article = entry.article
    metadata = {"language": article.language or "en", "documentTitle": article.title, "documentId": article.id}
    add(f"{{{_METADATA}}}DocumentMetaData", 0, len(text), metadata)
    doc = doc_of(entry)
    for sent in doc.sents:
        words = [token for token in sent if not token.is_space]
        if words:
            add(f"{{{_SEGMENTATION}}}Sentence", words[0].idx, words[-1].idx + len(words[-1].text), {})
    for token in doc:
        if not token.is_space:
            add(f"{{{_SEGMENTATION}}}Token", token.idx, token.idx + len(token.text), {})
    for span in layered(entry):
        features = dict(zip(LAYERS[span.layer], span.features, strict=True))
        add(f"{{{_CUSTOM}}}{span.layer.rpartition('.')[2]}", span.start, span.end, features)
    sofa = {"sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text", "sofaString": writable(text, losses)}
    etree.SubElement(root, f"{{{_CAS}}}Sofa", {f"{{{_XMI}}}id": "1", **sofa})
    etree.SubElement(root, f"{{{_CAS}}}View", {"sofa": "1", "members": " ".join(members)})
    return root


def read(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a folder, with the folders in it, or of one .xmi, as INCEpTION or `write` wrote them.

    Layers that are not ours are passed over.

    Raises:
        ValueError: a file is no CAS, or an offset lies within a character.
    """
    known = known_rows(path)
    for file in files(path, ".xmi"):
        root = read_tree(file)
        sofa = root.find(f"{{{_CAS}}}Sofa[@sofaID='_InitialView']")
        if sofa is None:
            raise ValueError(f"{file} holds no text: it has no Sofa of the name _InitialView.")
        text = sofa.get("sofaString", "")
        article, rows = article_in(file, text, known)
        mentions, quotes = from_layers(_layers_in(root, Utf16(text)))
        yield rebuilt(article, mentions, quotes, rows)


def _layers_in(root: Any, units: Utf16) -> Iterator[Layered]:
    for element in root.iterfind(f"{{{_CUSTOM}}}*"):
        layer = f"webanno.custom.{etree.QName(element).localname}"
        if layer in LAYERS:
            start, end = (units.code_point(int(element.get(border, "-1"))) for border in ("begin", "end"))
            yield Layered(layer, start, end, tuple(map(element.get, LAYERS[layer])))

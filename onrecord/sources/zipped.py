"""Documents that are ZIP files of XML: DOCX, ODT and EPUB. Opened with care: any of them may be a bomb."""

import re
import zipfile
import zlib
from typing import Any, BinaryIO

from onrecord.sources.documents import DAMAGED, ENCRYPTED, Broken, too_large
from onrecord.sources.found import Fault
from onrecord.sources.limits import Limits

# Old Word files, and new ones under a password, are of this kind, which has the names of its streams in UTF-16.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

ENTITIES = Fault(
    "it declares entities of its own, which can be used to attack what reads it",
    "If you trust it, open it in its program and save its text as .txt.",
)


class Package:
    """The parts of such a file.

    Example:
        with Package(stream, limits=LIMITS) as package: package.xml("word/document.xml")

    Raises:
        Broken: it is none, or may not be opened.
    """

    def __init__(self, stream: BinaryIO, *, limits: Limits) -> None:
        self._limits = limits
        start = stream.read(len(_COMPOUND_FILE))
        if start == _COMPOUND_FILE:
            raise Broken(_old_or_encrypted(stream, limits))
        stream.seek(0)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            if start[:2] == b"PK":
                raise Broken(DAMAGED) from error
            raise Broken(Fault("it is of another kind than its name says", "Give it its right ending.")) from error
        self._parts = {entry.filename: entry for entry in self._zip.infolist()}
        self._check()

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def named(self, pattern: str) -> list[str]:
        """The parts whose names match a pattern as a whole, by name."""
        return sorted(name for name in self._parts if re.fullmatch(pattern, name))

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            Broken: it is not there, is damaged, or is larger than `document_bytes`.
        """
        entry = self._parts.get(name)
        # Documents are stored or deflated; what is packed in another way was not written by an office program.
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Broken(DAMAGED)
        if entry.file_size > self._limits.document_bytes:
            raise Broken(too_large(self._limits))
        try:
            with self._zip.open(entry) as part:
                data = part.read(entry.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise Broken(DAMAGED) from error
        except RuntimeError as error:  # how zipfile says that there is a password
            raise Broken(ENCRYPTED) from error
        return data

    def xml(self, name: str) -> Any:
        """The root element of a part.

        Raises:
            Broken: it is not there, or no XML that may be read.
        """
        return parse_xml(self.read(name))

    def _check(self) -> None:
        limits = self._limits
        unpacked = sum(entry.file_size for entry in self._parts.values())
        packed = sum(entry.compress_size for entry in self._parts.values())
        is_bomb = (
            len(self._parts) > limits.entries
            or unpacked > limits.unpacked_bytes
            # What is small when unpacked harms nobody, however much smaller it was.
            or (unpacked > limits.text_bytes and unpacked > limits.ratio * packed)
        )
        if is_bomb:
            raise Broken(
                Fault(
                    f"it would unpack to {unpacked:,} bytes in {len(self._parts):,} parts, which is no document",
                    "If you trust it, open it in its program and save its text as .txt.",
                )
            )


def parse_xml(data: bytes) -> Any:
    """Parse XML from outside: no entities of its own, nothing fetched, no more than 256 elements deep.

    Raises:
        Broken: it is no XML, or it declares entities.
    """
    # Imported here: who reads no such document need not wait for it.
    from lxml import etree

    if b"<!ENTITY" in data:
        raise Broken(ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Broken(DAMAGED) from error
    # In an encoding that has no such bytes, the declaration is found only now; it was not expanded.
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise Broken(ENTITIES)
    return root


def local_name(element: Any) -> str:
    """An element's name without its namespace.

    Example:
        "p" for both <w:p> and <text:p>.
    """
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """An attribute's value by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _old_or_encrypted(stream: BinaryIO, limits: Limits) -> Fault:
    if _ENCRYPTED_STREAM in stream.read(limits.document_bytes):
        return ENCRYPTED
    return Fault("it is a document of an old Word (.doc)", "Open it in Word or LibreOffice and save it as .docx.")

"""What the XML formats have in common."""

import re
from pathlib import Path
from typing import Any

from lxml import etree

from onrecord.formats.losses import Losses

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

REPLACED = "control characters, which XML cannot hold, and which are \ufffd in it"
"""How the loss is called."""


def writable(text: str, losses: Losses) -> str:
    r"""A text with \ufffd for each character that XML 1.0 cannot hold: one for one, so that offsets stay exact.

    Example:
        >>> writable("a\x0bb", Losses())
        'a\ufffdb'
    """
    text, count = _UNWRITABLE.subn("\ufffd", text)
    if count:
        losses.add(REPLACED, count)
    return text


def write_tree(root: Any, path: Path, *, is_pretty: bool = False) -> None:
    """Write a tree as UTF-8 with a declaration.

    lxml writes a carriage return as &#13;, and a line break or tab in an attribute as &#10; or &#9;, so that whoever
    reads the file does not make something else of them.
    """
    path.write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=is_pretty))


def read_tree(path: Path) -> Any:
    """Parse a file that may come from anywhere: no entities, no document types from elsewhere, no network.

    Raises:
        ValueError: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{path} is not well-formed XML: {error}") from None

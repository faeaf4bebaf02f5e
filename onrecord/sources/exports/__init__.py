"""Exports of news databases: Nexis, Factiva, ProQuest and Europresse, many articles a file.

`split` takes the text of a file, whatever it was read from; `split_html` a page, which tells more. Headline, outlet,
date, byline and all the other lines around an article become fields and metadata, and are not part of its text;
only the headline is, as its first paragraph, where text files have theirs, too. Lines that were broken at a width
are put together again.

Each layout is a module with a function `split(text)`. Their facts follow what is documented by, and can be seen in,
LexisNexisTools and tm.plugin.lexisnexis, tm.plugin.factiva, tm.plugin.proquest and tm.plugin.europresse for R.
"""

import re
from typing import Any

from onrecord.sources.exports import europresse, factiva, nexis, proquest
from onrecord.sources.exports.markup import text_of
from onrecord.sources.found import Fault, Found

# The time that libxml2 takes grows with the square of a tag's attributes, and no database writes thousands.
_LONG_TAG = re.compile(r"<[^<>]{5000,}")

_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")

# ProQuest is asked before Nexis: both count "Document 1 of 20", and only ProQuest rules lines.
_LAYOUTS = (proquest.split, factiva.split, europresse.split, nexis.split)


def split(text: str) -> list[Found | Fault] | None:
    r"""The articles of a database's export, or None if the text is no such export.

    An article is called by its number in the file. What the export counts, "1 of 250", is checked: documents that
    are missing are faults.

    Example:
        >>> split("Council sells the pier\n\nThe vote was close.") is None
        True

    Does not read what an export is made of when its layout is not known: such a text is one article.

    Args:
        text: the text of a file, with its lines or paragraphs parted by line ends.
    """
    return next((found for layout in _LAYOUTS if (found := layout(text)) is not None), None)


def split_html(markup: str) -> list[Found | Fault] | None:
    """The articles of a database's export that was saved as a page, or None if the page is no such export.

    Example:
        A page of Europresse has an element `<article>` for each article, one of Factiva a table with codes.

    Fetches nothing, and runs no scripts.

    Args:
        markup: the page, decoded.
    """
    if not any(sign in markup for sign in _SIGNS) or any(tag.count("=") > 1000 for tag in _LONG_TAG.findall(markup)):
        return None
    # Imported here: who reads no such page need not wait for it.
    from lxml import etree, html

    # lxml takes no declaration of an encoding from what is decoded already.
    markup = _XML_DECLARATION.sub("", markup, count=1)
    try:
        tree: Any = html.document_fromstring(markup, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, ValueError):
        return None
    found = europresse.split_tree(tree)
    return split(text_of(tree)) if found is None else found


_SIGNS = (
    "DocPublicationName",
    "Factiva",
    "articleParagraph",
    "ProQuest",
    "DOC NUMBER",
    "DOCUMENTS",
    "LexisNexis",
    "Nexis",
)
"""One of these stands in each page of a database; looking for them is quicker than taking every page apart."""

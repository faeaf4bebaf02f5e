"""On Record reads news articles: who and what is in them, who said what, and where exactly it stands.

Example:
    >>> import onrecord
    >>> nlp = onrecord.load()
    >>> doc = nlp("“We won,” said Amara Diallo.")
    >>> [(quote.kind, quote.speaker.name) for quote in onrecord.quotes(doc)]
    [('direct', 'Amara Diallo')]
    >>> onrecord.tables([doc]).quotes  # doctest: +SKIP
"""

__version__ = "0.1.0"

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord import review
    from onrecord.corpus import Analysis, Corpus, analyze
    from onrecord.display import browse, concordance, context, show
    from onrecord.formats import export
    from onrecord.formats import read as read_export
    from onrecord.linking import SameEntities, same_claims, same_entities, same_quotes
    from onrecord.methods_section import methods
    from onrecord.near_duplicates import duplicates
    from onrecord.tabulation import Tables, tables
    from onrecord.tabulation import read as read_tables
    from onrecord.tabulation import write as write_tables

try:
    from onrecord.articles import Article
    from onrecord.claims import Claim, claims
    from onrecord.entities import Entity, entities
    from onrecord.finding import Problem
    from onrecord.pipeline import load
    from onrecord.quotes import Quote, quotes
    from onrecord.reading import read_articles
    from onrecord.sources import Columns, Limits
except ImportError as error:
    _missing: ImportError | None = error
else:
    _missing = None

_AT_FIRST_USE = {
    "Analysis": "corpus.Analysis",
    "Corpus": "corpus.Corpus",
    "SameEntities": "linking.SameEntities",
    "Tables": "tabulation.Tables",
    "analyze": "corpus.analyze",
    "browse": "display.browse",
    "concordance": "display.concordance",
    "context": "display.context",
    "duplicates": "near_duplicates.duplicates",
    "export": "formats.export",
    "methods": "methods_section.methods",
    "read_export": "formats.read",
    "read_tables": "tabulation.read",
    "review": "review",
    "same_claims": "linking.same_claims",
    "same_entities": "linking.same_entities",
    "same_quotes": "linking.same_quotes",
    "show": "display.show",
    "tables": "tabulation.tables",
    "write_tables": "tabulation.write",
}
"""What needs pandas, whose import takes as long as loading the model: a name, and where it is. No module may have the
name of a function here, or it would take the function's place when something else imports it."""


def __getattr__(name: str) -> object:
    """Imports what has not been needed so far (PEP 562).

    A package of others that is missing or broken is said here, at the first use, with what mends it. `onrecord doctor`
    itself gets as far as looking at each.
    """
    if name not in __all__:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    try:
        if _missing:
            raise _missing
        module, _, attribute = _AT_FIRST_USE[name].partition(".")
        found = import_module(f"onrecord.{module}")
    except ImportError as error:
        raise ImportError(f"On Record is not whole: {error}. Type: onrecord doctor") from error
    globals()[name] = getattr(found, attribute) if attribute else found
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Analysis",
    "Article",
    "Claim",
    "Columns",
    "Corpus",
    "Entity",
    "Limits",
    "Problem",
    "Quote",
    "SameEntities",
    "Tables",
    "analyze",
    "browse",
    "claims",
    "concordance",
    "context",
    "duplicates",
    "entities",
    "export",
    "load",
    "methods",
    "quotes",
    "read_articles",
    "read_export",
    "read_tables",
    "review",
    "same_claims",
    "same_entities",
    "same_quotes",
    "show",
    "tables",
    "write_tables",
]

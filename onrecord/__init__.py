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

try:
    from onrecord import review
    from onrecord.articles import Article
    from onrecord.claims import Claim, claims
    from onrecord.corpus import Analysis, Corpus, analyze
    from onrecord.display import browse, concordance, context, show
    from onrecord.duplicates import duplicates
    from onrecord.entities import Entity, entities
    from onrecord.export import export
    from onrecord.export import read as read_export
    from onrecord.finding import Problem
    from onrecord.linking import SameEntities, same_claims, same_entities, same_quotes
    from onrecord.methods import methods
    from onrecord.pipeline import load
    from onrecord.quotes import Quote, quotes
    from onrecord.reading import read_articles
    from onrecord.sources import Columns, Limits
    from onrecord.tables import Tables, tables
    from onrecord.tables import read as read_tables
    from onrecord.tables import write as write_tables
except ImportError as error:
    _missing = error

    # A package of others that is missing or broken is said at the first use, with what mends it. `onrecord doctor`
    # itself gets as far as looking at each.
    def __getattr__(name: str) -> object:
        if name in __all__:
            raise ImportError(f"On Record is not whole: {_missing}. Type: onrecord doctor") from _missing
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")


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

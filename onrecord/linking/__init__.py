"""Across the articles of a corpus: the same quote, the same claim, and the same person or body."""

from onrecord.linking.claims import SAME_CLAIMS_COLUMNS, same_claims
from onrecord.linking.entities import LINK_COLUMNS, MEMBER_COLUMNS, SameEntities, accepted, same_entities
from onrecord.linking.quotes import SAME_QUOTES_COLUMNS, same_quotes

__all__ = [
    "LINK_COLUMNS",
    "MEMBER_COLUMNS",
    "SAME_CLAIMS_COLUMNS",
    "SAME_QUOTES_COLUMNS",
    "SameEntities",
    "accepted",
    "same_claims",
    "same_entities",
    "same_quotes",
]

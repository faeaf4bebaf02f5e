"""On Record reads news articles: who and what is in them, who said what, and where exactly it stands."""

__version__ = "0.1.0"

from onrecord.entities import Entity, entities
from onrecord.pipeline import load
from onrecord.quotes import Quote, quotes

__all__ = ["Entity", "Quote", "entities", "load", "quotes"]

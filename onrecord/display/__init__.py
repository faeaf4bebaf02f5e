"""What was found, seen in place: an article, a row of a table in its context, a word in all its contexts."""

from onrecord.display.article import MEANINGS, article_html, show
from onrecord.display.browsing import browse
from onrecord.display.concordance import Concordance, concordance
from onrecord.display.context import context
from onrecord.display.page import Shown

__all__ = ["MEANINGS", "Concordance", "Shown", "article_html", "browse", "concordance", "context", "show"]

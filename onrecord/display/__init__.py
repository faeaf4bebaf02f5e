"""What was found, seen in place."""

from onrecord.display.article import MEANINGS, article_html, show
from onrecord.display.page import Shown

__all__ = ["MEANINGS", "Shown", "article_html", "show"]

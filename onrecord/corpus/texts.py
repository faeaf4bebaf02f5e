"""Articles as rows of the table of texts."""

import json

from onrecord.articles import Article, as_line
from onrecord.corpus.worker import article_of


def text_row(article: Article) -> tuple[str, str, str]:
    """The id and text of an article, and what else is known of it, as JSON."""
    record = json.loads(as_line(article))
    del record["text"]
    return article.id, article.text, json.dumps(record, ensure_ascii=False)


def article_from(text: str, record: str) -> Article:
    """The article of such a row."""
    return article_of({**json.loads(record), "text": text})

"""What the pipeline makes of articles: rows, or why there are none."""

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.finding import Problem
from onrecord.language import is_read
from onrecord.pipeline import make_doc
from onrecord.reading import Reading
from onrecord.tabulation import Rows, metadata_rows, rows_of


class Failure(NamedTuple):
    """Why an article has no rows."""

    reason: str
    advice: str


def outcome(article: Article, nlp: Language) -> Rows | Failure:
    """Read one article."""
    return outcomes([article], nlp)[0]


def outcomes(articles: list[Article], nlp: Language | None) -> list[Rows | Failure]:
    """The rows of each article, or why it has none. Without a pipeline, what is known of it."""
    readable = [article for article in articles if nlp is not None and is_read(article.language)]
    docs = iter(_docs(readable, nlp)) if nlp is not None else iter(())
    return [
        _rows(next(docs), article) if nlp is not None and is_read(article.language) else metadata_rows(article)
        for article in articles
    ]


def failed(reading: Reading, failure: Failure) -> Reading:
    """A reading whose article has become a problem."""
    assert isinstance(reading.item, Article), "what was read is an article"
    problem = Problem(
        reading.path,
        f"the article {reading.item.id} could not be read ({failure.reason})",
        failure.advice,
        reading.member,
    )
    return reading._replace(item=problem)


def _docs(articles: list[Article], nlp: Language) -> list[Doc | Exception]:
    try:
        return list(nlp.pipe([make_doc(nlp, article) for article in articles]))
    except Exception:
        # One of them is to blame, and only reading them one by one tells which.
        return [_doc(article, nlp) for article in articles]


def _doc(article: Article, nlp: Language) -> Doc | Exception:
    try:
        return nlp(make_doc(nlp, article))
    except Exception as error:
        return error


def _rows(doc: Doc | Exception, article: Article) -> Rows | Failure:
    if isinstance(doc, Exception):
        return _failure_of(doc)
    try:
        return rows_of(doc, article)
    except Exception as error:
        return _failure_of(error)


def _failure_of(error: Exception) -> Failure:
    said = " ".join(str(error).split()) or type(error).__name__
    return Failure(
        f"{type(error).__name__}: {said}",
        "This is a mistake of On Record's, or of a component added to it: please report it.",
    )

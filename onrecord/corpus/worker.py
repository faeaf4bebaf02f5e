"""The process that articles are read in: an article may stop or crash it, and nothing else with it.

`workers.py` starts it and talks to it: one JSON object a line, through pipes, as `onrecord.sources.worker` does.
"""

import importlib
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from spacy.language import Language

from onrecord.articles import Article
from onrecord.corpus.outcomes import Failure, outcome
from onrecord.pipeline import load
from onrecord.sources.found import Mark, Post
from onrecord.sources.worker import decoded, encoded, listen, own_pipes

COMMAND = """\
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from onrecord.corpus.worker import main
main()
"""


def main() -> None:
    """Read the articles that are asked for, until there is nobody who asks."""
    # Ctrl-C reaches all processes of a terminal; whoever started this one decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = own_pipes()

    def say(message: dict[str, Any]) -> None:
        answers.write(encoded(message))
        answers.flush()

    try:
        nlp = pipeline(decoded(asked.readline())["nlp"])
    except Exception as error:
        say({"failed": f"{type(error).__name__}: {error}"})
        return
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(asked, jobs), daemon=True).start()
    say({"ready": os.getpid()})
    while True:
        say(_answer(jobs.get(), nlp))


def pipeline(name: str | None) -> Language:
    """The pipeline of a name such as "my_module:load", which is called without arguments; ours without a name.

    Raises:
        ValueError: the name has another form.
        ImportError: there is no such module.
        AttributeError: there is no such function in it.
    """
    if name is None:
        return load(threads=1)
    module, colon, function = name.partition(":")
    if not (module and colon and function):
        raise ValueError(f'A pipeline is named as "module:function", not {name!r}.')
    make: Callable[[], Language] = getattr(importlib.import_module(module), function)
    return make()


def message_of(article: Article) -> dict[str, Any]:
    """An article as a message. Metadata stays behind: no row is made of it, and it may be anything."""
    return {
        **vars(article),
        "metadata": {},
        "provenance": {},
        "marks": [vars(mark) for mark in article.marks],
        "posts": [vars(post) for post in article.posts],
    }


def article_of(message: dict[str, Any]) -> Article:
    """The article that a message, or a record of the corpus, tells of."""
    return Article(
        **{
            **message,
            "marks": tuple(Mark(**mark) for mark in message["marks"]),
            "posts": tuple(Post(**post) for post in message["posts"]),
            "warnings": tuple(message["warnings"]),
        }
    )


def _answer(message: dict[str, Any], nlp: Language) -> dict[str, Any]:
    began = time.perf_counter()
    found = outcome(article_of(message), nlp)
    seconds = time.perf_counter() - began
    if isinstance(found, Failure):
        return {"failure": found, "seconds": seconds}
    return {"rows": found, "seconds": seconds}

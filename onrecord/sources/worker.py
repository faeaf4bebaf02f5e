"""The process that files are parsed in: a file may stop or crash it, and nothing else with it.

`pool.py` starts it and talks to it: one JSON object a line, through pipes. It imports no more than what reads files.
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from onrecord.sources.columns import Columns
from onrecord.sources.dispatch import Part, read_parts, too_much_memory
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.limits import Limits

UNKEPT = "what else the input says of it could not be kept"

COMMAND = """\
import json, sys, types
sys.path[:] = json.loads(sys.argv[1])
package = types.ModuleType("onrecord")
package.__path__ = [sys.argv[2]]
sys.modules["onrecord"] = package
from onrecord.sources.worker import main
main()
"""
"""What Python is started with: it stands a package in whose __init__, and with it spaCy, is not imported."""


def main() -> None:
    """Read the files that are asked for, until there is nobody who asks."""
    # Ctrl-C reaches all processes of a terminal; whoever started this one decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = own_pipes()
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    first = decoded(asked.readline())
    limits, columns = Limits(**first["limits"]), Columns(**first["columns"])
    _limit_memory(limits.memory)
    threading.Thread(target=listen, args=(asked, jobs), daemon=True).start()
    _say(answers, {"ready": os.getpid()})
    while True:
        path = jobs.get()["path"]
        for message in _messages(path, limits, columns):
            _say(answers, message)
        _say(answers, {"done": True})


def encoded(message: dict[str, Any]) -> bytes:
    """A message as a line. Values that JSON does not know, such as dates in metadata, go as text."""
    return json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass") + b"\n"


def decoded(line: bytes) -> dict[str, Any]:
    """A line as a message."""
    message: dict[str, Any] = json.loads(line.decode("utf-8", "surrogatepass"))
    return message


def part_of(message: dict[str, Any]) -> Part:
    """The part that a message tells of."""
    if "fault" in message:
        return Part(Fault(**message["fault"]), message["kind"], message["entry"])
    fields = message["found"]
    fields["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
    fields["posts"] = tuple(Post(**post) for post in fields["posts"])
    fields["warnings"] = tuple(fields["warnings"])
    fields["origin"] = fields["origin"] and tuple(fields["origin"])
    return Part(Found(**fields), message["kind"], message["entry"])


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for ourselves: a library that prints must not write into our answers."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115 open as long as we run
    return asked, answers


def listen(asked: BinaryIO, jobs: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Hand on what is asked for. At its end whoever asked is gone, perhaps killed, and so are we."""
    for line in asked:
        jobs.put(decoded(line))
    os._exit(0)


def _limit_memory(memory: int) -> None:
    """Have the system refuse more memory, where it can; elsewhere `pool.py` watches from outside."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    # A system that does not keep this limit may not take it either.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _messages(path: str, limits: Limits, columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield a message for each part of a file, with the seconds that it took."""
    began = time.perf_counter()
    try:
        with open(path, "rb") as stream:
            for part in read_parts(stream, path, limits=limits, columns=columns):
                yield _message(part, time.perf_counter() - began)
                began = time.perf_counter()
    except MemoryError:
        yield _message(Part(too_much_memory(limits), None), time.perf_counter() - began)
    except OSError as error:
        fault = Fault(f"it cannot be read ({error.strerror or error})", "Copy it elsewhere and try again.")
        yield _message(Part(fault, None), time.perf_counter() - began)


def _message(part: Part, seconds: float) -> dict[str, Any]:
    rest = {"kind": part.kind, "entry": part.entry, "seconds": seconds}
    if isinstance(part.item, Fault):
        return {"fault": vars(part.item), **rest}
    found = {
        **vars(part.item),
        "metadata": dict(part.item.metadata),
        "provenance": dict(part.item.provenance),
        "marks": [vars(mark) for mark in part.item.marks],
        "posts": [vars(post) for post in part.item.posts],
    }
    return {"found": found, **rest}


def _say(answers: BinaryIO, message: dict[str, Any]) -> None:
    try:
        line = encoded(message)
    except (RecursionError, ValueError, TypeError):
        # What an article brings along cannot be written down: one inside another without end, or a number of
        # a million digits. The text can.
        message["found"] = {**message["found"], "metadata": {}, "warnings": [UNKEPT]}
        line = encoded(message)
    answers.write(line)
    answers.flush()

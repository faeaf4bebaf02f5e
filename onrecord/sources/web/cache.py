"""Pages on disk: what was fetched once is not asked for again."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page as a server gave it.

    Attributes:
        requested: the address that was asked for.
        url: the address where it was found in the end.
        status: such as 200.
        fetched: when, in ISO 8601 with a time zone.
        headers: what the server said of it, by names in small letters; no cookies.
        body: its bytes, unpacked.
    """

    requested: str
    url: str
    status: int
    fetched: str
    headers: Mapping[str, str]
    body: bytes


class Cache:
    """A folder with a file for each page: one line of JSON, then the body as it is.

    File names are hashes of addresses, so that no address can name a file elsewhere.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, requested: str, *, now: datetime, lifetime: float) -> Page | None:
        """The page of an address, unless there is none, it is older than lifetime seconds, or it is damaged."""
        try:
            head, _, body = self._path(requested).read_bytes().partition(b"\n")
            page = Page(body=body, **_checked(json.loads(head), body))
            age = (now - datetime.fromisoformat(page.fetched)).total_seconds()
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return page if page.requested == requested and 0 <= age <= lifetime else None

    def put(self, page: Page) -> None:
        """Keep a page. A file is whole or not there, also where two programs keep the same page at one time.

        Raises:
            OSError: the folder cannot be written to.
        """
        head = {name: value for name, value in vars(page).items() if name != "body"}
        head["sha256"] = hashlib.sha256(page.body).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with open(number, "wb") as file:
                file.write(json.dumps(head).encode("ascii") + b"\n" + page.body)
            os.replace(name, self._path(page.requested))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _path(self, requested: str) -> Path:
        return self._folder / f"{hashlib.sha256(requested.encode()).hexdigest()}.page"


def _checked(head: dict[str, Any], body: bytes) -> dict[str, Any]:
    """A file's first line, if the rest is what it was written with.

    Raises:
        ValueError: it is not.
    """
    if head.pop("sha256") != hashlib.sha256(body).hexdigest():
        raise ValueError("the body was changed")
    return head

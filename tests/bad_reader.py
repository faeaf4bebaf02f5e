"""A reader that does what the file says, to see what becomes of the file beside it."""

import ctypes
import os
import sys
import time

from onrecord.sources.found import Found


def read(stream, *, limits):
    words = stream.read().decode().split()[1:]
    for word in words:
        yield from DEEDS[word]()


def hang():
    yield from ()
    while True:
        pass


def sleep():
    time.sleep(0.4)
    yield Found("Slept.")


def segfault():
    yield from ()
    ctypes.string_at(0)


def leave():
    yield from ()
    os._exit(3)


def allocate():
    held = []
    while True:
        held.append(bytearray(50_000_000))
    yield


KEPT = []


def keep():
    KEPT.append(bytearray(250_000_000))
    yield from ()


def talk():
    print("not JSON", flush=True)
    os.write(1, b"not JSON either\n")
    yield Found("Talked.")


def raise_error():
    yield from ()
    raise ValueError("no\nsuch luck")


def nest():
    metadata = {}
    for _ in range(100_000):
        metadata = {"in": metadata}
    yield Found("Nested.", metadata=metadata)


def halve():
    yield Found("Half \ud83d.", title="Half \ud83d")


def say_number():
    yield Found("Number.", metadata={"number": 10**10_000})


def many():
    for number in range(1000):
        yield Found(f"Text {number}.", member=str(number))


def text():
    yield Found("Text.", title="T")


def import_heavy():
    yield Found(" ".join(sorted({"spacy", "pandas", "torch", "onrecord.pipeline"} & sys.modules.keys())) or "None.")


DEEDS = {
    name: deed
    for name, deed in globals().items()
    if callable(deed) and getattr(deed, "__module__", None) == __name__ and name != "read"
}

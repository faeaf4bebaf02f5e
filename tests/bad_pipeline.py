"""A pipeline that does what the text says, to see what becomes of the articles beside it."""

import ctypes
import os
import time

from tests import stand_in

KEPT = []


def load():
    nlp = stand_in.load()

    def obey(doc):
        for word, deed in DEEDS.items():
            if word in doc.text:
                deed()
        return doc

    # Not a component: the deeds are done where the text first comes in.
    make_doc = nlp.make_doc
    nlp.make_doc = lambda text: obey(make_doc(text))
    return nlp


def fail():
    raise OSError("the model is not there")


def leave():
    os._exit(3)


def leave_at_start():
    os._exit(4)


def hang():
    time.sleep(3600)


def allocate():
    while True:
        KEPT.append(bytearray(20_000_000))


def keep():
    KEPT.append(bytearray(150_000_000))


def talk():
    print("not JSON", flush=True)
    os.write(1, b"not JSON either\n")


DEEDS = {
    "HANG": hang,
    "LEAVE": leave,
    "SEGFAULT": lambda: ctypes.string_at(0),
    "ALLOCATE": allocate,
    "KEEP": keep,
    "TALK": talk,
}

"""How the tests of sources read: what one function yields for some bytes."""

import io
import zipfile

from onrecord.sources import LIMITS
from onrecord.sources.kinds import kind_of_ending


def read(kind, data, limits=LIMITS):
    """All that some bytes give, read as files with this ending."""
    return list(kind_of_ending(f"a.{kind}").read()(io.BytesIO(data), limits=limits))


def zipped(parts, *, compression=zipfile.ZIP_DEFLATED):
    """The bytes of a ZIP file: name → content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
"""The billion laughs: nine entities, each ten of the one before."""

OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>'
"""An entity that is another file's content."""

"""One module for each kind of input. Each has `read(stream, *, limits)`, which yields texts and faults.

To add a kind: write its module, and name it in one line of `kinds.py`.
"""

from onrecord.sources.columns import Columns
from onrecord.sources.found import Fault, Found, Mark, Post
from onrecord.sources.kinds import KINDS, Kind
from onrecord.sources.limits import LIMITS, Limits

__all__ = ["KINDS", "LIMITS", "Columns", "Fault", "Found", "Kind", "Limits", "Mark", "Post"]

"""What fetching may take, and how polite it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WebLimits:
    """How much is fetched, how long it may take, and how long a site is left in peace.

    Example:
        >>> WebLimits(pause=5).pause
        5

    Attributes:
        bytes: the largest page, both as sent and unpacked.
        redirects: how often a page may be found elsewhere.
        connect_seconds: the time to reach a server, and again to agree on keys with it.
        read_seconds: the longest silence of a server.
        total_seconds: the time for one page with all its redirects, polite waits not counted.
        pause: the seconds between two questions to one host, unless its robots.txt asks for more.
        longest_wait: the longest that we wait because a site asks for it; beyond that its page is a fault.
        tries: how often we ask a site that says it is busy and when to come back.
        lifetime: how many seconds a page on disk is taken instead of fetching it again.
    """

    bytes: int = 10_000_000
    redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    pause: float = 1.0
    longest_wait: float = 60.0
    tries: int = 3
    lifetime: float = 7 * 24 * 3600.0


WEB_LIMITS = WebLimits()
"""The limits unless others are given."""

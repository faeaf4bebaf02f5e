"""Pages that are fetched from the web: only when asked, only from public addresses, and politely.

Nothing imports this package unless somebody has said `allow_network=True`. Each module has one job: `addresses`
says where an address may lead, `client` asks one question of one server, `cache` keeps pages on disk, `fetching`
follows redirects, robots.txt and the clock.
"""

from onrecord.sources.web.fetching import Fetcher, as_file, with_origin
from onrecord.sources.web.limits import WEB_LIMITS, WebLimits

__all__ = ["WEB_LIMITS", "Fetcher", "WebLimits", "as_file", "with_origin"]

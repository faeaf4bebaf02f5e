"""Where a browser is on this machine, for tests that drive one; run as a script, it says so, or how to get one.

Needs nothing but Python, so that `.ci/run` can ask before anything is installed.
"""

import os
import shutil
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

# Where macOS and Windows put them, which is on nobody's PATH.
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)

ADVICE = (
    "no Chromium or Chrome on this machine: `sudo apt-get install chromium` on Debian, google.com/chrome elsewhere, or "
    "set ONRECORD_CHROMIUM to the path of one"
)
"""What a skipped test says."""


def chromium() -> str | None:
    """The path of a Chromium, Chrome or Edge on this machine, or None."""
    if named := os.environ.get("ONRECORD_CHROMIUM"):
        return named
    candidates = [*map(shutil.which, _NAMES), *map(os.path.expandvars, _PLACES)]
    return next((path for path in candidates if path and Path(path).is_file()), None)


if __name__ == "__main__":
    print(chromium() or f"The tests in tests/browser will be skipped: {ADVICE}.")
    sys.exit(chromium() is None)

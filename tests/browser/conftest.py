"""A chromium that is on this machine, and a JupyterLab; tests that need them are skipped where there is none."""

import pytest

from tests.browser.chromium import chromium
from tests.browser.lab import ARGUMENTS, PATIENCE, missing, running_lab


@pytest.fixture(scope="module")
def browser():
    """A browser that Playwright drives; it fetches nothing."""
    if reason := missing():
        pytest.skip(reason)
    # Imported here: the others of these tests need no Playwright.
    from playwright import sync_api as playwright

    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A page in a context of its own; what it says, asks and logs is kept in `page.heard`."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.heard = []
    opened.on("dialog", lambda dialog: (opened.heard.append(dialog.message), dialog.dismiss()))
    opened.on("pageerror", lambda error: opened.heard.append(str(error)))
    opened.on("request", lambda request: opened.heard.append(request.url) if "file:" not in request.url else None)
    yield opened
    context.close()


@pytest.fixture(scope="session")
def one_lab(tmp_path_factory):
    """A JupyterLab that takes long to start: the tests share it."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    folder.mkdir()
    with running_lab(folder) as running:
        yield running


@pytest.fixture
def lab(one_lab):
    """A JupyterLab; the test's kernels end with it."""
    yield one_lab
    one_lab.end_kernels()

"""A real JupyterLab or Notebook 7 and a real browser, for tests that need both."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import nbformat
import pytest

from tests.browser.chromium import ADVICE, chromium

ROOT = Path(__file__).parents[2]

App = Literal["jupyterlab", "notebook"]

PATIENCE = 90_000
"""Milliseconds that are waited for what should be there at once: other things may run on the machine."""

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def missing() -> str | None:
    """Why no browser can be driven here, and what to do; None where one can."""
    for package in ("playwright", "jupyterlab", "anywidget"):
        if find_spec(package) is None:
            return f"the package {package} is missing: pip install -e '.[test,notebook]'"
    if chromium() is None:
        return ADVICE
    return None


needs_browser = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@dataclass
class Lab:
    """A JupyterLab, or a Notebook 7, that runs.

    Attributes:
        folder: its root.
        url: its address, without the token.
        token: lets in.
        app: which of the two it is.
    """

    folder: Path
    url: str
    token: str
    app: App

    def address(self, notebook: str) -> str:
        """Of a notebook; in a workspace of its own, for JupyterLab opens again what a workspace had open."""
        place = f"lab/workspaces/{Path(notebook).stem}/tree" if self.app == "jupyterlab" else "notebooks"
        return f"{self.url}/{place}/{notebook}?token={self.token}"

    def write(self, name: str, *cells: str) -> None:
        """Put a notebook of some code cells into the folder."""
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(made, self.folder / name)

    def ask(self, path: str, *, method: str = "GET") -> bytes:
        """What its server answers.

        Raises:
            OSError: it does not answer, or refuses.
        """
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{path}", headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def has_kernel(self, notebook: str) -> bool:
        """Whether a notebook's kernel is idle, and a page listens to it."""
        kernels = [session["kernel"] for session in json.loads(self.ask("sessions")) if session["path"] == notebook]
        return any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels)

    def end_kernels(self) -> None:
        """Have the kernels of all notebooks end, so that the next one has the machine for itself."""
        for session in json.loads(self.ask("sessions")):
            self.ask(f"sessions/{session['id']}", method="DELETE")


@contextmanager
def running_lab(folder: Path, *, app: App = "jupyterlab", theme: str = "Light") -> Iterator[Lab]:
    """A JupyterLab or Notebook 7 of this Python, with settings of its own and nobody else's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    own = folder.parent / "jupyter"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(own),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
    }
    settings = own / "config/lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True)
    # Nobody is there to answer whether news are wanted.
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": f"JupyterLab {theme}"}))
    command = [sys.executable, "-m", app, "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
        try:
            lab = Lab(folder, f"http://127.0.0.1:{port}", token, app)
            _wait_for(lab, server, own / "log.txt")
            yield lab
        finally:
            # Asked politely, it ends its kernels, too.
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_for(lab: Lab, server: subprocess.Popen, log: Path) -> None:
    for _ in range(4 * PATIENCE // 1000):
        if server.poll() is not None:
            break
        try:
            lab.ask("status")
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{lab.app} did not start:\n{log.read_text(errors='replace')[-3000:]}")


@contextmanager
def opened_browser(*, dark: bool = False) -> Iterator:
    """A page of a browser without any network but this machine's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(
            viewport={"width": 1400, "height": 1000}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
        browser.close()


def open_notebook(page, lab: Lab, name: str) -> None:
    """Open a notebook, and wait for its kernel."""
    page.goto(lab.address(name))
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    # A kernel that is not there yet would let the cell wait for ever.
    wait_until(page, lambda: lab.has_kernel(name))
    if lab.app == "jupyterlab":
        # Notebook 7 has no such sign.
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")


def run_cell(page) -> None:
    """Run the first cell, and go to the next."""

    def press():
        page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
        page.locator('[data-command="notebook:run-cell-and-select-next"]').first.click()

    _until_taken(page, press)


def run_all(page) -> None:
    """Run all cells, by the menu of JupyterLab."""

    def press():
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    _until_taken(page, press)


def _until_taken(page, press) -> None:
    # A kernel that says it is idle may not take a cell yet: then all prompts stay empty.
    taken = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt", has_text=re.compile("[*0-9]"))
    for _ in range(PATIENCE // 10_000):
        press()
        for _ in range(100):
            if taken.count():
                return
            page.wait_for_timeout(100)
    raise AssertionError("no kernel took the cell")


def wait_until(page, holds) -> None:
    """Wait until something holds that Python sees."""
    for _ in range(PATIENCE // 200):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it never came about")

"""A real JupyterLab and a real browser, for tests that need both."""

import json
import os
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

import nbformat
import pytest

from tests.browser.chromium import ADVICE, chromium

ROOT = Path(__file__).parents[2]

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
    """A JupyterLab that runs.

    Attributes:
        folder: its root.
        url: its address, without the token.
        token: lets in.
    """

    folder: Path
    url: str
    token: str

    def address(self, notebook: str) -> str:
        """Of a notebook in a workspace of its own: JupyterLab opens again what a workspace had open."""
        return f"{self.url}/lab/workspaces/{Path(notebook).stem}/tree/{notebook}?token={self.token}"

    def write(self, name: str, *cells: str) -> None:
        """Put a notebook of some code cells into the folder."""
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(made, self.folder / name)


@contextmanager
def running_lab(folder: Path, *, theme: str = "Light") -> Iterator[Lab]:
    """A JupyterLab of this Python, with settings of its own and nobody else's."""
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
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    with (own / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
        try:
            lab = Lab(folder, f"http://127.0.0.1:{port}", token)
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
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            request = urllib.request.Request(f"{lab.url}/api/status", headers={"Authorization": f"token {lab.token}"})
            with urllib.request.urlopen(request, timeout=5) as answer:
                json.load(answer)
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-3000:]}")


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
        page.set_default_timeout(40_000)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
        browser.close()

"""Every page is built once, and served under another name and port than Normaxis, as another site."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.browser.conftest import FLAGS, PATIENCE
from tests.browser.guard import INSIDE, Guard
from tests.hosts.building import BUILDERS
from tests.hosts.dialog import snippets


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class TwoHosts(Guard):
    """Watches as every browser test is watched; the page's own host may be asked too."""

    def __init__(self, address: str, other: str) -> None:
        super().__init__(address)
        self.hosts = {self.host, urlsplit(other).netloc}
        self.asked: list[str] = []

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.asked.append(request.url)
        if parts.netloc not in self.hosts and parts.scheme not in INSIDE:
            self._note(f"left for {request.url}")


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("hosts")
    (made / "favicon.ico").touch()  # browsers ask for one
    return made


@pytest.fixture(scope="session")
def site(folder) -> Iterator[str]:
    """The address of the folder, on another site than Normaxis: 127.0.0.1 and localhost are two."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def texts(address) -> dict[str, str]:
    """The snippets of the cubes, as the dialog has them."""
    return snippets(address)


@pytest.fixture(scope="session")
def built(folder, texts):
    """built("mkdocs") is the folder of what that system made, built when it is first asked for."""
    known = {builder.__name__: builder for builder in BUILDERS}

    def place_of(name: str) -> Path:
        place = folder / name
        if not place.exists():
            place.mkdir()
            known[name](place, texts)
        return place

    return place_of


@pytest.fixture(scope="package")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def guard(address, site) -> Iterator[TwoHosts]:
    made = TwoHosts(address, site)
    yield made
    made.check()


@pytest.fixture
def visit(browser, guard, site):
    """visit("plain/index.html") is a new page of the site."""
    contexts: list[BrowserContext] = []

    def visited(path: str, *, width: int = 1000, height: int = 900, **options) -> Page:
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        guard.watch(context)
        page = context.new_page()
        page.goto(f"/{path}")
        return page

    yield visited
    guard.leave()
    for context in contexts:
        context.close()

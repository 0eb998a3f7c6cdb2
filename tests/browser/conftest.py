"""A browser for the folder, and for each test pages in it that are watched: what goes wrong unseen fails the test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import screen
from tests.browser.guard import Guard

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 10_000
"""Milliseconds after which something that was waited for is taken not to come."""


# Not for the session: while Playwright runs, its event loop counts as running, and other folders' tests start theirs.
@pytest.fixture(scope="package")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def guard(address) -> Iterator[Guard]:
    """What watches the test's pages; `guard.expect(...)` says what a test means to happen."""
    made = Guard(address)
    yield made
    made.check()


@pytest.fixture
def visit(browser, guard, address):
    """visit("/?…") is a new page at that address, once Plotly draws its cubes; `drawn=False` does not wait for that."""
    contexts: list[BrowserContext] = []

    def visited(
        path: str = "/", *, width: int = 1440, height: int = 900, drawn: bool = True, before=None, **options
    ) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        guard.watch(context)
        page = context.new_page()
        if before:
            before(page)
        page.goto(path)
        if drawn:
            screen.wait_for_plotly(page)
        return page

    yield visited
    guard.leave()
    for context in contexts:
        context.close()

"""Pages of another host, for figures to be embedded in: they note every message that reaches them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Frame, Page

LISTENING = """<!doctype html><html lang="en"><title>A course</title>
<script>window.told = []; addEventListener('message', ({ data, origin }) => told.push({ ...data, origin }));</script>"""


@contextmanager
def hosting(body: str) -> Iterator[str]:
    """The address of a page with this body, on a host of its own: another port is another origin."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(f"{LISTENING}{body}".encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def frame_of(page: Page, name: str) -> Frame:
    """The frame with this name."""
    found = page.frame(name)
    assert found is not None, name
    return found


def told(page: Page, kind: str) -> list[dict[str, object]]:
    """The messages of one kind that the page got so far, in order."""
    return page.evaluate("kind => told.filter(({ type }) => type === `normaxis:${kind}`)", kind)


def tell(page: Page, message: object) -> None:
    """Posts a message into the first frame."""
    page.evaluate("message => frames[0].postMessage(message, '*')", message)

"""A figure as one HTML file: the embedded page with all it needs inside, for a stick, a mail, a course without network.

It answers when it is pointed at, from `file://` as from anywhere; its own policy keeps it from asking for anything.
"""

import re
from dataclasses import replace
from functools import cache

from fastapi import Request
from starlette.applications import Starlette

from app.figures.svg_chart import is_chart
from app.resources import STATIC
from app.web.assets import PLOTLY, Assets, sheets
from app.web.bundle import bundle
from app.web.embed import embedded
from app.web.embed_query import PARTS, EmbedOptions
from app.web.exhibits import COMPARE, Exhibit
from app.web.settings import Settings

ENTRY = "alone.js"
STYLE = "css/alone.css"
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
SHEET = re.compile(r'<link rel="stylesheet" href="/static/\w+/(?P<name>[^"]+)">')
OUTSIDE = re.compile(
    r'<link rel="(?:canonical|alternate|icon)"[^>]*>\n?|<meta (?:property="og|name="twitter):[^>]*>\n?'
)
SCRIPT = re.compile(r'<script type="module" src="[^"]*"></script>\n?')
MOVES = re.compile(r'id="(?:step|turn)-')
LINK = re.compile(r"<a\b[^>]*>")
PLACES = re.compile(
    r' (?:data-plotly|data-script|data-options|data-place|data-run|action)="[^"]*"| data-(?:live|play)-now'
)


def standalone(request: Request, found: Exhibit, options: EmbedOptions) -> bytes:
    """The file: HTML, UTF-8, without a reference to anything outside of it."""
    moves = found.key == COMPARE or any(panel.grid for panel in found.panels)
    # What only a server can do is not offered: other settings, and pins that a picture follows.
    hidden = {*options.hide, *(() if moves else ("controls",))}
    public: str = request.app.state.settings.public_url
    if not public:
        hidden.add("link")
    hide = tuple(part for part in PARTS if part in hidden)
    page = embedded(request, found, replace(options, hide=hide, live=False, play=False))
    page = OUTSIDE.sub("", page)
    page = SCRIPT.sub("", page)
    page = PLACES.sub("", page)
    page = SHEET.sub(lambda link: f"<style>\n{''.join(map(_text, sheets(link['name'])))}</style>", page)
    page = LINK.sub(lambda link: _kept(link[0], public), page)
    page = page.replace("<html ", "<html data-alone ", 1)
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    page = page.replace('<meta name="viewport"', f'{head}<meta name="viewport"', 1)
    page = page.replace("</head>", f"<style>\n{_text(STYLE)}</style>\n</head>", 1)
    charts = any(is_chart(panel.figure) for panel in found.panels)
    scripts = f'{_plotly() if charts else ""}<script type="module">\n{_script()}\n</script>\n'
    return page.replace("</body>", f"{scripts}</body>", 1).encode()


@cache
def without_server(settings: Settings) -> Request:
    """A request that nobody made, for files that are written where nothing is served."""
    house = Starlette()
    house.state.settings, house.state.assets = settings, Assets(STATIC)
    place = {"scheme": "http", "server": ("127.0.0.1", 8000), "path": "/", "query_string": b"", "headers": []}
    return Request({"type": "http", "method": "GET", "app": house, **place})


def _kept(link: str, public: str) -> str:
    """A link as it is in a file: those of the moves are for scripts; others lead to the public address, or nowhere."""
    if MOVES.search(link):
        return re.sub(r'href="[^"]*"', 'href="#stage"', link)
    if public and f'href="{public}/' in link:
        return link
    return re.sub(r' (?:href|target|rel|data-state)(?:="[^"]*")?', "", link)


@cache
def _script() -> str:
    return _inside(bundle(ENTRY))


@cache
def _plotly() -> str:
    """Plotly, for charts: labels of what is pointed at are its own."""
    return f"<script>\n{_inside(_text(PLOTLY))}\n</script>\n"


def _inside(script: str) -> str:
    """A script that may stand inside HTML: no letter in it ends the element or opens a comment."""
    if "<!--" in script:
        raise ValueError("a script with <!-- cannot stand inside HTML")
    return script.replace("</script", r"<\/script")


@cache
def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")

"""Static files under the hash of their contents: they may be kept for ever, and relative imports stay relative."""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.bundle import bundle, without_comments
from app.web.compression import accepted
from app.web.conditional import named

PLACE = "/static/"
Headers = list[tuple[bytes, bytes]]
SMALLEST_COMPRESSED = 400
TEXT = {".js", ".css", ".svg", ".json", ".html", ".txt", ".md"}
PRECOMPRESSED = {".br": "br", ".gz": "gzip"}
PLOTLY = "vendor/plotly.js-cartesian-dist-min@4.1.1/plotly-cartesian.min.js"
ICON, A_DAY = "img/icon.svg", "public, max-age=86400"
OURS = "js/"
"""The folder of the project's own scripts."""
WHOLE = ("js/main.js",)
"""Scripts that are served as one with all that they need: a page that needs thirty waits for one, and a lecture hall
asks for one."""
SHEETS, SHEET, TOGETHER = "css/", ".css", "+"
MOST_JOINED = 64
"""Style sheets made of several that are kept."""


@dataclass(frozen=True)
class Asset:
    """One file: its media type, and its bytes by content coding ("identity", "gzip", "br")."""

    media_type: str
    codings: dict[str, bytes]


class Assets:
    """All static files, read and compressed once; nothing outside of the folder can be asked for."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        plain = {path.relative_to(folder).as_posix(): path for path in files if path.suffix not in PRECOMPRESSED}
        digest = sha256()
        self._assets: dict[str, Asset] = {}
        for name, path in plain.items():
            content = path.read_bytes()
            if name in WHOLE:
                content = bundle(name.removeprefix(OURS), folder / OURS).encode()
            elif name.startswith(OURS) and path.suffix == ".js":
                content = without_comments(content)
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
            self._assets[name] = Asset(_media_type(path), _codings(path, content))
        self.version = digest.hexdigest()[:16]
        self._joined = lru_cache(MOST_JOINED)(self._join)

    def __contains__(self, name: str) -> bool:
        return self._named(name) is not None

    def url(self, name: str) -> str:
        """The address of a file, or of style sheets together: `css/page+embed.css`.

        KeyError where there is none, so that a template cannot name a missing one.
        """
        if name not in self:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.version}/{name}"

    def headers(self, asset: Asset, coding: str) -> Headers:
        """The headers of a file in a coding."""
        told = {
            "content-type": asset.media_type + ("; charset=utf-8" if asset.media_type.startswith("text/") else ""),
            "cache-control": "public, max-age=31536000, immutable",
            "etag": f'"{self.version}-{coding}"',
            "content-length": str(len(asset.codings[coding])),
        }
        if coding != "identity":
            told["content-encoding"] = coding
        return [(name.encode(), value.encode()) for name, value in told.items()]

    def find(self, path: str) -> Asset | None:
        """The file at a path of this version; None at any other."""
        _, _, version, name = (path.split("/", 3) + [""] * 4)[:4]
        return self._named(name) if version == self.version else None

    def _named(self, name: str) -> Asset | None:
        """A file, or style sheets together, of which none may be there twice."""
        names = sheets(name)
        if len(names) == 1:
            return self._assets.get(name)
        known = len(set(names)) == len(names) and all(each in self._assets for each in names)
        return self._joined(names) if known else None

    def _join(self, names: tuple[str, ...]) -> Asset:
        content = b"\n".join(self._assets[each].codings["identity"] for each in names)
        return Asset("text/css", _compressed(content))

    def answer(self, request: Request, name: str, headers: Mapping[str, str]) -> Response:
        """A file that there is, at an address of its own, in the best coding that the client takes."""
        asset = self._assets[name]
        coding = _best(asset, request.headers.get("accept-encoding", ""))
        coded = {} if coding == "identity" else {"Content-Encoding": coding}
        return Response(asset.codings[coding], headers={**coded, **headers}, media_type=asset.media_type)

    async def icon(self) -> Response:
        """The icon at the address that browsers ask for where no page names one."""
        icon = self._assets[ICON]
        return Response(icon.codings["identity"], headers={"Cache-Control": A_DAY}, media_type=icon.media_type)


class Static:
    """ASGI middleware: files in the best coding that the client takes. Half of all requests of a lecture are for them,
    so that they do not go through the routes; what is no file does, and is told so there.
    """

    def __init__(self, app: ASGIApp, assets: Assets) -> None:
        self.app = app
        self.assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        asset = self.assets.find(path) if path.startswith(PLACE) and scope.get("method") == "GET" else None
        if asset is None:
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        coding = _best(asset, asked.get(b"accept-encoding", b"").decode("latin-1"))
        headers, body = self.assets.headers(asset, coding), asset.codings[coding]
        status = 304 if named(asked.get(b"if-none-match", b""), dict(headers)[b"etag"]) else 200
        scope.setdefault("state", {})["route"] = PLACE
        if status == 304:
            headers, body = [each for each in headers if each[0] in (b"etag", b"cache-control")], b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def missing(_: Request) -> Response:
    """What is no file of this version."""
    raise HTTPException(404)


def sheets(name: str) -> tuple[str, ...]:
    """The files that are asked for together, in their order: `css/page+embed.css` for page and embed."""
    if not (name.startswith(SHEETS) and name.endswith(SHEET) and TOGETHER in name):
        return (name,)
    return tuple(f"{SHEETS}{each}{SHEET}" for each in name.removeprefix(SHEETS).removesuffix(SHEET).split(TOGETHER))


def _media_type(path: Path) -> str:
    known = {".js": "text/javascript", ".md": "text/plain"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _codings(path: Path, content: bytes) -> dict[str, bytes]:
    siblings = {coding: path.with_name(path.name + suffix) for suffix, coding in PRECOMPRESSED.items()}
    codings = {coding: sibling.read_bytes() for coding, sibling in siblings.items() if sibling.is_file()}
    if "gzip" in codings or path.suffix not in TEXT:
        return {"identity": content} | codings
    return _compressed(content) | codings


def _compressed(content: bytes) -> dict[str, bytes]:
    if len(content) < SMALLEST_COMPRESSED:
        return {"identity": content}
    return {"identity": content, "gzip": gzip.compress(content, 9, mtime=0)}


def _best(asset: Asset, header: str) -> str:
    taken = accepted(header)
    return next((coding for coding in ("br", "gzip") if coding in asset.codings and coding in taken), "identity")

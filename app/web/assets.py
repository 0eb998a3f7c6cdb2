"""Static files under the hash of their contents: they may be kept for ever, and relative imports stay relative."""

import gzip
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.compression import accepted
from app.web.conditional import named

PLACE = "/static/"
Headers = list[tuple[bytes, bytes]]
SMALLEST_COMPRESSED = 400
TEXT = {".js", ".css", ".svg", ".json", ".html", ".txt", ".md"}
PRECOMPRESSED = {".br": "br", ".gz": "gzip"}
ICON, A_DAY = "img/icon.svg", "public, max-age=86400"
OURS = "js/"
"""The folder of the project's own scripts: there a line is either a comment or has none before code."""
COMMENT_LINE = re.compile(rb"^ *(?:/\*\*(?:(?!\*/).)*(?:\*/)?|\*.*|//.*)$", re.MULTILINE)


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
            if name.startswith(OURS) and path.suffix == ".js":
                content = without_comments(content)
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
            self._assets[name] = Asset(_media_type(path), _codings(path, content))
        self.version = digest.hexdigest()[:16]

    def __contains__(self, name: str) -> bool:
        return name in self._assets

    def url(self, name: str) -> str:
        """The address of a file; KeyError where there is none, so that a template cannot name a missing one."""
        if name not in self._assets:
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
        return self._assets.get(name) if version == self.version else None

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


def without_comments(script: bytes) -> bytes:
    """A script with its lines of comment left empty: a quarter less to load, and every line keeps its number.

    The comments hold the types of everything, which the reader's browser has no use for.
    """
    return COMMENT_LINE.sub(b"", script)


def _media_type(path: Path) -> str:
    known = {".js": "text/javascript", ".md": "text/plain"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _codings(path: Path, content: bytes) -> dict[str, bytes]:
    codings = {"identity": content}
    for suffix, coding in PRECOMPRESSED.items():
        sibling = path.with_name(path.name + suffix)
        if sibling.is_file():
            codings[coding] = sibling.read_bytes()
    if "gzip" not in codings and path.suffix in TEXT and len(content) >= SMALLEST_COMPRESSED:
        codings["gzip"] = gzip.compress(content, 9, mtime=0)
    return codings


def _best(asset: Asset, header: str) -> str:
    taken = accepted(header)
    return next((coding for coding in ("br", "gzip") if coding in asset.codings and coding in taken), "identity")

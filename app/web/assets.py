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

from app.web.compression import accepted

KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
SMALLEST_COMPRESSED = 400
TEXT = {".js", ".css", ".svg", ".json", ".html", ".txt", ".md"}
PRECOMPRESSED = {".br": "br", ".gz": "gzip"}
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

    def url(self, name: str) -> str:
        """The address of a file; KeyError where there is none, so that a template cannot name a missing one."""
        if name not in self._assets:
            raise KeyError(f"no static file {name}")
        return f"/static/{self.version}/{name}"

    async def serve(self, request: Request) -> Response:
        """The file in the best coding that the client takes; 404 for any other version than this one."""
        version, name = request.path_params["version"], request.path_params["name"]
        if version != self.version or name not in self._assets:
            raise HTTPException(404)
        return self.answer(request, name, KEPT)

    def answer(self, request: Request, name: str, headers: Mapping[str, str]) -> Response:
        """A file that there is, in the best coding that the client takes."""
        asset = self._assets[name]
        coding = _best(asset, request.headers.get("accept-encoding", ""))
        headers = {"ETag": f'"{self.version}-{coding}"', "Access-Control-Allow-Origin": "*", **headers}
        if coding != "identity":
            headers["Content-Encoding"] = coding
        return Response(asset.codings[coding], headers=headers, media_type=asset.media_type)


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

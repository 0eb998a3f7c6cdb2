"""Entity tags: which bytes an address gives just now, and whether the reader has them (RFC 9110, 8.8.3 and 13.1.2)."""

import platform
import re
from hashlib import sha256

import numpy as np
import pydantic_core

from app import __version__
from app.resources import PACKAGE, STATIC, TEMPLATES

TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
ANY = b"*"


def code_version() -> str:
    """A hash of all that answers are made with: the project's files, and what computes and writes the numbers.

    Two replicas of one image agree on it.
    """
    digest = sha256()
    apart = (TEMPLATES, STATIC)  # inside the package where it is installed, beside it where it is not
    digest.update(f"{__version__} {platform.python_version()} {np.__version__} {pydantic_core.__version__}".encode())
    for folder in (PACKAGE, *apart):
        for path in sorted(folder.rglob("*")):
            elsewhere = folder is PACKAGE and any(path.is_relative_to(other) for other in apart)
            if path.is_file() and "__pycache__" not in path.parts and not elsewhere:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:16]


def coded(tag: bytes) -> bytes:
    """The tag of the same answer in gzip, which is other bytes."""
    return tag[:-1] + b'-gzip"'


def named(header: bytes, tag: bytes) -> bytes | None:
    """The tag, or that of the same in gzip, if an If-None-Match header names it, weak or strong, alone or in a list."""
    given = TAG.findall(header)
    return next((each for each in (tag, coded(tag)) if each in given), None)

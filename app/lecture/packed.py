"""A course's text as it travels in an address: compressed, in letters that no address has to escape."""

import binascii
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from app.core.errors import InputError
from app.lecture.text import MOST_CHARACTERS

MOST_PACKED = 7000
"""Characters. Servers that stand in front of others commonly take 8 KiB for the whole first line of a request."""
PACKED = re.compile(r"[A-Za-z0-9_-]+")
"""No course's text looks like this: it has an address, and so a slash."""
MOST_BYTES = 4 * MOST_CHARACTERS


def pack(text: str) -> str:
    """The text for an address. InputError where it is too long for one."""
    packed = urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    if len(packed) > MOST_PACKED:
        got = f"a lecture that takes {len(packed):,} characters in an address"
        raise InputError("text", got, f"at most {MOST_PACKED:,}", "shorter notes, or two lectures")
    return packed


def unpack(text: str) -> str:
    """The course's text of what an address carries, which may also be the text itself. InputError where it is neither.

    What is unpacked is bounded, whatever was packed.
    """
    if len(text) > MOST_PACKED:
        got = f"{len(text):,} characters"
        raise InputError("course", got, f"at most {MOST_PACKED:,}", "pasting the text at /lecture/own")
    if not PACKED.fullmatch(text):
        return text
    expander = zlib.decompressobj()
    try:
        data = expander.decompress(urlsafe_b64decode(text + "=" * (-len(text) % 4)), MOST_BYTES)
        if not expander.eof:
            raise ValueError("cut off, or too much")
        return data.decode()
    except (ValueError, zlib.error, binascii.Error):
        broken = "something that does not unpack to a text"
        raise InputError("course", broken, "the whole address, to its last letter", "copying the link again") from None

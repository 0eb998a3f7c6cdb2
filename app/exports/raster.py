"""An SVG of this project as PNG, the same on every machine: the letters come from fonts that are in this folder."""

import json
import re
import subprocess
import sys
from pathlib import Path

from app.core.errors import InputError
from app.exports.sheet import Sheet

FOLDER = Path(__file__).resolve().parent
FONTS = tuple(sorted(str(path) for path in (FOLDER / "fonts").glob("*.ttf")))
SANS, SERIF = "Liberation Sans", "Liberation Serif"
"""What stands for the generic families. Of what these do not have, other fonts of the folder give the letters."""
MOST_PIXELS = 3 * 2**24
"""Of one picture: each takes four bytes while it is drawn."""
NO_MEMORY = (-9, -6)
"""How a process ends that the system kills for its memory, and one that gets none."""
LACK = re.compile(r"^(OSError|PermissionError|FileNotFoundError|MemoryError|ImportError)\b", re.MULTILINE)
"""The last words of a process that was not given a file, or memory."""


def png(drawing: Sheet, scale: float, paper: str) -> bytes:
    """The drawing on paper of a colour, `scale` pixels to the figure unit.

    Raises InputError, before any memory is taken, where that is more than MOST_PIXELS.
    """
    width, height = round(drawing.width * scale), round(drawing.height * scale)
    if width * height > MOST_PIXELS:
        got = f"{width} × {height} = {width * height:,} pixels"
        raise InputError("scale", got, f"at most {MOST_PIXELS:,}", "a smaller scale, or SVG, which has no pixels")
    options = {
        "width": width,
        "height": height,
        "background": paper,
        "font_files": FONTS,
        "font_family": SANS,
        "sans_serif_family": SANS,
        "serif_family": SERIF,
    }
    command = [sys.executable, "-I", str(FOLDER / "rasterize.py"), json.dumps(options)]
    done = subprocess.run(command, input=drawing.svg.encode(), capture_output=True)  # noqa: S603 - our own script
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-400:]
        # Ended by the system for want of memory, or not given a file: both may go well the next time.
        lack = done.returncode in NO_MEMORY or LACK.search(said)
        raise (OSError if lack else RuntimeError)(f"the picture could not be drawn: {said}")
    return done.stdout

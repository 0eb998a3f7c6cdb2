"""A process of its own that draws one SVG: `python rasterize.py OPTIONS`, the SVG on stdin, the PNG on stdout.

The drawing library keeps Python from doing anything else while it draws. In its own process it keeps nobody waiting,
and its memory is given back. It imports nothing of the project, so that it starts at once. OPTIONS are JSON.
"""

import json
import sys
from pathlib import Path

from resvg_py import svg_to_bytes

if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    for font in options["font_files"]:  # the library would leave out the letters of one that it cannot read
        Path(font).read_bytes()
    drawing = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(svg_to_bytes(svg_string=drawing, skip_system_fonts=True, **options))

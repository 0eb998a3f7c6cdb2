"""QR codes as SVG, for phones that look at a projector or at paper."""

from io import BytesIO

import segno
from fastapi.responses import Response

from app.core.errors import InputError

MOST_CODED = 800
"""Characters; the modules of a longer text are too small for a phone in the back row."""
BORDER = 4
"""Modules of quiet zone, as ISO/IEC 18004 asks for."""


def qr_svg(text: str) -> bytes:
    """The text as a QR code: black on white with a quiet zone, scaled by whoever shows it.

    Correction level M bears a bad photograph of a projection and still keeps the modules large.
    """
    file = BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(file, kind="svg", border=BORDER, light="white", omitsize=True, xmldecl=False, nl=False)
    # Its rows are lines of width 1; without this, light seams show between them at most sizes.
    return file.getvalue().replace(b"<svg ", b'<svg shape-rendering="crispEdges" ', 1)


def code_of(address: str, parameter: str) -> Response:
    """The answer that shows the code of an address; InputError, under that parameter, where it is too long for one."""
    if len(address) > MOST_CODED:
        got, most = f"an address of {len(address):,} characters", f"at most {MOST_CODED} for a QR code"
        raise InputError(parameter, got, most, "fewer values in it")
    return Response(qr_svg(address), media_type="image/svg+xml")

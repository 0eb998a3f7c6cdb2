"""Files of a whole outcome by address: `/export/<name>?<state>`. Those of figures: files.py."""

from math import prod

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.exports import EXPORTS
from app.web.asking import asking
from app.web.memory import claim, of_steps

router = APIRouter()
STEPS = "steps.npz"
"""The file that takes more memory than what it is made of."""


@router.api_route("/export/{name}", methods=["GET", "POST"])
async def export(request: Request, name: str) -> Response:
    """The file for the state in the query; a posted body brings the values, as for the page."""
    chosen = next((each for each in EXPORTS if each.name == name), None)
    if chosen is None:
        raise HTTPException(404)
    asked = await asking(request)

    def work() -> bytes:
        found = asked()
        if chosen.name == STEPS:
            claim(of_steps(prod(found.recipe.shape), len(found.recipe.methods)))
        return chosen.write(found.outcome())

    headers = {"Content-Disposition": f'attachment; filename="normaxis-{chosen.name}"'}
    return Response(await request.app.state.slots.run(work), headers=headers, media_type=chosen.media_type)

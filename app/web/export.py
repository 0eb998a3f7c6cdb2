"""Files of a whole outcome by address: `/export/<name>?<state>`. Those of figures: files.py."""

from math import prod

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.exports import EXPORTS
from app.run import run
from app.web.bodies import tensor_body
from app.web.limits import read_body
from app.web.memory import claim, of_steps
from app.web.query import read_query

router = APIRouter()
STEPS = "steps.npz"
"""The file that takes more memory than what it is made of."""


@router.api_route("/export/{name}", methods=["GET", "POST"])
async def export(request: Request, name: str) -> Response:
    """The file for the state in the query; a posted body brings the values, as for the page."""
    settings, slots = request.app.state.settings, request.app.state.slots
    chosen = next((each for each in EXPORTS if each.name == name), None)
    if chosen is None:
        raise HTTPException(404)
    body = await read_body(request, settings.most_body_bytes) if request.method == "POST" else None
    query: bytes = request.scope["query_string"]
    kind = request.headers.get("content-type", "")

    def work() -> bytes:
        tensor = None if body is None else tensor_body(body, kind, settings.most_values)
        asked = read_query(query, settings, tensor)
        if chosen.name == STEPS:
            claim(of_steps(prod(asked.recipe.shape), len(asked.recipe.methods)))
        return chosen.write(run(asked.recipe, asked.tensor))

    headers = {"Content-Disposition": f'attachment; filename="normaxis-{chosen.name}"'}
    return Response(await slots.run(work), headers=headers, media_type=chosen.media_type)

"""What those ask who look after the server: is it alive, may it be given requests, how is it doing."""

import re
from math import isclose

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.recipe import Recipe
from app.resources import TEMPLATES
from app.run import run
from app.web.assets import PLOTLY, Assets
from app.web.metrics import MEDIA_TYPE
from app.web.problems import Problem

router = APIRouter()
LIVE, READY = b"ok\n", b"ready\n"
ASSET = re.compile(r"asset\('([^']+)'\)")
HERE = ("127.0.0.1", "::1")
PASSED_ON = ("x-forwarded-for", "forwarded", "via")
"""Headers that say that somebody else has asked, and that a proxy on this machine has passed it on."""


@router.get("/livez")
@router.get("/healthz")
async def alive() -> Response:
    """200 as soon as the process serves; does no work, so that a busy server is still seen to be alive."""
    return Response(LIVE, media_type="text/plain")


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """200 if a request would be answered rightly and soon: the files are there, the sums come out, there is a place."""
    state = request.app.state
    if not state.checked:
        wrong = await to_thread.run_sync(check, state.assets)
        if wrong:
            raise Problem(503, " ".join(wrong))
        state.checked = True
    if state.slots.full:
        raise Problem(503, "The queue is full; try again in a second.", headers={"Retry-After": "1"})
    return Response(READY, media_type="text/plain")


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Counts and times. For programs on this machine, unless the settings say that it is for all: 404 for others."""
    state = request.app.state
    local = request.client is not None and request.client.host in HERE
    if not state.settings.metrics and (not local or any(name in request.headers for name in PASSED_ON)):
        raise HTTPException(404)
    return Response(state.metrics.text(state.slots, state.store), media_type=MEDIA_TYPE)


def check(assets: Assets) -> list[str]:
    """What is wrong with this installation: files that templates name and that are missing, sums that do not come out.

    Two samples of one unit, 0 and 1, have the mean 1/2 and the variance 1/4; the first becomes −1/√(1 + 4ε).
    """
    names = {name for path in TEMPLATES.rglob("*.html") for name in ASSET.findall(path.read_text(encoding="utf-8"))}
    wrong = [f"The static file {name} is missing." for name in sorted({*names, PLOTLY}) if name not in assets]
    steps = run(Recipe("features", (2, 1), "counting", (0, 0), methods=("batch",), epsilon=0.0)).results[0].arithmetic
    if not (isclose(steps.variance, 0.25) and isclose(steps.standardized, -1.0)):
        wrong.append("The self-check of the arithmetic failed.")
    return wrong

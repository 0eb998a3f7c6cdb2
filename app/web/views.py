"""The views over the JSON API: the registry, and the pictures of one of them with their tables."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.views import VIEWS
from app.web.api import TENSOR_BODY, answered, of_outcome, query_parameters
from app.web.payload import viewed
from app.web.problems import declared

router = APIRouter(prefix="/api/v1")


@router.get(
    "/view",
    summary="One view of the comparison on a tensor from a source",
    responses=declared(405, 422, 503),
    openapi_extra={"parameters": query_parameters()},
)
async def view(request: Request) -> Response:
    """The pictures of the view that the query chooses, each as a Plotly figure with its table."""
    return await of_outcome(request, viewed)


@router.post(
    "/view",
    summary="One view of the comparison on a posted tensor",
    responses=declared(400, 405, 413, 415, 422, 503),
    openapi_extra={"parameters": query_parameters(), "requestBody": TENSOR_BODY},
)
async def view_posted(request: Request) -> Response:
    """The same for the tensor in the body, which is taken as `compare` takes it."""
    return await of_outcome(request, viewed)


@router.get("/views", summary="The registry of views", responses=declared(405))
async def views() -> Response:
    """Every view, in the order of the tabs; the first is shown where none is chosen."""
    return answered({"views": [{"key": each.key, "label": each.label, "question": each.question} for each in VIEWS]})

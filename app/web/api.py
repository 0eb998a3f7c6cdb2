"""The JSON API, version 1: what others build on. Additive changes only."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.core.axes import LAYOUTS, Role
from app.core.errors import InputError
from app.core.methods import METHODS
from app.run import Outcome
from app.sources import SOURCES
from app.web.asking import asking, json_of
from app.web.bodies import JSON, strict_json
from app.web.limits import read_body
from app.web.normalize import normalized
from app.web.normalize_request import NormalizeRequest, requested
from app.web.parameters import PARAMETERS, Parameter
from app.web.payload import compared, encode
from app.web.problems import declared, of_body, of_input

router = APIRouter(prefix="/api/v1")
TENSOR_BODY = {
    "required": True,
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("application/x-npy", "application/octet-stream", "text/csv")
    }
    | {"application/json": {"schema": {"$ref": "#/components/schemas/Tensor"}}},
}


def answered(payload: Any) -> Response:
    """A JSON answer that is no work."""
    return Response(encode(payload), media_type="application/json")


def query_parameters() -> list[dict[str, Any]]:
    """The parameters of `compare` as OpenAPI describes them."""
    return [described_parameter(parameter) for parameter in PARAMETERS]


def described_parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter of a query as OpenAPI describes it."""
    return {
        "name": parameter.key,
        "in": "query",
        "required": False,
        "description": parameter.meaning,
        "schema": {"type": "string", "minLength": 1} | _choices(parameter),
        "example": parameter.example,
    }


def _choices(parameter: Parameter) -> dict[str, Any]:
    return {"enum": list(parameter.choices)} if parameter.choices else {}


async def of_outcome(request: Request, told: Callable[[Outcome], Any]) -> Response:
    """What is told of the outcome that the query asks for; a posted body brings the values."""
    asked = await asking(request)
    return await json_of(request, lambda: told(asked().outcome()))


@router.get(
    "/compare",
    summary="Compare methods on a tensor from a source",
    responses=declared(405, 422, 503),
    openapi_extra={"parameters": query_parameters()},
)
async def compare(request: Request) -> Response:
    """The tensor's statistics under every method, the pinned value's pool and arithmetic, and the figures."""
    return await of_outcome(request, compared)


@router.post(
    "/compare",
    summary="Compare methods on a posted tensor",
    responses=declared(400, 405, 413, 415, 422, 503),
    openapi_extra={"parameters": query_parameters(), "requestBody": TENSOR_BODY},
)
async def compare_posted(request: Request) -> Response:
    """The same for the tensor in the body: .npy, CSV, nested JSON lists, or `{"shape", "dtype", "data"}`."""
    return await of_outcome(request, compared)


@router.get("/methods", summary="The registry of methods", responses=declared(405))
async def methods() -> Response:
    """Every method, with the axes it reduces and learns along on every layout."""
    listed = [
        {
            "key": method.key,
            "label": method.label,
            "summary": method.summary,
            "paper": method.source,
            "centers": method.centers,
            "uses_groups": method.splits is Role.CHANNEL,
            "uses_virtual": method.splits is Role.BATCH,
            "layouts": {
                layout.key: {
                    "reduced_axes": list(method.reduced_axes(layout)),
                    "parameter_axes": list(method.parameter_axes(layout)),
                    "depends_on_batch": method.depends_on_batch(layout),
                    "same_at_test_time": method.same_at_test_time(layout),
                    "sentence": method.pool_sentence(layout),
                }
                for layout in LAYOUTS
            },
        }
        for method in METHODS
    ]
    return answered({"methods": listed, "custom": "reduce: and any letters of the layout's axes, as in reduce:NHW"})


@router.get("/sources", summary="The registry of sources", responses=declared(405))
async def sources() -> Response:
    """Every source, with the layouts it has values for and the shape it starts with."""
    listed = [
        {
            "key": source.key,
            "label": source.label,
            "summary": source.summary,
            "layouts": list(source.layouts),
            "default_shapes": {
                layout.key: list(source.default_shape(layout)) for layout in LAYOUTS if layout.key in source.layouts
            },
        }
        for source in SOURCES
    ]
    return answered({"sources": listed})


@router.post(
    "/normalize",
    summary="Normalize a tensor",
    responses=declared(400, 405, 413, 415, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{NormalizeRequest.__name__}"}}},
        }
    },
)
async def normalize_posted(request: Request) -> Response:
    """Output, standardized values and statistics of anyone's tensor."""
    settings = request.app.state.settings
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise of_body(415, f"Got a body that does not say that it is JSON; expected {JSON}; try that Content-Type.")
    body = await read_body(request, settings.most_body_bytes)

    def work() -> dict[str, Any]:
        try:
            return normalized(requested(strict_json(body)), settings.most_values)
        except InputError as error:
            raise of_input(error, pointer=_pointer(error.parameter)) from None

    return await json_of(request, work)


def _pointer(parameter: str) -> str:
    return parameter if parameter.startswith("/") or not parameter else f"/{parameter}"

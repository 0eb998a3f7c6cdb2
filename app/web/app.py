"""create_app: the routes, the middleware and the handlers, composed in one place."""

import os
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.routing import Route

from app import __version__
from app.resources import STATIC
from app.web import (
    api,
    axes,
    embed,
    export,
    files,
    lecture,
    lecture_own,
    lesson_api,
    lesson_live,
    lessons,
    oembed,
    pages,
    quiz,
    share,
    short_links,
    teach,
    views,
)
from app.web.assets import Assets
from app.web.compression import Compression
from app.web.headers import CommonHeaders
from app.web.limits import Slots
from app.web.normalize_request import EncodedTensor, Frozen, ListedTensor, NormalizeRequest, RunningUpdate
from app.web.payload import encode
from app.web.problems import HANDLED, PROBLEM_SCHEMA, on_problem
from app.web.settings import Settings, settings_from

LIVE = b"ok\n"


async def livez() -> Response:
    """200 as soon as the process serves; does no work, so that a busy server is still seen to be alive."""
    return Response(LIVE, media_type="text/plain", headers={"Cache-Control": "no-store"})


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Settings come from the environment where none are given."""
    settings = settings or settings_from(os.environ)
    app = FastAPI(
        title="Normaxis",
        version=__version__,
        summary="Normalization over any axes of a tensor: statistics, pools, arithmetic and figures.",
        openapi_url=None,
        docs_url=None,  # both would load their scripts from another host
        redoc_url=None,
        redirect_slashes=False,  # the redirect would repeat a Host header that anyone can send
    )
    app.state.settings = settings
    app.state.slots = Slots(settings.slots, settings.queue)
    app.state.places = lesson_live.Places(lesson_live.AT_ONCE)
    app.state.assets = Assets(STATIC)
    for kind in HANDLED:
        app.add_exception_handler(kind, on_problem)
    app.include_router(api.router)
    app.include_router(views.router)
    app.include_router(lesson_api.router)
    app.include_router(quiz.router)
    app.include_router(oembed.router)
    app.include_router(pages.router, include_in_schema=False)
    app.include_router(lessons.router, include_in_schema=False)
    app.include_router(lesson_live.router, include_in_schema=False)
    app.include_router(quiz.pages, include_in_schema=False)
    app.include_router(axes.router, include_in_schema=False)
    app.include_router(lecture_own.router, include_in_schema=False)
    app.include_router(lecture.router, include_in_schema=False)
    app.include_router(teach.router, include_in_schema=False)
    app.include_router(export.router, include_in_schema=False)
    app.include_router(files.router, include_in_schema=False)  # before the figures: their names have no dot
    app.include_router(embed.router, include_in_schema=False)
    app.include_router(share.router, include_in_schema=False)
    app.include_router(short_links.router, include_in_schema=False)
    app.add_api_route("/livez", livez, methods=["GET"], include_in_schema=False)
    app.router.routes.append(Route("/static/{version}/{name:path}", app.state.assets.serve))
    document = encode(openapi(app))

    async def openapi_document() -> Response:
        return Response(document, media_type="application/json", headers=api.KEPT)

    app.add_api_route("/api/v1/openapi.json", openapi_document, methods=["GET"], include_in_schema=False)
    app.add_middleware(Compression)
    app.add_middleware(CommonHeaders, embed_ancestors=settings.embed_ancestors)
    return app


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the schemas of bodies that are read by stricter rules than the framework's."""
    document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for model in (EncodedTensor, ListedTensor, Frozen, RunningUpdate, NormalizeRequest):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    names = (EncodedTensor.__name__, ListedTensor.__name__)
    schemas["Tensor"] = {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    return document

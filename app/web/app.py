"""create_app: the routes, the middleware and the handlers, composed in one place."""

import os
import sys
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
    health,
    hosting,
    islands,
    lecture,
    lecture_own,
    lesson_api,
    lesson_live,
    lessons,
    oembed,
    pages,
    pictures,
    quiz,
    quiz_api,
    share,
    short_links,
    teach,
    views,
)
from app.web.answers import Answers
from app.web.assets import Assets, Static, missing
from app.web.conditional import code_version
from app.web.faults import Faults
from app.web.headers import CommonHeaders
from app.web.hosts import Hosts
from app.web.limits import Bodies, Slots
from app.web.logs import Log, Observed
from app.web.memory import Memory
from app.web.metrics import Metrics
from app.web.normalize_request import EncodedTensor, Frozen, ListedTensor, NormalizeRequest, RunningUpdate
from app.web.payload import encode
from app.web.problem_answers import HANDLED, on_problem
from app.web.problems import PROBLEM_SCHEMA
from app.web.settings import Settings, settings_from
from app.web.store import Store


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
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        redirect_slashes=False,  # the redirect would repeat a Host header that anyone can send
    )
    app.state.settings = settings
    app.state.slots = Slots(settings.slots, settings.queue, Memory(settings.memory))
    app.state.bodies = Bodies(max(settings.memory // 4, settings.most_body_bytes))
    app.state.places = lesson_live.Places(lesson_live.AT_ONCE)
    app.state.assets = Assets(STATIC)
    app.state.checked = False
    app.state.store = Store(settings.cache_bytes)
    app.state.pictures = Store(settings.cache_bytes // pictures.PART_OF_KEPT)
    app.state.metrics = Metrics()
    app.state.log = Log(sys.stdout if settings.log else None)
    for kind in HANDLED:
        app.add_exception_handler(kind, on_problem)
    app.include_router(api.router)
    app.include_router(views.router)
    app.include_router(lesson_api.router)
    app.include_router(quiz_api.router)
    app.include_router(oembed.router)
    app.include_router(pages.router, include_in_schema=False)
    app.include_router(pictures.router, include_in_schema=False)
    app.include_router(islands.router, include_in_schema=False)
    app.include_router(lessons.router, include_in_schema=False)
    app.include_router(lesson_live.router, include_in_schema=False)
    app.include_router(quiz.router, include_in_schema=False)
    app.include_router(axes.router, include_in_schema=False)
    app.include_router(lecture_own.router, include_in_schema=False)
    app.include_router(lecture.router, include_in_schema=False)
    app.include_router(teach.router, include_in_schema=False)
    app.include_router(hosting.router, include_in_schema=False)
    app.include_router(export.router, include_in_schema=False)
    app.include_router(files.router, include_in_schema=False)  # before the figures: their names have no dot
    app.include_router(embed.router, include_in_schema=False)
    app.include_router(share.router, include_in_schema=False)
    app.include_router(short_links.router, include_in_schema=False)
    app.include_router(health.router, include_in_schema=False)
    app.add_api_route("/favicon.ico", app.state.assets.icon, methods=["GET"], include_in_schema=False)
    app.router.routes.append(Route("/static/{version}/{name:path}", missing))
    document = encode(openapi(app))

    async def openapi_document() -> Response:
        return Response(document, media_type="application/json")

    app.add_api_route("/api/v1/openapi.json", openapi_document, methods=["GET"], include_in_schema=False)
    _outside(app, settings)
    return app


def _outside(app: FastAPI, settings: Settings) -> None:
    """What every request goes through, from the innermost to the outermost."""
    log = app.state.log
    version = f"{code_version()} {settings.most_pasted} {settings.public_url}"
    app.add_middleware(Answers, version=version, store=app.state.store)
    app.add_middleware(Static, assets=app.state.assets)
    app.add_middleware(Hosts, known=settings.known_hosts)
    app.add_middleware(Faults, log=log)
    app.add_middleware(CommonHeaders, tls=settings.tls, embed_ancestors=settings.embed_ancestors)
    app.add_middleware(Observed, log=log, metrics=app.state.metrics)


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

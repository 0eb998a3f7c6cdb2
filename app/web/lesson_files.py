"""What a lesson shows as files: /lessons/<slug>/figures.svg, data.csv and figures.json, for the state in the query."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.exports.panel_files import panels_csv, panels_json, panels_svg
from app.lessons import Lesson, Shown
from app.web.lesson_query import read_lesson
from app.web.lessons import lesson_of

router = APIRouter()
Write = Callable[[Lesson, Shown], bytes]
FILES: dict[str, tuple[str, Write]] = {
    "figures.svg": ("image/svg+xml", lambda lesson, shown: panels_svg(lesson.title, shown.panels)),
    "figures.json": ("application/json", lambda lesson, shown: panels_json(shown.panels)),
    "data.csv": ("text/csv; charset=utf-8", lambda lesson, shown: panels_csv(shown.panels)),
}


@router.get("/lessons/{slug}/{name}")
async def file(request: Request, slug: str, name: str) -> Response:
    """The file; whether a prediction was made changes nothing."""
    lesson = lesson_of(slug)
    if name not in FILES:
        raise HTTPException(404)
    media_type, write = FILES[name]
    query: bytes = request.scope["query_string"]

    def work() -> bytes:
        return write(lesson, lesson.run(read_lesson(query, lesson).values))

    headers = {"Content-Disposition": f'attachment; filename="normaxis-{slug}-{name}"'}
    return Response(await request.app.state.slots.run(work), headers=headers, media_type=media_type)

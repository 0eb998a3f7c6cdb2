"""Pages whose address says nothing but the palette."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.recipe import THEMES
from app.web.asking import FRESH, HTML
from app.web.lecture_own import with_state
from app.web.lecture_query import LectureState
from app.web.templating import render


async def plain_page(request: Request, template: str, said: Callable[[], dict[str, Any]]) -> Response:
    """The page that a template makes of what is `said`; computed only where the query is right."""
    path = request.url.path

    def work(state: LectureState) -> Response:
        page = render(
            request,
            template,
            here=path,
            theme=state.theme or THEMES[0],
            themes=[(theme, f"{path}?theme={theme}") for theme in THEMES],
            share=f"/share{state.at(path)}",
            **said(),
        )
        return Response(page, headers=FRESH, media_type=HTML)

    return await with_state(request, ("theme",), work)

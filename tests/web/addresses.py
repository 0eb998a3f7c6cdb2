"""An address for every route that answers a GET, so that a test can go through all of them."""

from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

SMALL = "shape=2,3,2,2&source=gaussian"
EXAMPLES = {
    "/": f"/?{SMALL}",
    "/first": "/first?size.N=2&size.C=3&size.H=2&size.W=2&source=gaussian",
    "/rest": "/rest?size.N=2&size.C=3&size.H=2&size.W=2&source=gaussian",
    "/go": f"/go?{SMALL}",
    "/axes": f"/axes?{SMALL}",
    "/api/v1/compare": f"/api/v1/compare?{SMALL}",
    "/api/v1/view": f"/api/v1/view?{SMALL}",
    "/export/{name}": f"/export/statistics.csv?{SMALL}",
    "/api/v1/lessons/{slug}": "/api/v1/lessons/noise",
    "/lessons/{slug}": "/lessons/noise",
    "/lessons/{slug}/go": "/lessons/noise/go",
    "/embed/{key}": f"/embed/compare?{SMALL}",
    "/embed/{name}.{rest}": f"/embed/matrix.svg?{SMALL}",
    "/share/{key}": f"/share/compare?{SMALL}",
    "/share/{key}/code.svg": f"/share/compare/code.svg?{SMALL}",
    "/share/{key}/go": f"/share/compare/go?{SMALL}",
    "/s/{version}/{key}": "/s/1/compare",
    "/hosting/{name}": "/hosting/compose.yaml",
    "/oembed": "/oembed?url=http%3A%2F%2Ftestserver%2Fembed%2Fcompare",
    "/pictures/{number}.png": f"/pictures/0.png?{SMALL}",
    "/islands/{name}": f"/islands/outcome?{SMALL}",
    "/lecture/{number}": "/lecture/1",
}
ELSEWHERE = ("/lessons/{slug}/run", "/metrics")
"""Their answers are others each time: tests/web/test_lesson_live.py and test_health.py have them."""


def every_address(client: TestClient) -> dict[str, str]:
    """An example of each address that answers GET, by its template."""
    app = client.app
    found = {}
    for context in iter_route_contexts(app.routes):  # type: ignore[attr-defined]
        path = getattr(context, "path", None)
        if path and path not in ELSEWHERE and "GET" in (context.methods or ()):
            found[path] = EXAMPLES.get(path) or (path if "{" not in path else "")
    found["/static/{version}/{name:path}"] = app.state.assets.url("js/main.js")  # type: ignore[attr-defined]
    return found

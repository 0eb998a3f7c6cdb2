"""A bare FastAPI route that returns the bytes of a file, on the same server: `python -m tests.benchmarks.bare FILE`."""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from app.__main__ import listen


def main(file: str) -> None:
    """Serve the bytes, compressed as they are, on a free port, and say where."""
    body, app = Path(file).read_bytes(), FastAPI()

    @app.get("/")
    async def page() -> Response:
        return Response(body, media_type="text/html", headers={"Content-Encoding": "gzip", "Cache-Control": "no-cache"})

    with listen("127.0.0.1", 0) as listening:
        print(f"Bare is at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(app, http="h11", ws="none", log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])

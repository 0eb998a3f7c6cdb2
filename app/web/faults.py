"""The last resort: what nobody expected becomes a refusal without details, and a line in the log with them."""

import traceback

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.logs import Log
from app.web.problem_answers import on_problem


class Faults:
    """ASGI middleware: answers 500 for any exception; a reader that went away while sending is none."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except ClientDisconnect:
            pass
        except Exception as error:
            # Frames and the kind of error, not its message, which may hold what a reader sent.
            frames = "".join(traceback.format_tb(error.__traceback__))
            self.log.fault(scope.get("state", {}).get("request", ""), f"{frames}{type(error).__qualname__}")
            if started:
                raise  # half an answer cannot be taken back: the server closes the connection
            await (await on_problem(Request(scope), error))(scope, receive, send)

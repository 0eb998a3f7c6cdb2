"""What a refusal is: problem+json (RFC 9457) for programs, and the same words for people. See problem_answers.py."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from app.core.errors import InputError, listed, shown
from app.web.exhibits import keys, nearest_key
from app.web.pairs import QueryError

MEDIA_TYPE = "application/problem+json"
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names of statuses as the standard has them now; older Pythons have older ones."""


@dataclass
class Problem(Exception):
    """A refusal: the status, what happened in one sentence, and each error with its parameter or pointer."""

    status: int
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    nearest: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the status is called."""
        return TITLES.get(self.status) or HTTPStatus(self.status).phrase

    @property
    def again(self) -> str | None:
        """Seconds after which the same may be asked again, where that helps."""
        return self.headers.get("Retry-After")

    def body(self) -> dict[str, Any]:
        """The members of the problem document."""
        told = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return told | {"errors": self.errors}


def of_query(error: QueryError) -> Problem:
    """What is wrong with a query, one entry for each parameter, with the nearest valid query."""
    errors = [{"parameter": each.parameter, "detail": str(each)} for each in error.errors]
    return Problem(422, str(error), errors, nearest=error.nearest)


def of_input(error: InputError, pointer: str | None = None) -> Problem:
    """What is wrong with one thing given: a member of a body where there is a pointer (RFC 6901) to it."""
    place = {"parameter": error.parameter} if pointer is None else {"pointer": pointer}
    return Problem(422, str(error), [place | {"detail": str(error)}])


def of_body(status: int, detail: str, pointer: str = "") -> Problem:
    """What is wrong with a body: with all of it, which the empty pointer says, or with the member at the pointer."""
    return Problem(status, detail, [{"pointer": pointer, "detail": detail}])


def of_figure(key: str) -> Problem:
    """There is no figure of this name."""
    return Problem(
        404, f"Got the figure {shown(key)}; expected one of {listed(keys())}; try {nearest_key(key)}.", nearest=""
    )


DECLARED = {
    400: "The request cannot be read.",
    404: "No such address.",
    405: "The address does not know this HTTP method.",
    413: "The body or the tensor is over the limit that the answer names.",
    415: "The body is of a kind that is not taken.",
    422: "Something asked for cannot be done: what was got, what was expected, what to try.",
    501: "The format of the answer is not offered.",
    503: "All slots are busy; ask again after Retry-After seconds.",
}


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may refuse with these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": DECLARED[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

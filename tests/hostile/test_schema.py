"""Every operation of the OpenAPI document, asked as Schemathesis makes of it, rightly and wrongly.

All of its checks are on but one: that whatever fits the schema of each parameter is taken. Parameters depend on each
other (a cell has to lie in the shape, an answer to belong to its question), which no schema of a parameter can say.
"""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from app.web.app import create_app
from app.web.settings import Settings

EXAMPLES = 12
REFUSED = [400, 404, 405, 413, 415, 422, 501]
"""413 is a refusal too: what is too large is not looked at any further. 501 is oEmbed's for a format there is not."""
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"enabled": False},
        "negative_data_rejection": {"expected-statuses": REFUSED},
    },
    "operations": [
        {
            "include-path": "/oembed",
            "checks": {"not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 501]}},
        }
    ],
}


@schemathesis.serializer("application/x-npy")
def as_bytes(_, value):
    return value if isinstance(value, bytes) else str(value).encode()


app = create_app(Settings(log=False, most_values=4096))
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_declared(case) -> None:
    case.call_and_validate()

"""The first HTML of the comparison is at most 40 kB as it is sent, whatever is asked for, and 36 with room to spare.

The states are the largest of each view that a search over sizes, sources, methods, layouts, conventions and libraries
found. What makes a page long is how many methods, values, pools, batches and letters of pasted numbers there are: none
of them may do so without a bound.
"""

import gzip
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.views import VIEWS
from app.web.compression import LEVEL

MOST, ROOM = 40_000, 4_000
PASTED = quote(
    "\n".join(",".join(f"{(37 * i * i + 91 * i) % 2017 - 1008}" for i in range(k, k + 12)) for k in range(70))
)
SIX = "batch,layer,instance,group,rms,ghost"
CUSTOM = "reduce:,reduce:W,reduce:H,reduce:N,group,ghost"
SCALED = "scale=1.37&offset=-0.21&seed=987654321"
LARGEST = {
    "maps": [f"shape=64,256,28,28&source=gaussian&methods={CUSTOM}&colours=each&{SCALED}"],
    "matrix": [f"shape=12,12,4,4&source=gaussian&methods={CUSTOM}&colours=each&{SCALED}"],
    "distribution": [
        f"shape=64,256,28,28&source=gaussian&methods={SIX}&axis=own&cell=63,255,27,27&{SCALED}",
        f"layout=sequence&shape=64,512,16&source=gaussian&axis=own&{SCALED}",
    ],
    "training": [
        f"shape=60,60,4,4&source=gaussian&methods={SIX}&batches=200&cell=59,59,3,3&{SCALED}",
        f"layout=sequence&shape=12,16,12&source=gaussian&batches=200&{SCALED}",
    ],
    "layernorms": [f"shape=64,256,28,28&source=heavy&methods={CUSTOM}&convention=prince&{SCALED}"],
    "code": [
        f"shape=8,6,8,8&source=gaussian&methods={CUSTOM}&framework=keras&mode=test&convention=keras",
        f"shape=8,6,8,8&source=gaussian&framework=keras&mode=test&convention=keras&{SCALED}",
        f"layout=features&shape=3,1000&source=gaussian&methods={SIX}&framework=jax&mode=test",
    ],
}
EXTREME = [
    f"shape=8,64,8,4&source=gaussian&methods=batch,ghost,reduce:N,reduce:NH,reduce:NW,reduce:NCW&batches=200&{SCALED}"
    "&convention=prince&epsilon=0.00012345678901234567&turn=101,33&theme=projector&view=training",
    *(f"layout=features&source=own&values={PASTED}&colours=each&axis=own&{SCALED}&view={view.key}" for view in VIEWS),
]
"""Six methods that all freeze what two hundred batches had; an address that is as long as one may be."""


def sent(text: bytes) -> int:
    """Bytes of a page as it is sent."""
    return len(gzip.compress(text, LEVEL))


@pytest.mark.parametrize(("view", "state"), [(view, state) for view, states in LARGEST.items() for state in states])
def test_the_largest_pages_of_every_view_are_small(client: TestClient, view: str, state: str) -> None:
    answer = client.get(f"/?{state}&view={view}", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert sent(answer.content) <= MOST - ROOM


def test_every_view_is_among_them() -> None:
    assert set(LARGEST) == {view.key for view in VIEWS}


@pytest.mark.parametrize("state", EXTREME)
def test_pages_stay_small_at_the_ends_of_what_can_be_asked_for(client: TestClient, state: str) -> None:
    answer = client.get(f"/?{state}", headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert sent(answer.content) <= MOST

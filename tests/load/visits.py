"""VISITS: what readers, course pages and programs ask for, of every kind of address that there is."""

import gzip
import io
import json
import random
import re
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from app.exports import EXPORTS
from app.lecture import COURSE
from app.lessons import LESSONS, Lesson
from app.views import VIEWS
from app.web.exhibits import AXES, COMPARE, keys
from app.web.files import endings_of
from app.web.hosting import EXAMPLES
from tests.load.asker import Asked, Asker
from tests.load.states import LINK, changed

Visit = Callable[[Asker], Awaitable[object]]
SEEDS = 12
"""So few that the same is asked for again; one of four is asked for once, so that the store has to let others go."""
ISLAND = re.compile(r'data-from="([^"]+)"')
PICTURE = re.compile(r'href="(/pictures/[^"]+)"')
NPY, CSV, JSON = "application/x-npy", "text/csv", "application/json"
OPEN = {COMPARE, AXES, *(view.key for view in VIEWS)}
"""The figures whose state is the comparison's."""


def seed(chance: random.Random) -> str:
    return str(chance.randrange(SEEDS) if chance.random() < 0.75 else chance.randrange(100, 10**6))


def state(chance: random.Random) -> str:
    """A query of the comparison, some changes away from the link that all were given."""
    found = dict(LINK)
    for _ in range(chance.randrange(4)):
        found = changed(found, chance)
    return urlencode(found | {"seed": seed(chance)}, safe=",")


def of_figure(key: str, chance: random.Random) -> str:
    """A query that the figure of a name takes."""
    if key in OPEN:
        query = dict(LINK) | {"seed": seed(chance)}
        return urlencode(query, safe=",")
    return lesson_state(next(each for each in LESSONS if each.slug == key), chance)


def lesson_state(lesson: Lesson, chance: random.Random) -> str:
    """A query of a lesson: as it stands, or with one of its choices made."""
    choices = [(each.key, value) for each in lesson.controls for value, _ in each.choices if each.needs is None]
    if not choices or chance.random() < 0.3:
        return ""
    key, value = chance.choice(choices)
    return urlencode({key: f"{value:g}" if isinstance(value, float) else value})


async def comparison(asker: Asker) -> None:
    """A page, and what it has elsewhere for its scripts."""
    reply = await asker.ask("page", Asked(f"/?{state(asker.chance)}"))
    found = [] if reply is None else ISLAND.findall(text_of(reply.body))
    await asker.all("what scripts need", [Asked(unescape(each), html=False) for each in found])


async def parts(asker: Asker) -> None:
    query = state(asker.chance)
    await asker.all("page in two parts", [Asked(f"/first?{query}"), Asked(f"/rest?{query}")])


async def pictures(asker: Asker) -> None:
    """A page whose pictures have addresses, and some of them."""
    query = (
        f"shape=4,3,24,24&source=photographs&view=maps&methods=batch,instance&cell=0,{asker.chance.randrange(3)},1,1"
    )
    reply = await asker.ask("page with pictures", Asked(f"/?{query}&seed={asker.chance.randrange(4)}"))
    found = [] if reply is None else PICTURE.findall(text_of(reply.body))
    some = asker.chance.sample(found, min(4, len(found)))
    await asker.all("picture", [Asked(unescape(each), html=False) for each in some])


async def embedded(asker: Asker) -> None:
    key = asker.chance.choice(keys())
    await asker.ask("embedded figure", Asked(f"/embed/{key}?{of_figure(key, asker.chance)}"))


async def file(asker: Asker) -> None:
    key = asker.chance.choice(keys())
    ending = asker.chance.choice(endings_of(key))
    asked = Asked(f"/embed/{key}{ending}?{of_figure(key, asker.chance)}", html=False)
    await asker.ask("PNG" if ending.endswith(".png") else "file", asked)


async def export(asker: Asker) -> None:
    name = asker.chance.choice(EXPORTS).name
    await asker.ask("file", Asked(f"/export/{name}?{state(asker.chance)}", html=False))


async def oembed(asker: Asker) -> None:
    key = asker.chance.choice(keys())
    address = quote(f"{asker.address}/embed/{key}?{of_figure(key, asker.chance)}", safe="")
    await asker.ask("oEmbed", Asked(f"/oembed?url={address}&maxwidth={asker.chance.choice((320, 640))}", html=False))


async def lesson(asker: Asker) -> None:
    chosen = asker.chance.choice(LESSONS)
    query = lesson_state(chosen, asker.chance)
    there = asker.chance.choice(
        ("/lessons", f"/lessons/{chosen.slug}?{query}", f"/api/v1/lessons/{chosen.slug}?{query}")
    )
    await asker.ask("lesson", Asked(there))


async def quiz(asker: Asker) -> None:
    chosen = asker.chance.choice(("/quiz", "/quiz/sheet?count=2", "/quiz?answer=skip", "/api/v1/quiz/kinds"))
    mark = "&" if "?" in chosen else "?"
    seeded = chosen if chosen.startswith("/api") else f"{chosen}{mark}seed={asker.chance.randrange(SEEDS)}"
    await asker.ask("quiz", Asked(seeded))


async def lecture(asker: Asker) -> None:
    step = asker.chance.randrange(len(COURSE.steps)) + 1
    there = ("/lecture", f"/lecture/{step}", "/lecture/speaker", "/lecture/handout", "/lecture/own", "/lecture/qr.svg")
    await asker.ask("lecture", Asked(asker.chance.choice(there), (200, 303)))


async def others(asker: Asker) -> None:
    key = asker.chance.choice(keys())
    there = (
        f"/axes?{of_figure(AXES, asker.chance)}",
        "/teach",
        "/hosting",
        f"/hosting/{asker.chance.choice(EXAMPLES)}",
        f"/share/{key}?{of_figure(key, asker.chance)}",
        "/embed-host.js",
        "/api/v1/openapi.json",
    )
    await asker.ask("other page", Asked(asker.chance.choice(there)))


async def sent_on(asker: Asker) -> None:
    """Short links, and forms without scripts."""
    there = (f"/s/1/{asker.chance.choice(keys())}", f"/go?seed={asker.chance.randrange(SEEDS)}")
    await asker.ask("sent on", Asked(asker.chance.choice(there), (303,)))


async def data(asker: Asker) -> None:
    query = state(asker.chance)
    names = ("methods", "sources", "lessons", "views")
    there = asker.chance.choice((f"compare?{query}", f"view?{query}", asker.chance.choice(names)))
    await asker.ask("API", Asked(f"/api/v1/{there}", html=False))


async def normalize(asker: Asker) -> None:
    """A tensor of somebody's own, whose answer is computed here too."""
    made = np.random.default_rng(asker.chance.randrange(SEEDS))
    given = made.normal(asker.chance.randrange(3), 2, (4, 6, 5, 5)).astype(np.float32)
    method, axes = asker.chance.choice((("batch", (0, 2, 3)), ("layer", (1, 2, 3)), ("instance", (2, 3))))
    tensor = {"shape": given.shape, "dtype": "float32", "data": b64encode(given.tobytes()).decode()}
    body = json.dumps({"tensor": tensor, "method": method}).encode()
    asked = Asked("/api/v1/normalize", (200,), "POST", body, JSON, html=False)
    reply = await asker.ask("POST normalize", asked)
    if reply is not None and not right(text_of(reply.body), given, axes):
        asker.ledger.wrong(asked, "other numbers than those that are right")


def right(told: str, given: np.ndarray[Any, Any], axes: tuple[int, ...]) -> bool:
    """Whether an answer holds the output of this tensor, by the definition in float64."""
    output = json.loads(told)["output"]
    got = np.frombuffer(b64decode(output["data"]), output["dtype"]).reshape(output["shape"])
    wide = given.astype(np.float64)
    mean, variance = wide.mean(axes, keepdims=True), wide.var(axes, keepdims=True)
    return bool(np.allclose(got, (wide - mean) / np.sqrt(variance + 1e-5), atol=1e-5))


async def own_values(asker: Asker) -> None:
    """The page, the API, a file and a figure of values that are posted, as .npy, as text and as lists."""
    made = np.random.default_rng(asker.chance.randrange(SEEDS)).normal(size=(3, 4)).round(3)
    kept = io.BytesIO()
    np.save(kept, made)
    text = "\n".join(",".join(map(str, row)) for row in made).encode()
    kind, body = asker.chance.choice(((NPY, kept.getvalue()), (CSV, text), (JSON, json.dumps(made.tolist()).encode())))
    there = ("/?methods=batch,layer", "/api/v1/compare?methods=batch", "/export/steps.npz", "/embed/compare.svg")
    await asker.ask("own values", Asked(asker.chance.choice(there), (200,), "POST", body, kind))


async def pasted(asker: Asker) -> None:
    values = ",".join(str(asker.chance.randrange(9)) for _ in range(6))
    await asker.ask("page", Asked(f"/?values={values}&methods=batch"))


async def large(asker: Asker) -> None:
    """Statistics of many more values than are drawn."""
    source = asker.chance.choice(("gaussian", "heavy", "counting"))
    shape = asker.chance.choice(("8,32,28,28", "16,16,32,32"))
    await asker.ask("large tensor", Asked(f"/api/v1/compare?shape={shape}&source={source}&seed={seed(asker.chance)}"))


async def probes(asker: Asker) -> None:
    await asker.ask("probe", Asked(asker.chance.choice(("/livez", "/healthz", "/metrics")), twins=False))


VISITS: tuple[tuple[int, Visit], ...] = (
    (8, comparison),
    (8, parts),
    (2, pictures),
    (4, embedded),
    (4, file),
    (2, export),
    (2, oembed),
    (3, lesson),
    (2, quiz),
    (2, lecture),
    (2, others),
    (2, sent_on),
    (4, data),
    (3, normalize),
    (3, own_values),
    (1, pasted),
    (1, large),
    (1, probes),
)
"""Each with how often it happens, in parts."""


def text_of(body: bytes) -> str:
    """The text of an answer that may be in gzip."""
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()

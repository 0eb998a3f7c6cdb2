"""Fifty-five attacks and accidents, each with its answer. Here those that one request shows; the others elsewhere:

| what | where |
|---|---|
| accuracy at the ends of types, constants, offsets, subnormals | tests/core/test_stress.py, test_accuracy.py |
| every refusal of a query, with the nearest that works | tests/web/test_query.py, test_embed_query.py, test_share.py |
| every refusal of a body | tests/web/test_normalize.py, tests/sources/test_pasted.py |
| .npy files that claim, bomb or pickle, and what memory they take | tests/sources/test_npy.py |
| bodies over the limit, by length and in chunks | tests/web/test_limits.py |
| stalled bodies, slow and long headers, who does not read | tests/web/test_deadlines.py |
| smuggled requests, folded lines, other protocols | test_lines.py |
| a crowd beyond slots and queue; who goes away | tests/web/test_limits.py, test_answers.py, tests/load |
| stopping with requests under way | tests/web/test_stop.py |
| other hosts, forwarded headers, no redirection | tests/web/test_hosts.py |
| static files: ways out, links, codings, tags | tests/web/test_assets.py |
| HEAD, TRACE, methods that there are not, origins | tests/web/test_answers.py, test_headers.py here and there |
| oEmbed's addresses and lengths | tests/web/test_oembed.py |
| messages from other windows, heights that grow | tests/browser/test_embed_host.py |
| without scripts, on paper | tests/browser/test_plain.py, test_look.py |
| the n-th allocation, read or thread fails | test_faults.py |
| a static file is missing | tests/web/test_health.py |
"""

import io
import json
import resource
import zipfile
from urllib.parse import quote

import numpy as np
import pytest

JSON = {"content-type": "application/json"}
NORMALIZE = "/api/v1/normalize"
QUERIES = {
    "a key that there is not": ("colour=blue", "colour"),
    "a key twice": ("seed=1&seed=2", "seed"),
    "ε is not a number": ("epsilon=nan", "epsilon"),
    "ε is infinite": ("epsilon=inf", "epsilon"),
    "ε beyond float64": ("epsilon=1e999", "epsilon"),
    "ε that would become 0": ("epsilon=1e-999", "epsilon"),
    "ε below zero": ("epsilon=-1", "epsilon"),
    "ε with an underscore": ("epsilon=1_0e-5", "epsilon"),
    "ε with a blank": ("epsilon=1e-5%20", "epsilon"),
    "digits of another script": ("shape=%D9%A4,3,4,4", "shape"),
    "nothing": ("seed=", "seed"),
    "a NUL": ("source=a%00b", "source"),
    "an end of line": ("source=a%0d%0aSet-Cookie:%20x=1", "source"),
    "bytes that are no text": ("source=%ff%fe", "source"),
    "a shape of 10^15 values": ("shape=999,999,999,999,999", "shape"),
    "no axes": ("shape=,", "shape"),
    "seven axes": ("shape=1,1,1,1,1,1,1", "shape"),
    "an axis that there is not": ("methods=reduce:Q", "methods"),
    "an axis twice": ("methods=reduce:NN", "methods"),
    "groups that do not fit": ("shape=4,6,4,4&source=gaussian&groups=4&methods=group", "groups"),
    "a cell outside": ("cell=0,99,0,0", "cell"),
    "a cell below zero": ("cell=-1,0,0,0", "cell"),
    "a number of 5000 digits": ("seed=" + "9" * 5000, "seed"),
    "markup": ("source=%22%3E%3Csvg%20onload=alert(1)%3E", "source"),
}
MARKUP = ("</script><script>alert(1)</script>", '"><svg onload=alert(1)>', "{{7*7}}${7*7}", "\\input{/etc/passwd}%")
BODIES = {
    "NaN in JSON": ('{"tensor":{"values":[NaN,1]},"method":"batch"}', 422),
    "a number of 5000 digits": ('{"tensor":{"values":[' + "9" * 5000 + ']},"method":"batch"}', 400),
    "100 000 brackets": ("[" * 100_000, 400),
    "a key twice": ('{"method":"batch","method":"layer"}', 422),
    "true for a number": ('{"tensor":{"values":[true,1]},"method":"batch"}', 422),
    "text for a number": ('{"tensor":{"values":[[1,2]]},"method":"batch","epsilon":"1"}', 422),
    "no UTF-8": (b'{"method":"\xff"}', 400),
    "a lone half of a pair": ('{"tensor":{"values":[[1,2]]},"method":"\\ud800"}', 422),
    "a prototype": ('{"__proto__":{"a":1},"constructor":{"prototype":{}}}', 422),
    "nothing": ("", 400),
}
STATIC = ("../app/__init__.py", "%2e%2e/%2e%2e/etc/passwd", "..%5c..%5cwindows", "js/main.js%00.txt", "a" * 5000, "js/")


@pytest.mark.parametrize(("query", "parameter"), QUERIES.values(), ids=QUERIES.keys())
def test_a_query_is_refused_in_words(client, query, parameter) -> None:
    told = client.get(f"/api/v1/compare?{query}")
    assert told.status_code == 422 and told.headers["content-type"] == "application/problem+json"
    assert parameter in {error["parameter"] for error in told.json()["errors"]}
    assert not {"set-cookie", "location"} & set(told.headers) and "\0" not in told.text
    page = client.get(f"/?{query}", headers={"accept": "text/html"})
    assert page.status_code == 422 and "<svg onload" not in page.text and "; try " in page.text


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_a_body_is_refused_in_words(client, body, status) -> None:
    told = client.post(NORMALIZE, content=body, headers=JSON)
    assert told.status_code == status, told.text
    assert "try " in told.json()["detail"] and told.json()["errors"]


@pytest.mark.parametrize(
    "kind", ["", "text/html", "application/x-www-form-urlencoded", "a" * 300, "application/json\t;"]
)
def test_a_body_of_another_kind_is_not_taken(client, kind) -> None:
    told = client.post("/api/v1/compare", content=b"1,2", headers={"content-type": kind})
    assert told.status_code in (400, 415) and len(told.text) < 1000


def test_a_flood_of_parameters_is_refused_quickly(client) -> None:
    began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    told = client.get("/?" + "&".join(f"a{n}=1" for n in range(5000)))
    assert told.status_code == 422
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - began < 0.5


def test_what_is_odd_and_right_is_answered(client) -> None:
    told = client.post(NORMALIZE, json={"tensor": {"values": [[7.0, 7.0], [7.0, 7.0]]}, "method": "layer"}).json()
    assert told["output"]["values"] == [[0, 0], [0, 0]]
    told = client.post(NORMALIZE, json={"tensor": {"values": [[1.0, 2.0]]}, "method": "batch"}).json()
    assert told["output"]["values"] == [[0, 0]] and "variance is 0" in told["warnings"][0]
    told = client.post(NORMALIZE, json={"tensor": {"values": [["NaN", 1], [2, 3]]}, "method": "layer"}).json()
    assert told["mean"]["values"] == [["NaN"], [2.5]] and told["output"]["values"][1] == pytest.approx(
        [-1, 1], abs=1e-4
    )
    huge = np.full((2, 8), 65504, np.float16)
    huge[:, ::2] = -65504
    kept = io.BytesIO()
    np.save(kept, huge)
    told = client.post(
        "/api/v1/compare?methods=layer", content=kept.getvalue(), headers={"content-type": "application/x-npy"}
    )
    assert told.json()["methods"][0]["statistics"]["variance"] == [[65504.0**2]] * 2
    assert client.get("/api/v1/compare?epsilon=0&source=constant").status_code == 200


@pytest.mark.parametrize("text", MARKUP)
def test_what_a_reader_writes_is_text_everywhere(client, text) -> None:
    asked = f"title={quote(text)}"
    for path in (
        "/embed/compare",
        "/embed/compare.svg",
        "/embed/compare.html",
        "/embed/compare.json",
        "/share/compare",
    ):
        got = client.get(f"{path}?{asked}", headers={"accept": "text/html"})
        assert got.status_code == 200, path
        assert "<script>alert" not in got.text and "<svg onload" not in got.text, path
        assert "49$" not in got.text, path
    page = f"http://testserver/embed/compare?{asked}"
    told = client.get(f"/oembed?url={quote(page, safe='')}").json()
    assert "<script" not in told["html"] and "<svg" not in told["html"] and told["title"] == text
    tex = client.get(f"/embed/compare.tex?{asked}")
    code = [line for line in tex.text.splitlines() if not line.startswith("%")]
    assert len(code) > 9 and not any("\\input" in line or "{{7*7" in line for line in code)


def test_archives_are_not_unpacked(client) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", b"\0" * 200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = client.post("/api/v1/compare", content=bomb.getvalue(), headers={"content-type": "application/x-npy"})
    assert told.status_code == 422 and "a zip archive" in told.json()["detail"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("name", STATIC)
def test_nothing_but_static_files_is_served(client, name) -> None:
    version = client.app.state.assets.url("js/main.js").split("/")[2]
    for prefix in (f"/static/{version}/", "/static/x/", "/static/"):
        got = client.get(prefix + name)
        assert got.status_code == 404 and "import" not in got.text


def test_a_range_of_a_compressed_file_is_the_whole(client) -> None:
    path = client.app.state.assets.url("js/main.js")
    got = client.get(path, headers={"range": "bytes=0-9", "accept-encoding": "gzip"})
    assert got.status_code == 200 and len(got.text) > 10 and "content-range" not in got.headers


@pytest.mark.parametrize("path", ["/?values=[[1,2],[3,4]]&theme=dark", "/lecture/own", "/quiz?answer=skip"])
def test_json_in_a_page_ends_where_it_ends(client, path) -> None:
    page = client.get(path, headers={"accept": "text/html"}).text
    for island in page.split('type="application/json"')[1:]:
        json.loads(island.partition(">")[2].partition("</script>")[0])

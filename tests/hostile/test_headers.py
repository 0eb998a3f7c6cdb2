"""Headers of every kind of answer: one policy, nothing of other hosts, nothing that a reader sent."""

import re

import pytest

from tests.hostile.kinds import KINDS

ORIGINS = ("null", "https://evil.example")
OPEN = ("/api/", "/static/", "/embed", "/oembed")
each_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def assert_strict(policy: str) -> None:
    """Nothing is taken from another host, and no script or style that stands in a page."""
    said = directives(policy)
    assert said["default-src"] == ["'none'"] and said["script-src"] == ["'self'"]
    assert said["base-uri"] == said["object-src"] == ["'none'"] and said["form-action"] == ["'self'"]
    allowed = {"'none'", "'self'", "data:", "blob:"}
    for name, sources in said.items():
        extra = {each for each in sources if not each.startswith("'sha256-")} - allowed
        assert not extra or (name, extra) == ("style-src-attr", {"'unsafe-inline'"}), (name, extra)


@each_kind
def test_every_kind_of_answer_has_them(client, path) -> None:
    for accept in ("text/html", "*/*"):
        got = client.get(path, headers={"accept": accept}, follow_redirects=False)
        assert got.status_code < 500
        assert_strict(got.headers["content-security-policy"])
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in got.headers["permissions-policy"]
        assert got.headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin")
        assert not {"set-cookie", "server", "x-powered-by", "strict-transport-security"} & set(got.headers)
        assert "accept-encoding" in got.headers["vary"].lower() and got.headers["cache-control"]
        if got.status_code >= 400:
            assert got.headers["cache-control"] == "no-store"
        if not path.startswith(("/embed", "/static")):
            assert "'self'" in directives(got.headers["content-security-policy"])["frame-ancestors"]


@each_kind
@pytest.mark.parametrize("origin", ORIGINS)
def test_an_origin_is_never_repeated_and_never_trusted(client, path, origin) -> None:
    got = client.get(path, headers={"origin": origin, "cookie": "a=b"}, follow_redirects=False)
    allowed = got.headers.get("access-control-allow-origin")
    assert allowed in (None, "*") and "access-control-allow-credentials" not in got.headers
    assert allowed is None or path.startswith(OPEN)
    assert "evil" not in got.text


@each_kind
def test_a_page_names_no_other_host_to_load_from(client, path) -> None:
    got = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
    if not got.headers.get("content-type", "").startswith("text/html") or "alone" in path:
        return
    loaded = re.findall(r'<(?:script|img|link|iframe|source|use|image)\b[^>]*\b(?:src|href|srcset)="([^"]*)"', got.text)
    ours = ("/", "#", "data:", "http://testserver/")
    assert [address for address in loaded if not address.startswith(ours) or address.startswith("//")] == []
    assert not re.search(r"<[a-z]+[^>]*\son[a-z]+=", got.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")", got.text) or (
        path.endswith(".html")
    )


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
        "default-src 'self'; script-src 'self'",
        "default-src 'none'; script-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; img-src https:",
    ],
)
def test_a_weak_policy_is_noticed(policy) -> None:
    with pytest.raises((AssertionError, KeyError)):
        assert_strict(policy)

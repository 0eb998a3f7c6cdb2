"""Static files: kept for ever under the hash of their contents, in the coding that the client asks for."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text("export const one = 1;\n" * 100)
    (tmp_path / "tiny.txt").write_text("tiny")
    (tmp_path / "tiny.txt.br").write_bytes(b"br")
    return tmp_path


def asset(client: TestClient, name: str = "js/main.js") -> str:
    return client.app.state.assets.url(name)  # type: ignore[attr-defined]


def test_the_address_changes_with_any_content(folder: Path) -> None:
    before = Assets(folder).url("tiny.txt")
    (folder / "js" / "main.js").write_text("export const one = 2;\n")
    assert Assets(folder).url("tiny.txt") != before


def test_a_template_cannot_name_a_missing_file(folder: Path) -> None:
    with pytest.raises(KeyError):
        Assets(folder).url("js/missing.js")


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.txt"
    secret.write_text("secret")
    (folder / "link.txt").symlink_to(secret)
    with pytest.raises(KeyError):
        Assets(folder).url("link.txt")


def test_style_sheets_come_together_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    for name in ("a", "b"):
        (tmp_path / "css" / f"{name}.css").write_text(f"{name} {{}}" * 100)
    assets = Assets(tmp_path)
    found = assets.find(assets.url("css/b+a.css"))
    assert found is not None and found.media_type == "text/css"
    assert found.codings["identity"] == b"b {}" * 100 + b"\n" + b"a {}" * 100
    assert gzip.decompress(found.codings["gzip"]) == found.codings["identity"]
    for wrong in ("css/a+c.css", "css/a+a.css", "css/a+.css", "css/+.css", "css/a+b", "a+b.css"):
        assert wrong not in assets
        with pytest.raises(KeyError):
            assets.url(wrong)


def test_a_page_of_many_scripts_is_served_one(client: TestClient) -> None:
    script = client.get(asset(client)).text
    assert "import " not in script and "import(" not in script
    assert "module_figures_paths" in script and "module_own" in script  # the last of a chain, and one that came late


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("gzip;q=0", None), ("GZIP;q=0.5", "gzip"), ("identity", None), ("", None), ("gzip;q=x", None)],
)
def test_the_coding_is_the_clients_choice(client: TestClient, accepted: str, coding: str | None) -> None:
    answer = client.get(asset(client), headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text.isprintable() is False  # decoded text, with its line breaks


def test_precompressed_files_are_served_as_they_are(client: TestClient) -> None:
    name = next(name for name in client.app.state.assets._assets if name.endswith("cartesian.min.js"))  # type: ignore[attr-defined]
    plain = client.get(asset(client, name), headers={"accept-encoding": "identity"})
    for coding in ("br", "gzip"):
        with client.stream("GET", asset(client, name), headers={"accept-encoding": coding}) as answer:
            raw = b"".join(answer.iter_raw())
            assert answer.headers["content-encoding"] == coding
        assert len(raw) < len(plain.content) / 2
        if coding == "gzip":
            assert gzip.decompress(raw) == plain.content


def test_files_may_be_kept_for_ever_and_read_from_anywhere(client: TestClient) -> None:
    headers = client.get(asset(client)).headers
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/main.js",
        "/static/0000/js/main.js",
        "{}/../../app/run.py",
        "{}/%2e%2e/%2e%2e/pyproject.toml",
        "{}/a%00b",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path.format(f"/static/{client.app.state.assets.version}")).status_code == 404  # type: ignore[attr-defined]


def test_who_has_a_file_is_told_so(client: TestClient) -> None:
    tag = client.get(asset(client)).headers["etag"]
    told = client.get(asset(client), headers={"if-none-match": f'"x", W/{tag}'})
    assert (told.status_code, told.content, told.headers["etag"]) == (304, b"", tag)
    assert "immutable" in told.headers["cache-control"]
    assert client.get(asset(client), headers={"if-none-match": '"x"'}).status_code == 200


def test_the_icon_is_where_browsers_look_for_it(client: TestClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.content == client.get(asset(client, "img/icon.svg")).content

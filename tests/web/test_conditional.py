"""Entity tags: found in a list and nowhere else, and another one for other files."""

from app.web.conditional import code_version, named


def test_a_tag_is_found_in_a_list_and_nowhere_else() -> None:
    assert named(b'"a", "b"', b'"b"') == b'"b"'
    assert named(b'W/"b-gzip"', b'"b"') == b'"b-gzip"'
    for header in (b'"ab"', b"b", b'"b', b'"b-br"', b"", b'"B"'):
        assert named(header, b'"b"') is None


def test_another_file_is_another_version(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("app.web.conditional.STATIC", tmp_path)
    (tmp_path / "a.js").write_text("1")
    first = code_version()
    assert code_version() == first
    (tmp_path / "a.js").write_text("2")
    second = code_version()
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, code_version()}) == 3

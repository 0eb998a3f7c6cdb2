"""What the room may know: NumPy, the core, and nothing of clocks, files, the web or chance without a seed."""

import ast
from pathlib import Path

import pytest

import app.experiments

FILES = sorted(Path(app.experiments.__file__).parent.glob("*.py"))
ALLOWED = {"app.core", "app.experiments", "collections", "dataclasses", "functools", "itertools", "math", "numpy"}
ALLOWED |= {"operator", "typing"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_imports_and_seeds(file):
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert any(name == known or name.startswith(f"{known}.") for known in ALLOWED), name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "default_rng":
            assert node.args
        if isinstance(node, ast.Attribute) and node.attr in {"load", "save", "savez", "loadtxt", "open", "memmap"}:
            raise AssertionError(f"{node.attr} in {file.name}")

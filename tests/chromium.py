"""The Chromium that the browser tests drive: the one named, one of the system, or one installed for them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.bootstrap import install_system_package

VARIABLE = "NORMAXIS_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium, or None. The environment variable NORMAXIS_CHROMIUM decides where it is set."""
    if named := os.environ.get(VARIABLE):
        return named
    return next(filter(None, map(shutil.which, NAMES)), None) or _of_playwright()


def find_or_install() -> str | None:
    """As `find`, after trying the system's packages and then Playwright's own download where there is none."""
    found = find()
    if found is None and install_system_package("chromium"):
        found = find()
    if found is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
        found = find()
    return found


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None

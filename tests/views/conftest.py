"""An outcome for a query, as a page has it, and the same client as for the web."""

import pytest

from app.run import run
from app.web.query import read_query
from app.web.settings import Settings
from tests.web.conftest import client

__all__ = ["client", "outcome"]


@pytest.fixture
def outcome():
    def made(query=""):
        asked = read_query(query, Settings())
        return run(asked.recipe, asked.tensor)

    return made

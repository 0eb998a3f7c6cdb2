"""A client that talks to the application in this process."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.web.app import create_app
from app.web.settings import Settings


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """The application with its standard settings."""
    with TestClient(create_app(Settings(log=False)), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def small_client() -> Iterator[TestClient]:
    """The application with limits small enough to reach."""
    settings = Settings(most_values=1000, most_body_bytes=2000, most_pasted=50, slots=1, queue=1, log=False)
    with TestClient(create_app(settings), raise_server_exceptions=False) as made:
        yield made

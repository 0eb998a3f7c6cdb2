"""The application, for the tests that ask it in this process."""

from tests.web.conftest import client

__all__ = ["client"]

"""The application, for those of these tests that ask it."""

from tests.web.conftest import client

__all__ = ["client"]

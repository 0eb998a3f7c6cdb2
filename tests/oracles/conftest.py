"""The same client as for the web."""

from tests.web.conftest import client

__all__ = ["client"]

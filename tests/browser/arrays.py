"""Tensors of the test's own, and whether the page is about one of them."""

import io
import re

import numpy as np
from playwright.sync_api import expect

from tests.browser import screen
from tests.browser.screen import METHODS

NO_LINK = "sent to this server to be computed, and not stored: a link to this page will not carry them"


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def gaussian(*shape):
    return np.random.default_rng(5).normal(2, 3, shape).astype(np.float32)


def assert_shown(page, x, layout="image"):
    """The page is about this tensor."""
    shape = ",".join(map(str, x.shape))
    expect(page.locator("#stage")).to_have_attribute("data-query", re.compile(f"shape={shape}&source=own"))
    cell = tuple(map(int, page.locator('[data-cell="index"]').text_content().split(",")))
    screen.wait_for_plotly(page)
    screen.assert_numbers(page, x.astype(np.float64), cell, layout=layout)
    for method in METHODS:
        screen.assert_lit(page, method, cell, screen.Scene(shape=x.shape, key=layout))

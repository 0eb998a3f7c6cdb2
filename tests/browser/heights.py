"""`python -m tests.browser.heights` measures every exhibit at every width, for app/web/embed_sizes.py."""

from playwright.sync_api import sync_playwright

from app.bootstrap import ROOT
from app.web.embed_sizes import WIDTHS
from app.web.exhibits import keys
from tests import chromium
from tests.browser.conftest import FLAGS
from tests.serving import serving

HEIGHT = "Math.ceil(document.body.getBoundingClientRect().height)"


def measured() -> dict[str, tuple[int, ...]]:
    """Heights in CSS pixels, by exhibit, one for each of WIDTHS."""
    with serving(folder=ROOT) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = browser.new_page(base_url=address)
        found = {}
        for key in keys():
            page.goto(f"/embed/{key}")
            heights = []
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 400})
                heights.append(page.evaluate(HEIGHT))
            found[key] = tuple(heights)
        browser.close()
    return found


if __name__ == "__main__":
    for key, heights in measured().items():
        print(f'    "{key}": {heights},')

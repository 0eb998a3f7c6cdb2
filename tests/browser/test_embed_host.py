"""Figures in frames of another host's page: their height, their messages, and many of them at once."""

import pytest
from playwright.sync_api import expect

from app.web.embed_sizes import HEIGHTS, WIDTH, WIDTHS
from tests.browser import screen
from tests.browser.hosting import frame_of, hosting, tell, told

PLOTLY = "plotly-cartesian"
MALFORMED = [
    *(None, 5, "normaxis:get", [], {}, ["normaxis:get"], {"type": ["normaxis:get"]}, {"type": "get"}),
    *({"type": "normaxis:get", "version": 2}, {"type": "normaxis:get", "version": "1"}),
    *({"type": "normaxis:set"}, {"type": "normaxis:set", "state": 5}, {"type": "normaxis:set", "state": None}),
    *({"type": "normaxis:set", "state": {"seed": "1"}}, {"type": "normaxis:set", "state": "x" * 20_000}),
]


@pytest.fixture
def hosted(visit, guard, address):
    """hosted(body) is a page of another host with this body, in which {address} is that of Normaxis."""
    entered = []

    def made(body: str, **options):
        context = hosting(body.replace("{address}", address))
        entered.append(context)
        guard.expect("left for http://127.0.0.1")
        return visit(context.__enter__(), drawn=False, **options)

    yield made
    for context in entered:
        context.__exit__(None, None, None)


def frame(query: str = "", name: str = "first", marks: str = "", key: str = "compare") -> str:
    source = f"{{address}}/embed/{key}?{query}"
    return f'<iframe name="{name}" title="{name}" style="width:760px;border:0" src="{source}" {marks}></iframe>'


def test_the_frame_gets_the_height_of_the_figure_in_one_message_that_several_hosts_understand(hosted, address):
    page = hosted(
        f'<script src="{{address}}/embed-host.js"></script>{frame()}<iframe name="other" title="other"></iframe>'
    )
    page.wait_for_function("() => told.length > 0")
    inside = frame_of(page, "first")
    height = inside.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
    *_, message = told(page, "resize")  # a slow machine may draw once before all is there
    assert message == {
        "type": "normaxis:resize",
        "version": 1,
        "id": "first",
        "height": height,
        "subject": "lti.frameResize",
        "context": "iframe.resize",
        "src": inside.url,
        "origin": address,
    }
    boxes = [page.locator(f'[name="{name}"]').bounding_box()["height"] for name in ("first", "other")]
    assert boxes[0] == height != boxes[1]
    assert not inside.evaluate("document.documentElement.scrollHeight > innerHeight")
    # More to read makes it higher, and a frame that is made higher says nothing new.
    inside.locator(".twin > summary").click()
    page.wait_for_function("([height]) => told.some((each) => each.height > height)", arg=[height])
    assert len(told(page, "resize")) < 5
    # Others' messages move no frame, and none is made absurdly high or low.
    page.evaluate("postMessage({ type: 'normaxis:resize', version: 1, height: 300 }, '*')")
    # Said again and again, as a word of the figure's own that comes late is followed too.
    for said, high in ((99999, 4000), (1, 120)):
        again = f"() => parent.postMessage({{ type: 'normaxis:resize', version: 1, height: {said} }}, '*')"
        inside.evaluate(f"clearInterval(self.again); self.again = setInterval({again}, 50)")
        page.wait_for_function(f"() => document.querySelector('iframe').clientHeight === {high}")
    inside.evaluate("clearInterval(self.again)")


def test_a_host_that_answers_with_another_width_does_not_start_a_loop(hosted):
    answering = """<script>
      let turn = 0;
      addEventListener('message', ({ data }) => {
        const frame = document.querySelector('iframe');
        frame.style.height = `${data.height + 7}px`;
        frame.style.width = `${(turn += 1) % 2 ? 500 : 760}px`;
      });
    </script>"""
    page = hosted(answering + frame())
    page.wait_for_function("() => told.length > 1")
    for _ in range(60):
        page.evaluate("new Promise(requestAnimationFrame)")
    assert len(told(page, "resize")) < 5


def test_the_host_reads_and_sets_the_state(hosted, guard, address):
    page = hosted(frame("hide=table&seed=3&source=gaussian"))
    page.wait_for_function("() => told.length > 0")
    inside = frame_of(page, "first")
    tell(page, {"type": "normaxis:get"})
    page.wait_for_function("() => told.some(({ type }) => type === 'normaxis:state')")
    (first,) = told(page, "state")
    assert "seed=3" in first["state"] and "hide" not in first["state"]
    assert first["address"] == f"{address}/?{first['state']}"
    tell(page, {"type": "normaxis:set", "version": 1, "state": "shape=2,4,3,3&source=gaussian&theme=dark"})
    page.wait_for_function("() => told.filter(({ type }) => type === 'normaxis:state').length === 2")
    assert "shape=2,4,3,3" in told(page, "state")[1]["state"]
    expect(inside.locator("html")).to_have_attribute("data-theme", "dark")
    assert "hide=table" in inside.url
    inside.locator("#step-forward").click()
    page.wait_for_function("() => told.filter(({ type }) => type === 'normaxis:state').length === 3")
    # A state that there is not is refused in words; the figure stays.
    guard.expect("422")
    tell(page, {"type": "normaxis:set", "state": "shape=9"})
    page.wait_for_function("() => told.some(({ type }) => type === 'normaxis:refused')")
    assert "Got 1 size" in told(page, "refused")[0]["detail"]
    expect(inside.locator("[data-cube]")).to_have_count(3)


def test_malformed_messages_and_those_of_others_are_ignored(hosted, guard):
    page = hosted(frame())
    page.wait_for_function("() => told.length > 0")
    before = frame_of(page, "first").url
    for message in MALFORMED:
        tell(page, message)
    page.evaluate("""frames[0].postMessage(JSON.parse('{"__proto__": {"type": "normaxis:get"}}'), '*')""")
    page.evaluate("""() => {
      const other = document.createElement('iframe');
      document.body.append(other);
      const script = other.contentDocument.createElement('script');
      script.textContent = "parent.frames[0].postMessage({ type: 'normaxis:get' }, '*')";
      other.contentDocument.body.append(script);
    }""")
    tell(page, {"type": "normaxis:get"})  # answered last, after all that are not
    page.wait_for_function("() => told.some(({ type }) => type === 'normaxis:state')")
    assert len(told(page, "state")) == 1
    assert frame_of(page, "first").url == before


def test_it_works_in_a_sandbox_without_an_origin(hosted):
    page = hosted(frame(marks='sandbox="allow-scripts"'), width=800)
    page.wait_for_function("() => told.length > 0")
    inside = frame_of(page, "first")
    assert inside.evaluate("origin") == "null"
    inside.locator('[data-cube="batch"]').click(position={"x": 100, "y": 150})
    page.wait_for_function("() => told.some(({ type }) => type === 'normaxis:state')")
    expect(inside.locator(".plot .main-svg").first).to_be_attached()
    tell(page, {"type": "normaxis:set", "state": "shape=2,4,3,3&source=gaussian"})
    page.wait_for_function("() => told.some(({ state }) => state?.includes('shape=2,4,3,3'))")


def test_a_page_that_has_no_host_may_hold_it(visit, guard, address, tmp_path):
    guard.expect("left for file:")
    place = tmp_path / "course.html"
    place.write_text(frame().replace("{address}", address), encoding="utf-8")
    page = visit(place.as_uri(), drawn=False)
    expect(frame_of(page, "first").locator("[data-cube]")).to_have_count(3)


def test_twenty_on_one_page_are_asleep_and_load_plotly_once(hosted):
    many = "".join(
        frame(f"seed={n}", f"f{n}", key=("compare", "maps", "distribution", "axes")[n % 4]) for n in range(20)
    )
    heard: list[str] = []
    page = hosted(many, before=lambda page: page.on("request", lambda made: heard.append(made.url)))
    page.wait_for_function("() => told.length >= 20")
    assert not any(PLOTLY in each or "embed-comparison" in each for each in heard)
    sizes = "performance.getEntriesByType('resource').reduce((sum, each) => sum + each.transferSize, 0)"
    assert sum(each.evaluate(sizes) for each in page.frames) < 600_000
    loaded = []
    for name in ("f0", "f4", "f2"):
        inside = frame_of(page, name)
        inside.locator("[data-cube], .picture").first.click()
        screen.wait_until(page, lambda inside=inside: inside.evaluate("typeof Plotly !== 'undefined'"))
        one = "performance.getEntriesByType('resource').find(({ name }) => name.includes('plotly'))?.transferSize"
        loaded.append(inside.evaluate(one))
    assert loaded[0] > 100_000
    assert loaded[1:] == [0, 0]


def test_the_heights_that_are_given_are_those_that_are_needed(visit):
    page = visit("/embed/compare", drawn=False)
    for width in (WIDTHS[0], WIDTH):
        place = WIDTHS.index(width)
        page.set_viewport_size({"width": width, "height": 600})
        for key in ("compare", "maps", "axes", "noise", "training-and-test"):
            page.goto(f"/embed/{key}")
            height = page.evaluate("document.body.getBoundingClientRect().height")
            assert abs(height - HEIGHTS[key][place]) < 0.1 * height, (key, width)

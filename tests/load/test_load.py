"""The load test runs, small: it sees what there is, and it can fail."""

import asyncio
import random

import pytest

from tests.load import run
from tests.load.__main__ import main
from tests.load.client import Browser, Seen
from tests.load.run import loaded
from tests.load.states import CHOICES, LINK, addresses, changed, link


def test_a_few_browsers_see_no_failure(address, capsys) -> None:
    few = ["--browsers", "4", "--opening", "0.5", "--staying", "3", "--thinking", "0.5"]
    assert main(["--address", address, *few]) == 0
    told = capsys.readouterr().out
    assert "0 failures" in told and "4 browsers" in told
    kinds = {line.split("  ")[0] for line in told.splitlines()}
    assert {"opening", "a change", "/healthz", "(late myself)"} <= kinds


def test_all_that_a_page_loads_is_loaded(address) -> None:
    host, port = address.removeprefix("http://").split(":")
    files = asyncio.run(loaded(host, int(port)))
    names = {file.rpartition("/")[2] for file in files}
    assert {"main.js", "share.js", "plotly-cartesian.min.js"} <= names
    assert any("page" in name.split("+") for name in names if name.endswith(".css"))
    assert len(files) == len(set(files))


def test_what_is_refused_or_does_not_come_is_a_failure(address) -> None:
    host, port = address.removeprefix("http://").split(":")
    seen = Seen()

    async def ask() -> None:
        browser = Browser(host, int(port), seen)
        await browser.ask("/?seed=x")
        await browser.ask(link())
        await browser.ask(link())
        await browser.close()
        nobody = Browser(host, 1, seen)
        await nobody.ask("/")
        await nobody.close()

    asyncio.run(ask())
    assert [failure.split()[0] for failure in seen.failures] == ["422", "OSError"]
    assert seen.statuses == {422: 1, 200: 1, 304: 1}
    with pytest.raises(AssertionError):
        asyncio.run(_wrong(host, int(port)))


async def _wrong(host: str, port: int) -> list[str]:
    """What a page loads that is none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "link", lambda: "/?seed=x")
        return await loaded(host, port)


def test_every_change_is_one_and_leads_to_an_address() -> None:
    chance, state = random.Random(1), dict(LINK)
    seen = set()
    for _ in range(300):
        before, state = state, changed(state, chance)
        [key] = [key for key in state if state[key] != before.get(key)]
        seen.add(key)
        assert all(path.startswith(("/?", "/first?", "/rest?")) for path in addresses(state, chance))
    assert seen == set(CHOICES)

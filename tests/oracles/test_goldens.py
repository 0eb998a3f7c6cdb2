"""The core gives what PyTorch gives, to the last digits that the type has."""

from dataclasses import replace

import numpy as np
import pytest

from app.core.methods import METHODS
from tests.oracles.cases import CASES, SHAPES, Array, Case
from tests.oracles.ours import GOLDENS, ORACLES, allowed, answers, apart, best, ours

LARGEST = 200_000
OTHER_PROCESSOR = {"float32": 1e-5, "float64": 1e-10}
"""How far PyTorch may be from itself elsewhere: it adds in an order that depends on the processor."""
each_oracle = pytest.mark.parametrize("oracle", ORACLES)


@each_oracle
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_core_gives_what_pytorch_gives(case: Case, oracle: str) -> None:
    given = answers(oracle)
    theirs, judge = given[case.name], best(case, given)
    output, running = ours(case)
    assert output.dtype == theirs.dtype
    assert apart(output, judge) <= allowed(case)
    assert apart(output, theirs) <= allowed(case) + apart(theirs, judge)
    assert (running is not None) == (f"{case.name}/running" in given)
    if running is not None:
        pair = np.stack([running.mean.ravel(), running.variance.ravel()])
        assert apart(pair, given[f"{case.name}/running"]) <= 1e-14


@each_oracle
def test_the_stored_answers_are_those_of_pytorch(oracle: str) -> None:
    assert changed(answers(oracle)) == []


def changed(given: dict[str, Array]) -> list[str]:
    """The answers that are not as stored."""
    stored = answers("stored")
    if given.keys() != stored.keys() or str(given["version"]) != str(stored["version"]):
        return sorted(given.keys() ^ stored.keys()) or ["version"]
    numbers = stored.keys() - {"version"}
    return [name for name in numbers if apart(given[name], stored[name]) > OTHER_PROCESSOR[stored[name].dtype.name]]


def test_every_method_and_layout_is_asked_and_the_file_is_small() -> None:
    assert {case.method for case in CASES} == {method.key for method in METHODS}
    assert {case.layout for case in CASES} == set(SHAPES)
    assert len({case.name for case in CASES}) == len(CASES)
    names = {f"{case.name}{end}" for case in CASES for end in ("", "/float64") if not end or case.dtype == "float32"}
    assert answers("stored").keys() - names == {"version"} | {
        f"{case.name}/running" for case in CASES if case.method == "batch" and not case.frozen
    }
    assert str(answers("stored")["version"]) == "2.13.0"
    assert GOLDENS.stat().st_size < LARGEST


def test_the_comparison_finds_each_mistake() -> None:
    case = CASES[0]
    judge = best(case, answers("stored"))
    for wrong in (replace(case, epsilon=1e-3), replace(case, affine=False), replace(case, frozen=True)):
        assert apart(ours(wrong)[0], judge) > 100 * allowed(case)
    assert apart(judge + 1e-6, judge) > allowed(case)
    with pytest.raises(AssertionError):
        apart(judge[:1], judge)


def test_an_answer_that_changed_is_found() -> None:
    given = answers("stored")
    name = CASES[0].name
    assert changed(given | {name: given[name] + np.float32(1e-3)}) == [name]
    assert changed({key: value for key, value in given.items() if key != name}) == [name]
    assert changed(given | {"version": np.array("2.0.0")}) == ["version"]

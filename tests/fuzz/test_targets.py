"""Every target on what it begins with, on what was once found, and on a few hundred bytes of Hypothesis's making."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target, agree

each_target = pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])


def spoiled(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Seeds with a part replaced by a part of another, or by any bytes."""
    piece = st.one_of(st.binary(max_size=6), st.sampled_from(seeds))

    def put(seed: bytes, at: int, length: int, by: bytes) -> bytes:
        at %= len(seed) + 1
        return seed[:at] + by + seed[at + length :]

    return st.builds(put, st.sampled_from(seeds), st.integers(0, 400), st.integers(0, 20), piece)


@each_target
def test_what_it_begins_with_is_well(target: Target) -> None:
    for seed in (*target.seeds, b"", b"\0", b"\xff" * 9):
        target.read(seed)


@each_target
def test_what_hypothesis_makes_of_it_is_well(target: Target) -> None:
    count = 25 if target.name == "figure" else 120

    @settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(st.one_of(spoiled(target.seeds), st.binary(max_size=80)))
    def run(data: bytes) -> None:
        target.read(data)

    run()


def test_a_finding_is_one() -> None:
    with pytest.raises(AssertionError, match="another shape"):
        agree(False, "another shape")

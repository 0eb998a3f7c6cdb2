"""Rescaling the weights: the claim, where it ends, and what the page shows of it."""

import pytest

from app.experiments import invariance
from app.experiments.rescaling import Settings
from app.lessons.rescaling import RESCALING, SAME
from tests.lessons.checking import assert_drawn, assert_valid, column, lines, panel, shown

SEEDS = (0, 3, 6, 9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_behind_a_norm_nothing_changes(seed, norm):
    found = shown(RESCALING, seed=seed, norm=norm)
    assert found.right == "same" and found.holds
    # ε = 10⁻⁵ beside variances of about 8 is a part of 10⁻⁶; ten times that is allowed to sums over 16 units.
    after = [
        change
        for alpha, change in zip(column(found, "change", "α"), column(found, "change", f"{norm} norm"), strict=True)
        if alpha >= 1
    ]
    assert max(after) < 1e-5


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_norm_the_outputs_follow(seed):
    found = shown(RESCALING, seed=seed, norm="none")
    assert found.right == "factor" and not found.holds


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_as_small_as_epsilon_are_noticed_unless_it_is_0(seed):
    found = shown(RESCALING, seed=seed, alpha=0.001)
    assert found.right == "partly" and not found.holds
    assert min(column(found, "change", "batch norm")) < SAME < column(found, "change", "batch norm")[0]
    assert shown(RESCALING, seed=seed, alpha=0.001, epsilon="0").right == "same"


def test_a_factor_of_1_changes_nothing_whatever_follows():
    assert {shown(RESCALING, alpha=1.0, norm=norm).right for norm in ("batch", "layer", "none")} == {"same"}


def test_the_gradient_shrinks_as_the_weights_grow():
    found = shown(RESCALING, epsilon="0")
    for alpha, batch, bare in zip(
        *(column(found, "gradient", head) for head in ("α", "batch norm", "no norm")), strict=True
    ):
        assert batch * alpha == pytest.approx(1, rel=1e-9)
        assert bare == pytest.approx(1, rel=1e-9)


def test_pictures_and_tables_have_the_same_numbers():
    found = shown(RESCALING)
    assert_valid(found)
    for ident, across in (("change", "α"), ("gradient", "α")):
        assert_drawn(found, ident, across, "batch norm", "layer norm", "no norm")
    family = panel(found, "family").table
    drawn = {point for line in lines(found, "family") for point in line}
    assert {row[0] for row in family.rows} == {0, 1, 2} and len(family.rows) == 3 * Settings().members
    assert drawn == {(row[1], change) for row in family.rows for change in row[2:]}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_is_the_papers(seed):
    found = shown(RESCALING, seed=seed)
    cells = [cell for row in found.extra["table"]["rows"] for cell in row["cells"]]
    assert len(cells) == 18 and all(cell["agrees"] for cell in cells)
    table = found.extra["table"]
    for k, norm in enumerate(invariance.NORMS):
        assert table["head"][k] == f"{norm} norm"
        assert tuple(row["cells"][k]["same"] for row in table["rows"]) == invariance.CLAIMS[norm]
    for each in range(seed, seed + 3):
        measured = invariance.measure(invariance.Settings(seed=each))
        assert column(found, "cells", f"largest change, seed {each}") == [cell.change for cell in measured]

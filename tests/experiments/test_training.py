"""What the training runs show, over several seeds of data split, weights and batches."""

from itertools import islice
from math import isfinite, isnan

import numpy as np
import pytest

from app.experiments.classifiers import Classifier, split
from app.experiments.training import Run, Settings, curves, grid, scaled, train
from app.sources.digits import digits

PICTURES, LABELS = digits()
SEEDS = range(5)
# A network that answers at random is right for 36 of 360 test pictures, give or take √(360 · 0.1 · 0.9) = 5.7. In five
# of those, 36 + 5 · 5.7 = 65 pictures, it is not more than 0.18 that were right.
CHANCE = 0.18


def trained(settings):
    """The records of every run, by run."""
    found = {run: [] for run in settings.runs}
    for record in train(PICTURES, LABELS, settings):
        found[settings.runs[record.run]].append(record)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_learns_at_rates_where_the_bare_network_does_not(seed):
    rates = (0.03, 1.0, 3.0)
    found = trained(Settings(runs=grid(("none", "batch", "layer"), rates), epochs=4, records=2, seed=seed))
    right = {(run.norm, run.rate): 0.0 if r[-1].diverged else r[-1].test_accuracy for run, r in found.items()}
    assert all(right[norm, 0.03] > 0.5 for norm in ("none", "batch", "layer"))
    for rate in (1.0, 3.0):
        assert right["none", rate] < CHANCE
        assert right["batch", rate] > right["none", rate] + 0.5
    # Layer norm stands more than none, and less than batch norm.
    assert CHANCE < right["layer", 1.0] < right["batch", 1.0]
    assert right["layer", 3.0] < CHANCE


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_needs_batches_and_group_norm_does_not(seed):
    found = trained(Settings(runs=scaled(("batch", "group"), (2, 32)), epochs=2, records=1, seed=seed))
    right = {(run.norm, run.batch): r[-1].test_accuracy for run, r in found.items()}
    assert right["batch", 2] < right["group", 2] - 0.2
    lost = {norm: right[norm, 32] - right[norm, 2] for norm in ("batch", "group")}
    assert lost["batch"] > 0.2
    assert lost["group"] < lost["batch"] / 2


def test_the_same_seed_gives_the_same_records_alone_or_beside_others():
    many = Settings(runs=grid(("none", "batch"), (0.1, 30.0)), epochs=1, records=3, seed=7)
    first = [repr(record) for record in train(PICTURES, LABELS, many)]
    assert first == [repr(record) for record in train(PICTURES, LABELS, many)]
    alone = Settings(runs=(Run("batch", 0.1),), epochs=1, records=3, seed=7)
    (records,) = trained(alone).values()
    beside = trained(many)[Run("batch", 0.1)]
    assert [r.loss for r in records] == [r.loss for r in beside]
    (other,) = trained(Settings(runs=alone.runs, epochs=1, records=3, seed=8)).values()
    assert [r.loss for r in records] != [r.loss for r in other]


def test_every_run_comes_to_its_end_and_says_so():
    settings = Settings(runs=grid(("none", "layer"), (0.1, 30.0)), epochs=1.5, records=4)
    for run, records in trained(settings).items():
        assert [record.last for record in records] == [False] * (len(records) - 1) + [True]
        assert records[0].step == 1
        if run == Run("none", 30.0):
            assert records[-1].diverged
            assert not isfinite(records[-1].loss)
            assert isnan(records[-1].test_accuracy)
        else:
            assert len(records) == 5
            assert records[-1].step == records[-1].steps == 66  # ⌈1.5 epochs · ⌊1437 / 32⌋ batches⌉
            assert records[-1].epoch == pytest.approx(1.5)


def test_it_starts_at_once_and_can_be_left():
    count = len(grid())
    found = list(islice(train(PICTURES, LABELS, Settings()), count + 8))
    assert [record.run for record in found] == [*range(count), *range(8)]
    # Nothing is learned yet: the loss is near ln 10, that of ten equal guesses.
    assert all(abs(record.loss - np.log(10)) < 1 for record in found[:count])


@pytest.mark.parametrize("norm", ["none", "batch", "layer", "instance", "group", "ghost"])
def test_every_norm_trains_a_convolution_network(norm):
    settings = Settings(runs=(Run(norm, 0.3),), kind="convolution", groups=4, epochs=2, records=2)
    (records,) = trained(settings).values()
    assert records[-1].test_accuracy > CHANCE
    assert records[-1].test_loss < records[0].test_loss


def test_instance_norm_of_single_numbers_is_refused():
    with pytest.raises(ValueError, match="Instance norm has nothing to normalize over in fully connected networks"):
        Classifier("instance").layers()


def test_training_and_test_pictures_are_all_different_ones():
    data = split(np.arange(1797 * 64).reshape(1797, 8, 8), LABELS, "dense", 360, seed=3)
    assert data.inputs.shape == (1437, 64)
    assert data.test_inputs.shape == (360, 64)
    rows = np.concatenate([data.inputs, data.test_inputs])[:, 0]
    assert sorted(rows.tolist()) == list(range(0, 1797 * 64, 64))
    assert split(PICTURES, LABELS, "convolution", 360, seed=3).inputs.shape == (1437, 1, 8, 8)


def test_records_become_curves():
    settings = Settings(runs=grid(("none",), (0.1, 30.0)), epochs=1, records=3)
    records = list(train(PICTURES, LABELS, settings))
    learned, diverged = curves(settings, records)
    assert learned.run == Run("none", 0.1)
    assert learned.steps.tolist() == [1, 15, 30, 44]
    assert learned.epochs[-1] == 1
    assert learned.losses.tolist() == [record.loss for record in records if record.run == 0]
    assert learned.diverged_at is None
    assert diverged.diverged_at == diverged.steps[-1] < 44
    assert np.isnan(diverged.test_accuracies[-1])
    assert [len(curve.steps) for curve in curves(settings, records[:1])] == [1, 0]


def test_a_batch_larger_than_the_training_set_is_all_of_it():
    settings = Settings(runs=(Run("batch", 0.1, 5000),), epochs=2, records=2)
    assert [record.step for record in train(PICTURES, LABELS, settings)] == [1, 2]

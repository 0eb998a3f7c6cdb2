"""Training by its definition: statistics of each batch, an average that runs, and the same sample beside others."""

import numpy as np
import pytest

from app.core.conventions import convention_by_key
from app.run import run, trained
from app.training import MOST_DRAWN, NEIGHBOURHOODS, batches, new_weight
from app.web.query import read_query
from app.web.settings import Settings


def outcome_of(query):
    asked = read_query(query, Settings())
    return run(asked.recipe, asked.tensor)


def drawn(outcome, count):
    return [batch.copy() for batch in batches(outcome.recipe, outcome.tensor, count)]


@pytest.mark.parametrize("convention", ["pytorch", "keras", "onnx", "prince"])
@pytest.mark.parametrize("source", ["gaussian", "photographs", "activations", "heavy"])
def test_running_statistics_are_what_one_computes_batch_by_batch(source, convention):
    outcome = outcome_of(f"source={source}&convention={convention}&batches=7&methods=batch")
    course = trained(outcome).courses["batch"]
    rules, channel = convention_by_key(convention), outcome.recipe.cell[1]
    seen = [batch[:, channel].astype(np.float64) for batch in drawn(outcome, 7)]
    mean, variance = 0.0, 1.0
    for k, values in enumerate(seen):
        assert course.means[k] == pytest.approx(values.mean(), rel=1e-12)
        assert course.variances[k] == pytest.approx(values.var(), rel=1e-10)
        if rules.momentum is None:
            together = np.concatenate([each.ravel() for each in seen[: k + 1]])
            mean, variance = together.mean(), together.var()
        else:
            weight = rules.momentum.new_weight
            mean = (1 - weight) * mean + weight * values.mean()
            variance = (1 - weight) * variance + weight * values.var(ddof=int(rules.unbiased))
        place = k if rules.momentum is None else k + 1
        assert course.running[0][place] == pytest.approx(mean, rel=1e-10)
        assert course.running[1][place] == pytest.approx(variance, rel=1e-10)
    together = np.concatenate([each.ravel() for each in seen])
    assert course.whole == (pytest.approx(together.mean(), rel=1e-10), pytest.approx(together.var(), rel=1e-10))


def test_the_output_moves_in_training_and_stands_still_at_test():
    outcome = outcome_of("source=gaussian&methods=batch,layer,instance,group,rms,reduce:N")
    courses = trained(outcome).courses
    x, cell = outcome.tensor, outcome.recipe.cell
    for k, batch in enumerate(drawn(outcome, NEIGHBOURHOODS)):
        batch[cell[0]] = x[cell[0]]
        values = batch[:, cell[1]].astype(np.float64)
        expected = (float(x[cell]) - values.mean()) / np.sqrt(values.var() + 1e-5)
        assert courses["batch"].moving[k] == pytest.approx(expected, rel=1e-10)
    for key, course in courses.items():
        assert len(course.moving) == NEIGHBOURHOODS
        assert (np.ptp(course.moving) > 0) == (key in ("batch", "reduce:N"))
        assert np.ptp(course.still) == 0
        if key in ("layer", "instance", "group", "rms"):
            assert course.moving[0] == course.still[0]


def test_test_time_uses_the_frozen_statistics_where_the_batch_matters_and_nowhere_else():
    train, test = (
        outcome_of(f"source=gaussian&mode={mode}&methods=batch,layer,instance") for mode in ("train", "test")
    )
    course = test.training.courses["batch"]
    batch = test.results[0]
    assert batch.frozen
    assert batch.arithmetic.mean == course.running[0][-1]
    assert batch.arithmetic.variance == pytest.approx(course.running[1][-1], rel=1e-15)
    assert batch.arithmetic.output == pytest.approx(course.still[0], rel=1e-14)
    assert batch.statistics.mean.shape == batch.pools.parts
    for before, after in zip(train.results[1:], test.results[1:], strict=True):
        assert not after.frozen
        assert before.arithmetic == after.arithmetic
    assert outcome_of("mode=test&methods=layer").training is None


def test_other_batches_keep_what_the_source_keeps():
    outcome = outcome_of("source=gaussian&shape=64,6,8,8")
    means = np.array([batch.mean(axis=(0, 2, 3)) for batch in drawn(outcome, 20)])
    assert np.abs(means.mean(axis=0) - outcome.tensor.mean(axis=(0, 2, 3))).max() < 0.1
    assert np.ptp(means, axis=0).min() > 0


def test_batches_of_photographs_are_photographs_and_none_twice():
    outcome = outcome_of("shape=4,3,8,8")
    every = outcome_of("shape=8,3,8,8").tensor
    for batch in drawn(outcome, 5):
        found = [next(k for k, picture in enumerate(every) if (picture == sample).all()) for sample in batch]
        assert len(set(found)) == 4


def test_batches_of_own_numbers_are_their_samples_drawn_again():
    outcome = outcome_of("values=1,2%0A3,4%0A5,6&batches=9")
    rows = {tuple(row) for row in outcome.tensor.tolist()}
    first, again = drawn(outcome, 9), drawn(outcome, 9)
    assert {tuple(row) for batch in first for row in batch.tolist()} == rows
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert trained(outcome).seen == 9


def test_a_source_without_chance_gives_the_same_batch_every_time():
    course = trained(outcome_of("source=counting")).courses["batch"]
    assert np.ptp(course.means) == 0
    assert np.ptp(course.moving) == 0


def test_work_is_bounded_and_says_so():
    outcome = outcome_of("source=gaussian&shape=64,64,64,64&batches=200&methods=batch")
    training = trained(outcome)
    assert training.asked == 200
    assert training.seen == MOST_DRAWN // outcome.tensor.size
    assert len(training.courses["batch"].moving) == training.seen


def test_nothing_seen_leaves_the_start():
    course = trained(outcome_of("batches=0&methods=batch")).courses["batch"]
    assert (course.running[0].tolist(), course.running[1].tolist(), course.whole) == ([0.0], [1.0], None)


def test_pools_of_one_value_have_the_variance_0_and_no_other():
    course = trained(outcome_of("source=gaussian&layout=features&shape=1,6&batches=3&methods=batch")).courses["batch"]
    assert course.variances.tolist() == [0, 0, 0]
    assert np.isfinite(course.running[1]).all()
    assert np.ptp(course.moving) == 0 and course.moving[0] == 0


def test_pytorch_tracks_instances_as_the_mean_over_the_batch():
    outcome = outcome_of("source=gaussian&batches=1&methods=instance")
    course = trained(outcome).courses["instance"]
    channel = outcome.recipe.cell[1]
    (batch,) = drawn(outcome, 1)
    values = batch[:, channel].astype(np.float64)
    assert course.running[0][-1] == pytest.approx(0.1 * values.mean(axis=(1, 2)).mean(), rel=1e-10)
    assert course.running[1][-1] == pytest.approx(0.9 + 0.1 * values.var(axis=(1, 2), ddof=1).mean(), rel=1e-10)
    assert course.tracked is not None
    assert trained(outcome_of("convention=keras&methods=instance")).courses["instance"].frozen is None


def test_virtual_batches_share_what_is_kept():
    outcome = outcome_of("source=gaussian&batches=1&methods=ghost,batch&virtual=2&mode=test")
    course, channel = outcome.training.courses["ghost"], outcome.recipe.cell[1]
    (batch,) = drawn(outcome, 1)
    halves = batch[:, channel].astype(np.float64).reshape(2, -1)
    assert course.running[0][-1] == pytest.approx(0.1 * halves.mean(axis=1).mean(), rel=1e-10)
    assert course.running[1][-1] == pytest.approx(0.9 + 0.1 * halves.var(axis=1, ddof=1).mean(), rel=1e-10)
    assert course.whole == pytest.approx((halves.mean(), halves.var()), rel=1e-10)
    used = outcome.results[0].statistics
    assert used.mean.shape == outcome.results[0].pools.parts
    assert (used.mean[0] == used.mean[1]).all()
    assert outcome.results[0].arithmetic.mean == course.running[0][-1]


def test_the_weight_is_the_convention_s_unless_it_is_said():
    for query, expected in (("", 0.1), ("convention=keras", 0.01), ("convention=onnx", 0.1), ("new_weight=0.5", 0.5)):
        recipe = outcome_of(query).recipe
        assert new_weight(recipe, convention_by_key(recipe.convention)) == expected
    assert trained(outcome_of("convention=prince")).new_weight is None

"""Lesson: training and test. Statistics of the batch, running averages of them, and those of all the data, frozen."""

from app.experiments.running import Result, Settings, follow
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.lessons.training_and_test_panels import panels
from app.lessons.training_and_test_words import copied, sentences, why_apart

SEEDS = 3
"""The experiment is run with so many seeds, one after another from the one that is set."""
MOMENTUM = (
    "PyTorch’s momentum, 0.1 by default, is the weight of the new batch. Keras’s, 0.99, and ONNX’s, 0.9, are weights "
    "of the old average, so that w is 0.01 and 0.1."
)


def run(values: Values) -> Shown:
    """Streams of batches, and the gap between training and test after each of them."""
    seeds = range(values["seed"], values["seed"] + SEEDS)
    results = [_follow(values, seed) for seed in seeds]
    still = results if values["drift"] == 0 else [_follow({**values, "drift": 0.0}, seed) for seed in seeds]
    right = why_apart(values, results, still)
    sizes = f"{values['batches']} batches of {values['batch']}, {Settings().units} units"
    return Shown(
        panels(results, values["weight"], seeds, sizes),
        sentences(values, results, seeds),
        right,
        right == "noise" and not any(each.single_training.any() for each in results),
        headings={"momentum": ("Momentum", MOMENTUM)},
        also={"momentum": copied(results)},
    )


def _follow(values: Values, seed: int) -> Result:
    return follow(
        Settings(
            batches=values["batches"],
            batch=values["batch"],
            new_weight=values["weight"],
            drift=values["drift"],
            seed=seed,
        )
    )


TRAINING_AND_TEST = Lesson(
    "training-and-test",
    "Training and test",
    "At test time there may be one example and no batch. Which mean and which deviation is it normalized with?",
    "once the running averages are old and the data stand still, frozen statistics give what training gives, but for "
    "the noise of a batch; and they work for a single example.",
    (11, 12),
    (
        Control("batches", "After", 100, 1, 400, unit="batches"),
        Control("batch", "of", 32, 2, 128, unit="examples, each batch weighing"),
        Control("weight", "w =", 0.1, 0.001, 1, unit="in the running averages,"),
        Control("drift", "while the mean moves by", 0.0, -1, 1, unit="deviations per batch ·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "Training stops and the running averages are frozen. A new batch is normalized with them, and once more with "
        "its own statistics, as in training. How far apart are the two outputs?",
        (
            Choice(
                "none",
                "Not at all: both describe the same data.",
                "Frozen statistics describe the data; those of a batch describe the few examples in it, and scatter.",
            ),
            Choice(
                "noise",
                "About as far as the statistics of single batches scatter.",
                "Means of M examples scatter by σ/√M, deviations by about σ/√(2M). A larger gap has another cause.",
            ),
            Choice(
                "start",
                "Far: the averages still remember where they started.",
                "After t batches (1 − w)ᵗ of the start is left. That is much or little by w and t: with w = 0.01, "
                "Keras’s default, a third of it is left after 100 batches; with w = 0.1, PyTorch’s, nothing.",
            ),
            Choice(
                "behind",
                "Far: the data have moved on.",
                "Running averages lag (1 − w)/w batches behind. That shows if the mean moves, as it does while the "
                "weights of the layers below change quickly.",
            ),
        ),
        about="The gap",
    ),
    run,
    (("Training and test for any tensor", "/?view=training"),),
    further=(
        Prediction(
            "In PyTorch this network has momentum = w. Rewritten for Keras, it is given the same number. What becomes "
            "of its running averages?",
            (
                Choice(
                    "same",
                    "They are the same: momentum is momentum.",
                    "The word has two meanings. In PyTorch it is the weight of the new batch, in Keras and ONNX that "
                    "of the old average. What PyTorch calls 0.1, Keras calls 0.9; only at 0.5 do they agree.",
                ),
                Choice(
                    "follows",
                    "They follow each batch: little of the older ones is left.",
                    "The new batch then weighs 1 − w, the most of all. With a w near 0 the averages are hardly "
                    "averages any more, and what is frozen for the test is the last batch.",
                ),
                Choice(
                    "sticks",
                    "They hardly move, and stay near where they started.",
                    "That is what comes of copying a number above 0.5, such as Keras’s own 0.99 read the other way.",
                ),
            ),
            key="momentum",
            about="Momentum",
        ),
    ),
)

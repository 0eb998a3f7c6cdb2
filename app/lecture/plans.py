"""PLANS: the chapter in ten and in forty-five minutes. IDEAS: what is commonly believed, and where it breaks."""

from dataclasses import dataclass

from app.lecture import chapter
from app.lecture.course import Step


@dataclass(frozen=True)
class Part:
    """Some minutes of a plan: what is done in them, and the steps of the course that are shown."""

    minutes: int
    doing: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """A lesson plan. The minutes of its parts add up to `minutes`."""

    minutes: int
    title: str
    parts: tuple[Part, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps that are shown, in order."""
        return tuple(step for part in self.parts for step in part.steps)


@dataclass(frozen=True)
class Idea:
    """A common wrong idea, what is the case, and the address (with its name) where the idea breaks."""

    belief: str
    truth: str
    where: str
    address: str


PLANS = (
    Plan(
        10,
        "Normalization axes in ten minutes",
        (
            Part(2, "Ask the question of the three cubes. Everybody writes down what differs.", (chapter.QUESTION,)),
            Part(2, "Batch norm: averaged over the batch and all positions.", (chapter.CHANNELS,)),
            Part(2, "Layer norm: over the features of one example.", (chapter.LAYER, chapter.TOKENS)),
            Part(1, "Instance norm: one channel of one picture.", (chapter.INSTANCE,)),
            Part(2, "What each of them erases. Let the class predict the rows and columns.", (chapter.KEPT,)),
            Part(1, "Which one, when.", (chapter.CHOOSING,)),
        ),
    ),
    Plan(
        45,
        "Batch, layer and instance normalization in forty-five minutes",
        (
            Part(4, "The question, left open until the end.", (chapter.QUESTION, chapter.VALUES)),
            Part(
                7,
                "Batch norm on the board, with five numbers; then for units and for channels.",
                (chapter.BY_HAND, chapter.EPSILON, chapter.UNITS, chapter.CHANNELS),
            ),
            Part(
                7,
                "What it costs: parameters, two behaviours, redundant weights.",
                (chapter.COUNTING, chapter.FROZEN, chapter.ALONE, chapter.RESCALING),
            ),
            Part(
                9,
                "What it brings: predictions by show of hands before each step.",
                (chapter.STABLE, chapter.RATES, chapter.NOISE, chapter.SMALL),
            ),
            Part(
                7,
                "Layer norm, and what the name stands for in different papers.",
                (chapter.LAYER, chapter.TOKENS, chapter.THREE, chapter.SEQUENCES),
            ),
            Part(4, "Instance norm, and pictures without contrast.", (chapter.INSTANCE, chapter.CONTRAST)),
            Part(
                7,
                "Back to the question: axes decide what is kept. Which one, when; what was predicted wrongly?",
                (chapter.KEPT, chapter.SIXTEEN, chapter.CHOOSING, chapter.END),
            ),
        ),
    ),
)


def _asked(step: Step) -> str:
    """The page of a step as it is before a prediction: without the picture that the step is about."""
    return step.address.partition("#")[0]


IDEAS = (
    Idea(
        "Layer norm averages across the tokens of a sequence.",
        "It works at each token by itself, over the features. With more or fewer tokens beside it, a token’s output "
        "stays the same.",
        "Lesson: sequences",
        "/lessons/sequences?lengths=3,5,8,4&padding=8",
    ),
    Idea(
        "Layer norm in a picture of cubes is layer norm in a Transformer.",
        "The cube averages over C, H and W of an example, the Transformer over the features of a token. Three "
        "different things share the name.",
        "Lesson: layer norm is three things",
        "/lessons/three-layer-norms",
    ),
    Idea(
        "Group norm with one group is layer norm.",
        "It is the layer norm over C, H and W, up to the shape of the parameters; it is not the one at each position "
        "or token, unless there is only one position.",
        "Lesson: layer norm is three things",
        "/lessons/three-layer-norms",
    ),
    Idea(
        "In a convolutional network batch norm should average over the batch only.",
        "A channel is the same filter at every position, so positions count as examples do: one mean for each channel.",
        "Lesson: all sixteen choices of axes",
        "/lessons/sixteen-choices",
    ),
    Idea(
        "Normalizing divides by the variance.",
        "It divides by the deviation, the root of the variance; otherwise the result would not have variance 1.",
        "Lesson: step by step",
        _asked(chapter.BY_HAND),
    ),
    Idea(
        "Momentum 0.1 means the same in every library.",
        "In PyTorch it is the weight of the new batch, in Keras and ONNX that of the old average: 0.1 here is 0.9 "
        "there.",
        "Lesson: training and test time",
        "/lessons/training-and-test",
    ),
    Idea(
        "Batch norm helps because it removes internal covariate shift.",
        "Measured along the gradient, what changes is how smoothly the loss behaves; that is what allows higher rates.",
        "Lesson: higher learning rates",
        _asked(chapter.RATES),
    ),
    Idea(
        "All norms make mean 0 and variance 1, so they are interchangeable.",
        "Of which values is the point. With the same weights the answers differ, and so does what is forgotten.",
        "Lesson: not interchangeable",
        _asked(chapter.END),
    ),
)

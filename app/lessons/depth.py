"""Lesson: depth. Networks of 2 to 32 layers, really trained, and what becomes of the scales of residual blocks."""

from app.lessons.batch_sizes import FELL
from app.lessons.depth_panels import QUANTITIES, block_panels, course_panel, depth_panel
from app.lessons.depths import BEST, DEPTHS, FACTOR, RATES, RESIDUAL, SHALLOW, STILL, moved, sentences, told, trained
from app.lessons.depths import verdict as right_of
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.sources.digits import CREDIT


def run(values: Values) -> Shown:
    """The finished trainings, at the rate and the depth that are asked for."""
    done, depth, asked, start = trained(), values["depth"], values["rate"], values["start"]
    headings = {
        "depth": ("Which networks are trained as easily", told(done)),
        "scales": ("What becomes of the blocks", "The residual networks of the same runs, at one rate."),
    }
    return Shown(
        (
            depth_panel(done, asked, values["show"]),
            course_panel(done, depth, asked),
            *block_panels(done, depth, start),
        ),
        sentences(done, depth, asked, start),
        right_of(done, depth, asked),
        done.keeps("batch", depth, asked) and done.keeps(RESIDUAL, depth, asked),
        headings=headings,
        also={"scales": moved(done, start, depth)},
    )


DEPTH = Lesson(
    "depth",
    "Deep as easily as shallow",
    "More layers, the same pictures, the same number of steps. Does normalization make the deep network train as the "
    "shallow one does?",
    "a network with batch norm, with or without connections around its layers, is trained as easily with the layers "
    f"you chose as with {SHALLOW}: its score is no more than {100 * FELL:.0f} in 100 lower.",
    (21, 28),
    (
        Control(
            "depth", "Look at networks of", 16, choices=tuple((each, str(each)) for each in DEPTHS), unit="layers,"
        ),
        Control(
            "rate",
            "trained at",
            BEST,
            choices=((BEST, "the best rate of each"), *((f"{each:g}", f"rate {each:g}") for each in RATES)),
        ),
        Control("show", "and compare", "accuracy", choices=tuple(QUANTITIES.items()), unit="."),
        Control("start", "Scales γ of the last norm in each block start at", 1, choices=((1, "1"), (0, "0")), unit=""),
    ),
    Prediction(
        f"Networks with as many layers as you chose, instead of {SHALLOW}. Which of them gets within "
        f"{100 * FELL:.0f} in 100 of the score that its shallow twin has after as many steps?",
        (
            Choice(
                "any",
                "Even the one without a norm.",
                "With few layers it is so. With more of them, what goes a little wrong in each multiplies.",
                "So it is while there are few layers and the weights begin at the right size. Try 16 and 32.",
            ),
            Choice(
                "batch",
                "Not the one without a norm, but the one with batch norm does.",
                "It depends on how many layers there are. Few need no norm, and for 32 it is not enough: behind batch "
                "norm gradients still grow on their way back, by about a fifth in each layer.",
                "The norm holds the activations in bounds, and over so few layers the gradients too.",
            ),
            Choice(
                "residual",
                "Neither of these two; it takes batch norm and connections around the layers.",
                "That is what 32 layers take. Fewer are trained without such connections; and at rate 1 not even "
                "they help.",
                "Around the blocks the gradient comes back as it is, and the norm keeps what each block adds to one "
                "unit.",
            ),
            Choice(
                "no",
                "None: depth has its price.",
                "Not with connections around the layers: with those the depth costs next to nothing here.",
                "At this rate not even connections around the layers make up for the depth.",
            ),
        ),
        about="Depth",
    ),
    run,
    (
        ("Stable forward propagation", "/lessons/stable-propagation"),
        ("Higher learning rates", "/lessons/learning-rates"),
    ),
    further=(
        Prediction(
            "Scales γ are learned. In which blocks of the residual network do those of the last norm change most, in "
            "their mean?",
            (
                Choice(
                    "late",
                    "In late blocks: so the network makes itself deeper.",
                    "It can, and nothing keeps it from doing so. But gradients of scales are of one size early and "
                    "late, so what makes a difference has to come from the task.",
                ),
                Choice(
                    "early",
                    "In early blocks.",
                    "Whatever a block adds is seen by all that follow, but the gradient of its scale comes back "
                    "around them all, and is of one size early and late.",
                ),
                Choice(
                    "alike",
                    f"In all about alike: neither half by {FACTOR:g} times as much as the other.",
                    "All blocks hang on the same sum, so the gradients of their scales are of one size. How far they "
                    "move depends on where they start: from 0 they have to, at 1 they need not.",
                ),
                Choice(
                    "still",
                    f"Hardly in any, by less than {STILL:g}.",
                    "At 1 every block adds enough already: the weights learn, and the scales stay where they are. From "
                    "0 they have to move, or the blocks would never add anything.",
                ),
            ),
            key="scales",
            about="Scales",
        ),
    ),
    credit=CREDIT,
)

"""Lesson: layer norm is three things. Over a whole example, at each position, and group norm with one group."""

import numpy as np

from app.core.axes import layout_by_key
from app.core.pools import Index
from app.figures.numbers import number, span
from app.layernorms import ROUNDING, Kind, compared_box, differences, kinds, measured
from app.lessons.layer_norms_panels import Apart, cube_panel, rows_panel, sizes_of
from app.lessons.lesson import Choice, Control, Lesson, Prediction, Shown, Values
from app.recipe import Recipe, default_cell
from app.run import run as outcome_of

SEEDS = 3
EXAMPLES = 4
CLOSE = 0.01
"""Normalized values that differ by less than this are much the same."""


def run(values: Values) -> Shown:
    """Pictures and sentences, with values, γ and δ of several seeds."""
    seeds = range(values["seed"], values["seed"] + SEEDS)
    pictures = (EXAMPLES, values["channels"], values["side"], values["side"])
    sentences = (EXAMPLES, values["tokens"], values["channels"])
    found = [apart("image", pictures, seed) for seed in seeds]
    told = [apart("sequence", sentences, seed) for seed in seeds]
    image, sequence = (
        kinds(layout_by_key(key), shape) for key, shape in (("image", pictures), ("sequence", sentences))
    )
    whole, group = image[0], image[2]
    standardized, output = ([getattr(each, what)[0, 2] for each in found] for what in ("standardized", "output"))
    tokens = [each.standardized[0, 1] for each in told]
    right = "never" if max(standardized) > ROUNDING else "same" if max(output) <= ROUNDING else "standardized"
    elsewhere = "same" if max(tokens) <= ROUNDING else "close" if max(tokens) <= CLOSE else "other"
    measured_now = (
        f"Seeds {seeds[0]}–{seeds[-1]}, pictures of {sizes_of(pictures)} (N, C, H, W): x̂ of layer norm over C, H and W "
        f"and of group norm with one group differ by {span(standardized, 2)} at the most. Layer norm learns "
        f"{_learned(whole, pictures)} γ, group norm {_learned(group, pictures)}; with γ and δ drawn at random, alike "
        f"as far as their shapes allow, the outputs differ by {span(output)}.",
        "Layer norm at each position of the same pictures, as ConvNeXt has it, is "
        + ("the same where there is one position: " if values["side"] == 1 else "none of the two: ")
        + f"its x̂ differ from theirs by {span(each.standardized[0, 1] for each in found)}.",
        f"Sentences of {sizes_of(sentences)} (N, T, C): over all of a sentence there are {sequence[0].pools.count} "
        f"means, at each token, as in a Transformer, {sequence[1].pools.count}; their x̂ differ by {span(tokens)}.",
    )
    return Shown(
        (
            *(cube_panel(kind, pictures, sentences) for kind in (image[0], image[1], sequence[1])),
            rows_panel("pictures", "position", pictures, found, seeds),
            rows_panel("sentences", "token", sentences, told, seeds),
        ),
        measured_now,
        right,
        right == "standardized" and elsewhere == "other",
        headings={
            "element": ("Which values share a mean", "One pool of each, on pictures and on sentences of these sizes."),
            "pictures": (
                "How far they are apart",
                "Layer norm over a whole example, layer norm at each position or token, group norm with one group.",
            ),
        },
        also={"transformer": elsewhere},
    )


def apart(layout: str, shape: Index, seed: int) -> Apart:
    """The three kinds on Gaussian values of this shape, compared two by two."""
    recipe = Recipe(layout, shape, "gaussian", default_cell(layout_by_key(layout), shape), seed, methods=("layer",))
    made, box = kinds(recipe.layout, shape), compared_box(shape, recipe.cell)
    each = measured(outcome_of(recipe), made, box)
    plain, learned = (
        {one.pair: one.size for one in differences([getattr(kind, what) for kind in each], box)}
        for what in ("standardized", "output")
    )
    return Apart(plain, learned)


def _learned(kind: Kind, shape: Index) -> str:
    letters = layout_by_key("image").letters
    return number(
        float(np.prod([n for letter, n in zip(letters, shape, strict=True) if letter in kind.parameter_axes]))
    )


LAYER_NORMS = Lesson(
    "three-layer-norms",
    "Layer norm is three things",
    "Over an image, over each token, over each position: which one do people mean by layer norm?",
    "group norm with one group standardizes as layer norm over C, H and W does and learns other parameters; and a "
    "Transformer’s layer norm, which has a mean for each token, is not the one of the cube, which has one for each "
    "example.",
    (31, 32, 42),
    (
        Control("channels", "Pictures of", 6, 1, 64, unit="channels"),
        Control("side", "and", 4, 1, 16, unit="pixels a side, and"),
        Control("tokens", "sentences of", 8, 1, 64, unit="tokens with as many features as there are channels ·"),
        Control("seed", "seed", 0, 0, 10**6),
    ),
    Prediction(
        "Pictures are normalized by layer norm over C, H and W, as torch.nn.LayerNorm has it, and by group norm with "
        "one group; both have learned their γ and δ. Are the two the same?",
        (
            Choice(
                "same",
                "Yes: one group is all channels, so group norm with one group is layer norm.",
                "Their pools are the same, so their x̂ are. But this layer norm learns one γ and δ for each of C·H·W "
                "elements, group norm one for each channel: the outputs of the two are as different as that allows. "
                "Only with H = W = 1 is there nothing to tell them apart.",
            ),
            Choice(
                "standardized",
                "Up to x̂; what they learn has other shapes, so their outputs differ.",
                "Without γ and δ they give the same numbers; with them, group norm cannot follow layer norm.",
            ),
            Choice(
                "never",
                "No: they do not even average over the same values.",
                "One group holds all channels of an example, and so all its values: the pools are those of layer norm "
                "over C, H and W.",
            ),
        ),
        about="Group norm with one group",
    ),
    run,
    (("Side by side, with the calls that make them", "/?view=layernorms"), ("All sixteen choices", "/axes")),
    further=(
        Prediction(
            "In the well-known cube, layer norm is one slab: all channels and all places of one example. A Transformer "
            "normalizes sentences, N × T × C. Does its layer norm do the same, with tokens in the place of pixels?",
            (
                Choice(
                    "same",
                    "Yes: layer norm takes one mean over all of an example, wherever it is used.",
                    "A Transformer’s layer norm is called with the features alone: it has one mean for each token of "
                    "each sentence. Over the whole sentence, a token’s values would depend on the tokens behind it.",
                ),
                Choice(
                    "close",
                    "No, it has a mean for each token; but the numbers are much the same.",
                    "The means of single tokens scatter around that of the sentence, and so do their deviations.",
                ),
                Choice(
                    "other",
                    "No: it has a mean for each token, and gives clearly other numbers.",
                    "The two share a name and the formula. With one token in the sentence they are the same.",
                ),
            ),
            key="transformer",
            about="The cube and the Transformer",
        ),
    ),
)

"""Values of three channels as pictures in true colour: red, green and blue on one scale of brightness."""

import numpy as np

from app.figures.numbers import number
from app.figures.scale import grey_figure
from app.recipe import OWN
from app.run import Outcome
from app.views.planes import Extent
from app.views.view import Panel

CONTRAST = 2.0
"""Pictures of normalized values are black at so many deviations below 0, and white at so many above."""


def pictured(outcome: Outcome) -> bool:
    """Whether the three channels are colours: of photographs, or of what the visitor brought if it can be pictures.

    Those have values from 0 to 1, or are whole bytes.
    """
    recipe, tensor = outcome.recipe, outcome.tensor
    if recipe.layout_key != "image" or recipe.shape[recipe.layout.letters.index("C")] != 3:
        return False
    if recipe.source != OWN:
        return recipe.source == "photographs"
    return tensor.dtype == np.uint8 or bool(tensor.min() >= 0 and tensor.max() <= 1)


def black_and_white(extent: Extent) -> tuple[float, float]:
    """What is black and white in pictures of values as they are: 0 and 1, or 0 and 255 of whole bytes."""
    return 0.0, 1.0 if extent.size <= 1 else 255.0


def grey_legends(before: tuple[float, float]) -> list[Panel]:
    """The scales of brightness, before and after."""
    after_words = f"Black is {number(-CONTRAST)}, mid grey 0, white {number(CONTRAST)}; beyond that as at the ends."
    before_words = f"Black is {number(before[0])}, white {number(before[1])}."
    return [
        Panel("greys-before", "Pictures before", before_words, grey_figure(*before)),
        Panel("greys-after", "Pictures after", after_words, grey_figure(-CONTRAST, CONTRAST)),
    ]

"""Code: the comparison as programs, one for each method, in the library that the reader chose."""

from typing import Any

from app.code import FRAMEWORKS, section
from app.code.emphasis import pieces
from app.code.tensor import cell_line, listed, runs_alone
from app.describe import cell_name
from app.run import Outcome
from app.views.view import View


def make(outcome: Outcome) -> dict[str, Any]:
    """What templates/views/code.html shows: the chosen library, the head of the programs, a section for each method."""
    recipe = outcome.recipe
    chosen = next(each for each in FRAMEWORKS if each.key == recipe.framework)
    before, _, after = chosen.head(outcome).partition(cell_line(outcome))
    return {
        "panels": [],
        "frameworks": FRAMEWORKS,
        "framework": chosen,
        "before": pieces(before),
        "cell": listed(recipe.cell),
        "cell_name": cell_name(recipe.layout, recipe.cell),
        "after": pieces(after),
        "written_out": runs_alone(outcome),
        "sections": [(result.method, pieces(section(chosen, outcome, result))) for result in outcome.results],
    }


CODE = View("code", "Code", "How would I compute exactly this?", make)

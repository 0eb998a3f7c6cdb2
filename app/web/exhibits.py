"""Exhibits: the figures of all pages by name, each in the state that a query asks for, ready to be shown alone.

An exhibit is what an embedded page, a file, a preview or a step of a lecture shows. Its query is that of the page it
is taken from: the comparison's for the cubes, for each view and for all axes, the lesson's own for a lesson.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from app.core.errors import listed
from app.describe import as_in_training, cell_name, pools_sentence
from app.figures.cube import cube_figure
from app.figures.panel import Panel
from app.lattice import Choice, Lattice, lattice
from app.lessons import LESSON_BY_SLUG, Lesson, Shown
from app.recipe import Recipe
from app.run import Outcome
from app.views import VIEWS, View
from app.views.cubes import cube_panels
from app.web.lesson_query import LessonState, read_lesson, write_lesson
from app.web.query import Tensor, read_query, write_query
from app.web.settings import Settings

COMPARE, AXES = "compare", "axes"


@dataclass(frozen=True)
class Exhibit:
    """A figure by name.

    `query` is canonical and `page` the address, from the root on, of the page that shows the figure with everything
    around it. `description` says in a sentence what is seen. `panels` are the pictures, in order; a view of text has
    none. `subject` is what they were made of, and `seen` what the template of a view says of it.
    """

    key: str
    title: str
    description: str
    query: str
    page: str
    theme: str
    panels: tuple[Panel, ...]
    subject: Outcome | Lattice | tuple[LessonState, Shown]
    seen: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of the figure alone, from the root on."""
        return f"/embed/{self.key}?{self.query}"


def keys() -> list[str]:
    """The names of all exhibits."""
    return [COMPARE, *(view.key for view in VIEWS), AXES, *LESSON_BY_SLUG]


def nearest_key(name: str) -> str:
    """The name of an exhibit that is closest to a text."""
    return [*get_close_matches(name, keys(), 1), COMPARE][0]


def exhibit(key: str, query: bytes | str, settings: Settings, tensor: Tensor | None = None) -> Exhibit:
    """The exhibit of a name in the state that a query asks for; `tensor` brings values that were posted.

    Raises KeyError for a name that there is not, QueryError for the query, InputError where a source cannot do what is
    asked.
    """
    lesson = LESSON_BY_SLUG.get(key)
    if lesson is not None:
        return _of_lesson(lesson, query)
    view = next((each for each in VIEWS if each.key == key), None)
    if view is None and key not in (COMPARE, AXES):
        raise KeyError(key)
    asked = read_query(query, settings, tensor)
    if key == AXES:
        return _of_axes(lattice(asked.recipe, asked.tensor))
    outcome = asked.outcome()
    return _of_cubes(outcome) if view is None else _of_view(view, outcome)


def place_of(key: str) -> str:
    """The path of the page that shows the exhibit among other things."""
    if key in LESSON_BY_SLUG:
        return f"/lessons/{key}"
    return "/axes" if key == AXES else "/"


def _of_cubes(outcome: Outcome) -> Exhibit:
    recipe = outcome.recipe
    return _of_recipe(COMPARE, title_of(outcome), cubes_sentence(outcome), recipe, cube_panels(outcome), outcome)


def title_of(outcome: Outcome, view: View | None = None) -> str:
    """What the cubes of an outcome are called, or a view of it: of a page, a figure alone, a file."""
    what = f"{_methods(outcome)} on {_sizes(outcome.recipe)}"
    return what if view is None else f"{view.label}: {what}"


def cubes_sentence(outcome: Outcome) -> str:
    """What the cubes show, for those who do not see them."""
    where = cell_name(outcome.recipe.layout, outcome.recipe.cell)
    return f"Values that share a mean and a variance with {where}: one cube for each of {_methods(outcome)}."


def _of_view(view: View, outcome: Outcome) -> Exhibit:
    seen, recipe = view.make(outcome), outcome.recipe
    made = _of_recipe(
        view.key, title_of(outcome, view), view.question, recipe, tuple(seen["panels"]), outcome, view=view.key
    )
    return replace(made, seen=seen)


def _of_axes(found: Lattice) -> Exhibit:
    recipe = found.recipe
    panels = tuple(_of_choice(found, choice) for rank in found.ranks for choice in rank)
    title = f"All {len(panels)} choices of axes on {_sizes(recipe)}"
    return _of_recipe(AXES, title, axes_sentence(recipe), recipe, panels, found)


def axes_sentence(recipe: Recipe) -> str:
    """What the cubes of all choices of axes show."""
    words = f"One cube for each set of axes: what shares a mean with {cell_name(recipe.layout, recipe.cell)}."
    return f"{words} {as_in_training(recipe.mode)}".strip()


def _of_choice(found: Lattice, choice: Choice) -> Panel:
    recipe, pools = found.recipe, choice.pools
    return Panel(
        f"axes-{''.join(choice.letters) or 'none'}",
        choice.name.label if choice.name else choice.method.label,
        f"Averages over {', '.join(choice.letters) or 'nothing'}: {pools_sentence(pools.count, pools.size)}.",
        cube_figure(recipe.layout, recipe.shape, pools, found.window, recipe.cell, recipe.turn),
        method=choice.method.key,
    )


def _of_recipe(
    key: str,
    title: str,
    description: str,
    recipe: Recipe,
    panels: tuple[Panel, ...],
    subject: Outcome | Lattice,
    **changes: object,
) -> Exhibit:
    query = write_query(recipe, **changes)
    return Exhibit(key, title, description, query, f"{place_of(key)}?{query}", recipe.theme, panels, subject)


def _of_lesson(lesson: Lesson, query: bytes | str) -> Exhibit:
    """The lesson's pictures. Its prediction is not asked for: whoever shows the picture has seen it."""
    state = read_lesson(query, lesson)
    shown = lesson.run(state.values)
    said = write_lesson(state)
    page = f"{place_of(lesson.slug)}?{said}"
    return Exhibit(lesson.slug, lesson.title, lesson.question, said, page, state.theme, shown.panels, (state, shown))


def _methods(outcome: Outcome) -> str:
    return listed([result.method.label for result in outcome.results], "and")


def _sizes(recipe: Recipe) -> str:
    return " × ".join(map(str, recipe.shape))

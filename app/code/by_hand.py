"""The arithmetic of a method written out, in any library that computes as NumPy does."""

from dataclasses import dataclass

from app.code.frozen import frozen
from app.code.plan import Plan
from app.code.tensor import commented, plain, pointed, tupled
from app.figures.numbers import DIGITS


@dataclass(frozen=True)
class Dialect:
    """How a library says what the arithmetic is made of. `{x}`, `{shape}`, `{value}` and so on are filled in."""

    mean: str
    variance: str
    root: str
    filled: str
    array: str
    loaded: str = "{x}"
    number: str = "{x}"
    shape: str = "{x}.shape"
    squeezed: str = "{x}.squeeze({axis})"
    reshaped: str = "{x}.reshape({shape})"


def title(plan: Plan) -> list[str]:
    """Comments that name the method and its pools."""
    method = plan.result.method
    return [f"# {method.label}", *commented(method.pool_sentence(plan.recipe.layout))]


def by_hand(plan: Plan, dialect: Dialect) -> list[str]:
    """The lines from `x` and `cell` to the printed numbers, without the title."""
    recipe, centers = plan.recipe, plan.result.method.centers
    x = "split" if plan.cuts else "x"
    epsilon = plain(recipe.epsilon)
    variance = "variance" if centers else "mean_square"
    below = (
        dialect.root.format(x=f"{variance} + {epsilon}")
        if plan.in_root
        else f"({dialect.root.format(x=variance)} + {epsilon})"
    )
    standardized = f"({x} - mean) / {below}" if centers else f"{x} / {below}"
    if plan.cuts:
        standardized = dialect.reshaped.format(x=f"({standardized})", shape="x.shape")
    lines = _split(plan, dialect) + (given(plan, dialect) if plan.frozen else _statistics(plan, dialect, x))
    lines.append(f"standardized = {standardized}")
    return lines + _parameters(plan, dialect) + _printed(plan, dialect, variance)


def given(plan: Plan, dialect: Dialect, *, in_a_row: bool = False) -> list[str]:
    """The lines that give the statistics that training froze."""
    return frozen(plan, dialect.array, dialect.loaded, "" if in_a_row else dialect.reshaped)


def _split(plan: Plan, dialect: Dialect) -> list[str]:
    if not plan.cuts:
        return []
    axes, pools = plan.recipe.layout.axes, plan.result.pools
    cuts = [f"{pools.parts[i]} parts of {pools.block[i]} {axes[i].many}" for i in plan.cuts]
    return [f"split = {dialect.reshaped.format(x='x', shape=tupled(plan.split_shape))}  # {', '.join(cuts)}"]


def _statistics(plan: Plan, dialect: Dialect, x: str) -> list[str]:
    if not plan.split_axes:
        return ["mean = x  # over nothing: every value is its own mean", "variance = (x - mean) ** 2"]
    named = plan.symbols
    axes = f"axes = {tupled(plan.split_axes)}"
    if not plan.result.method.centers:
        return [axes, f"mean_square = {dialect.mean.format(x=f'{x}**2')}"]
    axes += f"  # of {named.mean} and {named.variance}"
    return [axes, f"mean = {dialect.mean.format(x=x)}", f"variance = {dialect.variance.format(x=x)}"]


def _parameters(plan: Plan, dialect: Dialect) -> list[str]:
    shape = tupled(plan.parameter_shape)
    scale = dialect.filled.format(shape=shape, value=pointed(plan.recipe.scale))
    offset = dialect.filled.format(shape=shape, value=pointed(plan.recipe.offset))
    scaled = f"scale = {scale}  # {plan.symbols.scale}"
    if not plan.result.method.centers:
        return [scaled, "output = scale * standardized"]
    return [scaled, f"offset = {offset}  # {plan.symbols.offset}", "output = scale * standardized + offset"]


def _printed(plan: Plan, dialect: Dialect, variance: str) -> list[str]:
    shape = dialect.shape.format(x=variance)
    if plan.within:
        axis = str(plan.within[0]) if len(plan.within) == 1 else tupled(plan.within)
        shape = dialect.shape.format(x=dialect.squeezed.format(x=variance, axis=axis))
    names = ["mean", variance] if plan.result.method.centers else [variance]
    return [
        f"pool = ({plan.pool})  # that of x[cell]",
        f'print("{plan.result.method.label}: statistics", {shape})',
        *(
            printed(name.replace("_", " "), f"{name}[pool]", dialect, plan.digits if name == "mean" else DIGITS)
            for name in names
        ),
        printed("standardized", "standardized[cell]", dialect),
        printed("output", "output[cell]", dialect),
    ]


def printed(name: str, expression: str, dialect: Dialect, digits: int = DIGITS) -> str:
    """A line that prints a number to the digits that the page shows."""
    return f'print(f"{name} {{{dialect.number.format(x=expression)}:.{digits}g}}")'

"""JAX: the arithmetic on arrays, and the Flax module that does the same."""

from app.code.by_hand import Dialect, by_hand, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import Form, commented, form, literal_type, nested, opening, plain, stored, tupled
from app.run import Outcome

DIALECT = Dialect(
    mean="jnp.mean({x}, axes, keepdims=True)",
    variance="jnp.var({x}, axes, keepdims=True)",
    root="jnp.sqrt({x})",
    filled="jnp.full({shape}, {value}, x.dtype)",
    array="jnp.array([{x}])",
    loaded="jnp.asarray({x})",
)
DOUBLE = 'jax.config.update("jax_enable_x64", True)  # double precision, as on screen'
MODULE = "in Flax: flax.linen."
BESIDE = "Flax's modules add ε to the variance; beside the deviation it is added by hand"


def head(outcome: Outcome) -> str:
    """The tensor in double precision, as the numbers on screen are computed."""
    lines = opening(outcome, "import jax", "import jax.numpy as jnp", note=DOUBLE)
    if form(outcome) is Form.COUNTED:
        counted = f"jnp.arange({outcome.tensor.size}, dtype=jnp.float64)"
        return "\n".join([*lines, f"x = {counted}.reshape{tupled(outcome.recipe.shape)}"])
    if form(outcome) is not Form.NUMBERS:
        before, x = stored(outcome)
        return "\n".join([*lines, *before, f"x = jnp.asarray({x}.astype(np.float64))"])
    kind = literal_type(outcome)
    widened = ".astype(jnp.float64)" if kind != "float64" else ""
    return "\n".join([*lines, "x = jnp.array(", f"{nested(outcome)},", f"    jnp.{kind},", f"){widened}"])


def section(plan: Plan) -> list[str]:
    """The arithmetic, written out, after the name of the module."""
    return [*title(plan), *_module(plan), *by_hand(plan, DIALECT)]


def _module(plan: Plan) -> list[str]:
    kind, last = plan.kind, len(plan.recipe.shape) - 1
    if kind is None:
        return []
    if not plan.in_root:
        return commented(BESIDE)
    epsilon = f"epsilon={plain(plan.recipe.epsilon)}"
    axes = tupled(plan.reduced)
    over = f"reduction_axes={axes}, feature_axes={axes}"
    first = "" if plan.channel == last else ", on channels last"
    names = {
        "batch": f"BatchNorm(use_running_average={plan.frozen}, axis={plan.channel}, {epsilon})",
        "instance": f"InstanceNorm(feature_axes={plan.channel}, {epsilon})",
        "group": f"GroupNorm(num_groups={plan.groups}, {epsilon}){first}",
        "layer": f"LayerNorm({over}, {epsilon})",
        "position": f"LayerNorm({over}, {epsilon})",
        "rms": f"RMSNorm({over}, {epsilon})",
    }
    return commented(f"{MODULE}{names[kind]}")


JAX = Framework("jax", "JAX", "jax", head, section)

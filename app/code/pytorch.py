"""PyTorch: the library's own function where one has these axes, else the arithmetic on tensors."""

from app.code.by_hand import Dialect, by_hand, given, printed, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import (
    Form,
    called,
    commented,
    form,
    literal_type,
    nested,
    opening,
    plain,
    pointed,
    stored,
    tupled,
)
from app.run import Outcome

DIALECT = Dialect(
    mean="torch.mean({x}, axes, keepdim=True)",
    variance="torch.var({x}, axes, correction=0, keepdim=True)",
    root="torch.sqrt({x})",
    filled="torch.full({shape}, {value}, dtype=x.dtype)",
    array="torch.tensor([{x}], dtype=x.dtype)",
    loaded="torch.tensor({x})",
    shape="tuple({x}.shape)",
)
BESIDE = "PyTorch's own functions add ε to the variance; beside the deviation it is added by hand"
SINGLE = "# F.{function} refuses pools of one value, so by hand"
NO_EPSILON = "# F.batch_norm refuses ε = 0 in training, so by hand"


def head(outcome: Outcome) -> str:
    """The tensor in double precision, as the numbers on screen are computed."""
    lines = opening(outcome, "import torch", "import torch.nn.functional as F")
    if form(outcome) is Form.COUNTED:
        counted = f"torch.arange({outcome.tensor.size}, dtype=torch.float64)"
        return "\n".join([*lines, f"x = {counted}.reshape{tupled(outcome.recipe.shape)}"])
    if form(outcome) is not Form.NUMBERS:
        before, x = stored(outcome)
        return "\n".join([*lines, *before, f"x = torch.tensor({x}.astype(np.float64))"])
    kind = literal_type(outcome)
    widened = ".double()" if kind != "float64" else ""
    return "\n".join([*lines, "x = torch.tensor(", f"{nested(outcome)},", f"    dtype=torch.{kind},", f"){widened}"])


def section(plan: Plan) -> list[str]:
    """The function, and the module that calls it; or why there is none."""
    kind = plan.kind
    if kind is None:
        return [*title(plan), *by_hand(plan, DIALECT)]
    if not plan.in_root:
        return [*title(plan), *commented(BESIDE), *by_hand(plan, DIALECT)]
    if plan.result.pools.size == 1 and not plan.frozen and kind in ("batch", "instance", "group"):
        return [*title(plan), SINGLE.format(function=f"{kind}_norm"), *by_hand(plan, DIALECT)]
    if plan.recipe.epsilon == 0 and not plan.frozen and kind == "batch":
        return [*title(plan), NO_EPSILON, *by_hand(plan, DIALECT)]
    function, arguments, after, module = _call(plan, kind)
    return [
        *title(plan),
        *(given(plan, DIALECT, in_a_row=True) if plan.frozen else []),
        *_parameters(plan),
        *called("output", f"F.{function}", arguments, after),
        *commented(f"as a module: nn.{module}"),
        printed(f"{plan.result.method.label}: output", "output[cell]", DIALECT),
    ]


def _parameters(plan: Plan) -> list[str]:
    method = plan.result.method
    shape, named = tupled(plan.learned_shape), plan.symbols
    learned = [("weight", plan.recipe.scale, named.scale), ("bias", plan.recipe.offset, named.offset)]
    return [
        f"{name} = {DIALECT.filled.format(shape=shape, value=pointed(value))}  # {sign}"
        for name, value, sign in (learned if method.centers else learned[:1])
    ]


def _call(plan: Plan, kind: str) -> tuple[str, str, str, str]:
    """The function, its arguments, what follows the call, and the module with the same arguments.

    The functions want the channels second, but for layer and RMS norm, which take the last axes.
    """
    last = len(plan.recipe.shape) - 1
    epsilon = f"eps={plain(plan.recipe.epsilon)}"
    spaces = max(1, last - 1)
    shape = tupled([plan.recipe.shape[i] for i in plan.reduced])
    if kind == "rms":
        return "rms_norm", f"x, {shape}, weight, {epsilon}", "", f"RMSNorm({shape}, {epsilon})"
    if kind in ("layer", "position"):
        x, back, where = "x", "", ""
        if plan.reduced[-1] != last:
            x, back, where = f"x.movedim({plan.channel}, -1)", f".movedim(-1, {plan.channel})", ", channels last"
        return "layer_norm", f"{x}, {shape}, weight, bias, {epsilon}", back, f"LayerNorm({shape}, {epsilon}){where}"
    x, back = ("x", "") if plan.channel == 1 else (f"x.movedim({plan.channel}, 1)", f".movedim(1, {plan.channel})")
    if kind == "batch" and plan.frozen:
        arguments = f"{x}, mean, variance, weight, bias, training=False, {epsilon}"
        return "batch_norm", arguments, back, f"BatchNorm{spaces}d({plan.channels}, {epsilon}), in eval()"
    if kind == "batch":
        arguments = f"{x}, None, None, weight, bias, training=True, {epsilon}"
        return "batch_norm", arguments, back, f"BatchNorm{spaces}d({plan.channels}, {epsilon}), in training"
    if kind == "instance":
        module = f"InstanceNorm{spaces}d({plan.channels}, {epsilon}, affine=True)"
        return "instance_norm", f"{x}, weight=weight, bias=bias, {epsilon}", back, module
    module = f"GroupNorm({plan.groups}, {plan.channels}, {epsilon})"
    return "group_norm", f"{x}, {plan.groups}, weight, bias, {epsilon}", back, module


PYTORCH = Framework("pytorch", "PyTorch", "torch", head, section)

"""Keras: the layer where one has these axes, else the arithmetic with keras.ops."""

from app.code.by_hand import Dialect, by_hand, printed, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import FILE, called, literal_type, nested, opening, plain, pointed, tupled, written_out
from app.run import Outcome

DIALECT = Dialect(
    mean="ops.mean({x}, axes, keepdims=True)",
    variance="ops.var({x}, axes, keepdims=True)",
    root="ops.sqrt({x})",
    filled="ops.full({shape}, {value})",
    number="float({x})",
    shape="tuple({x}.shape)",
    squeezed="ops.squeeze({x}, {axis})",
    reshaped="ops.reshape({x}, {shape})",
)
SINGLE = "# Keras averages in single precision: last digits can differ from those on screen"
BESIDE = "# Keras's layers add ε to the variance; beside the deviation it is added by hand"


def head(outcome: Outcome) -> str:
    """The tensor in single precision: Keras takes means in nothing finer."""
    lines = opening(outcome, "import keras", "import numpy as np", "from keras import ops", note=SINGLE)
    if not written_out(outcome):
        return "\n".join([*lines, f'x = ops.convert_to_tensor(np.load("{FILE}")["x"], "float32")'])
    values = ["values = np.array(", f"{nested(outcome)},", f"    np.{literal_type(outcome)},", ")"]
    return "\n".join([*lines, *values, 'x = ops.convert_to_tensor(values, "float32")'])


def section(plan: Plan) -> list[str]:
    """The layer and its call; or why there is none."""
    kind = plan.kind
    if kind is None:
        return [*title(plan), *by_hand(plan, DIALECT)]
    if not plan.in_root:
        return [*title(plan), BESIDE, *by_hand(plan, DIALECT)]
    note = ["# a group for every channel"] if kind == "instance" else []
    layer = called("layer", *_layer(plan, kind))
    call = f"output = layer(x{', training=True' if kind == 'batch' else ''})"
    label = f"{plan.result.method.label}: output"
    return [*title(plan), *note, *layer, *_parameters(plan, kind), call, printed(label, "output[cell]", DIALECT)]


def _layer(plan: Plan, kind: str) -> tuple[str, str]:
    """The class and the arguments."""
    axis = f"axis={plan.channel}"
    name, arguments = {
        "batch": ("BatchNormalization", axis),
        "instance": ("GroupNormalization", f"groups={plan.channels}, {axis}"),
        "group": ("GroupNormalization", f"groups={plan.groups}, {axis}"),
        "layer": ("LayerNormalization", f"axis={tupled(plan.reduced)}"),
        "position": ("LayerNormalization", axis),
        "rms": ("RMSNormalization", f"axis={tupled(plan.reduced)}"),
    }[kind]
    return f"keras.layers.{name}", f"{arguments}, epsilon={plain(plan.recipe.epsilon)}"


def _parameters(plan: Plan, kind: str) -> list[str]:
    """Scale and offset, where they are not what a fresh layer has."""
    scale, offset = plan.recipe.scale, plan.recipe.offset
    name = "scale" if kind == "rms" else "gamma"
    lines = []
    if scale != 1:
        lines.append(f"layer.{name}.assign(np.full(layer.{name}.shape, {pointed(scale)}))  # γ")
    if offset != 0 and kind != "rms":
        lines.append(f"layer.beta.assign(np.full(layer.beta.shape, {pointed(offset)}))  # δ")
    return ["layer.build(x.shape)", *lines] if lines else []


KERAS = Framework("keras", "Keras", "keras", head, section)

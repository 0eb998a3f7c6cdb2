"""Keras: the layer where one has these axes, else the arithmetic with keras.ops."""

from app.code.by_hand import Dialect, by_hand, given, printed, title
from app.code.framework import Framework
from app.code.plan import Plan
from app.code.tensor import Form, called, commented, form, literal_type, nested, opening, plain, pointed, stored, tupled
from app.run import Outcome

DIALECT = Dialect(
    mean="ops.mean({x}, axes, keepdims=True)",
    variance="ops.var({x}, axes, keepdims=True)",
    root="ops.sqrt({x})",
    filled="ops.full({shape}, {value})",
    array='ops.convert_to_tensor([{x}], "float32")',
    loaded='ops.convert_to_tensor({x}, "float32")',
    number="ops.convert_to_numpy({x})",
    shape="tuple({x}.shape)",
    squeezed="ops.squeeze({x}, {axis})",
    reshaped="ops.reshape({x}, {shape})",
)
SINGLE = "# Keras averages in single precision: last digits can differ from those on screen"
FROZEN = [
    "layer.build(x.shape)",
    "layer.moving_mean.assign(mean)",
    "layer.moving_variance.assign(variance)",
]
BESIDE = "Keras's layers add ε to the variance; beside the deviation it is added by hand"


def head(outcome: Outcome) -> str:
    """The tensor in single precision: Keras takes means in nothing finer."""
    lines = opening(outcome, "import keras", "import numpy as np", "from keras import ops", note=SINGLE)
    if form(outcome) is Form.COUNTED:
        counted = f'ops.arange({outcome.tensor.size}, dtype="float32")'
        return "\n".join([*lines, f"x = ops.reshape({counted}, {tupled(outcome.recipe.shape)})"])
    if form(outcome) is not Form.NUMBERS:
        before, x = stored(outcome)
        return "\n".join([*lines, *before, f'x = ops.convert_to_tensor({x}, "float32")'])
    values = ["values = np.array(", f"{nested(outcome)},", f"    np.{literal_type(outcome)},", ")"]
    return "\n".join([*lines, *values, 'x = ops.convert_to_tensor(values, "float32")'])


def section(plan: Plan) -> list[str]:
    """The layer and its call; or why there is none."""
    kind = plan.kind
    if kind is None:
        return [*title(plan), *by_hand(plan, DIALECT)]
    if not plan.in_root:
        return [*title(plan), *commented(BESIDE), *by_hand(plan, DIALECT)]
    note = ["# a group for every channel"] if kind == "instance" else []
    axis = plan.channel
    call = f"output = layer(x, training={not plan.frozen})" if kind == "batch" else "output = layer(x)"
    if kind == "position" and axis != len(plan.recipe.shape) - 1:
        # With PyTorch as the backend, layer norm takes last axes only.
        call = f"output = ops.moveaxis(layer(ops.moveaxis(x, {axis}, -1)), -1, {axis})"
    label = f"{plan.result.method.label}: output"
    layer = _layer(plan, kind)
    if plan.frozen:
        layer = [*given(plan, DIALECT, in_a_row=True), *layer, *FROZEN]
    return [*title(plan), *note, *layer, call, printed(label, "output[cell]", DIALECT)]


def _layer(plan: Plan, kind: str) -> list[str]:
    """The layer, with scale and offset where they are not what a fresh one has."""
    recipe, axis = plan.recipe, f"axis={plan.channel}"
    name, arguments = {
        "batch": ("BatchNormalization", axis),
        "instance": ("GroupNormalization", f"groups={plan.channels}, {axis}"),
        "group": ("GroupNormalization", f"groups={plan.groups}, {axis}"),
        "layer": ("LayerNormalization", f"axis={tupled(plan.reduced)}"),
        "position": ("LayerNormalization", "axis=-1"),
        "rms": ("RMSNormalization", f"axis={tupled(plan.reduced)}"),
    }[kind]
    given = [f"{arguments}, epsilon={plain(recipe.epsilon)}"]
    after = []
    if kind == "rms" and recipe.scale != 1:
        scale = f"np.full(layer.scale.shape, {pointed(recipe.scale)})"
        after = ["layer.build(x.shape)", f"layer.scale.assign({scale})  # {plan.symbols.scale}"]
    elif kind != "rms":
        given += [
            f"{name}_initializer=keras.initializers.Constant({pointed(value)}),  # {sign}"
            for name, value, fresh, sign in (
                ("gamma", recipe.scale, 1, plan.symbols.scale),
                ("beta", recipe.offset, 0, plan.symbols.offset),
            )
            if value != fresh
        ]
    if len(given) == 1:
        return [*called("layer", f"keras.layers.{name}", given[0]), *after]
    return [f"layer = keras.layers.{name}(", f"    {given[0]},", *(f"    {each}" for each in given[1:]), ")"]


KERAS = Framework("keras", "Keras", "keras", head, section)

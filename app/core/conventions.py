"""CONVENTIONS: what a book and the libraries call things, and where they differ by more than a name.

Sources, each checked by running the library (tests/oracles keeps what it answered, with its version):

- Prince: S. J. D. Prince, Understanding Deep Learning (2023), equations 11.7 to 11.9 and section 11.4: m, s and ε
  beside s; statistics of the whole training set at test time; one γ and one δ for each channel, in figure 11.14 too.
- PyTorch: docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html, …LayerNorm.html, …GroupNorm.html,
  …InstanceNorm2d.html, …RMSNorm.html.
- Keras 3: keras.io/api/layers/normalization_layers. The fused kernel of TensorFlow 2 kept the unbiased variance
  (github.com/tensorflow/tensorflow/issues/55545); Keras 3 keeps the biased one.
- ONNX: onnx.ai/onnx/operators/onnx__BatchNormalization.html (since 14 the population variance),
  …LayerNormalization.html, …GroupNormalization.html (scale and bias for each group in 18, for each channel in 21).
"""

from dataclasses import dataclass, field
from math import prod

from app.core.axes import Layout, Role
from app.core.errors import InputError, listed, shown
from app.core.methods import Method
from app.core.normalize import Place
from app.core.pools import Index


@dataclass(frozen=True)
class Symbols:
    """What is written for the statistics and the learned parameters. x, x̂, y and ε mean the same everywhere."""

    mean: str
    variance: str
    deviation: str
    scale: str
    offset: str


@dataclass(frozen=True)
class Momentum:
    """How a library asks for the speed of its running statistics: the weight of the old ones, or of the new batch."""

    name: str
    default: float
    of_new: bool

    @property
    def new_weight(self) -> float:
        """The weight of the new batch, to the digits that the default is written with."""
        return self.default if self.of_new else float(f"{1 - self.default:.12g}")


@dataclass(frozen=True)
class Convention:
    """An entry of CONVENTIONS.

    `momentum` is None where nothing runs: at test time the statistics are those of the whole training set.
    `unbiased` is whether running variances are; the one a batch is divided by never is. `per_channel` is whether every
    method learns one scale and one offset for each channel, as Wu & He (2018) have it. `notes` say by method what else
    is particular.
    """

    key: str
    label: str
    epsilon: float
    place: Place
    symbols: Symbols
    momentum: Momentum | None = None
    unbiased: bool = False
    per_channel: bool = False
    notes: dict[str, str] = field(default_factory=dict)

    def parameter_axes(self, method: Method, layout: Layout) -> tuple[str, ...]:
        """The letters of the axes along which scale and offset vary."""
        return layout.with_role(Role.CHANNEL) if self.per_channel else method.parameter_axes(layout)

    def parameter_shape(self, method: Method, layout: Layout, shape: Index) -> Index:
        """The shape of the scale; () for a single number."""
        axes = self.parameter_axes(method, layout)
        return tuple(n for letter, n in zip(layout.letters, shape, strict=True) if letter in axes)

    def parameter_count(self, method: Method, layout: Layout, shape: Index) -> int:
        """How many numbers are learned: scales and offsets; scales only where nothing is centred."""
        return prod(self.parameter_shape(method, layout, shape)) * (2 if method.centers else 1)


CONVENTIONS = (
    Convention(
        "prince",
        "Prince",
        1e-5,
        Place.DEVIATION,
        Symbols("m", "s²", "s", "γ", "δ"),
        per_channel=True,
    ),
    Convention(
        "pytorch",
        "PyTorch",
        1e-5,
        Place.VARIANCE,
        Symbols("E[x]", "Var[x]", "√Var[x]", "γ", "β"),
        Momentum("momentum", 0.1, of_new=True),
        unbiased=True,
        notes={
            "instance": "only with affine=True; nothing by default",
            "rms": "ε is the type’s machine epsilon by default",
        },
    ),
    Convention(
        "keras",
        "Keras",
        1e-3,
        Place.VARIANCE,
        Symbols("μ", "σ²", "σ", "γ", "β"),
        Momentum("momentum", 0.99, of_new=False),
        notes={
            "instance": "as GroupNormalization(groups=-1)",
            "rms": "ε is 1e-6 by default",
        },
    ),
    Convention(
        "onnx",
        "ONNX",
        1e-5,
        Place.VARIANCE,
        Symbols("mean", "var", "√var", "scale", "B"),
        Momentum("momentum", 0.9, of_new=False),
        notes={"group": "for each group in opsets 18 to 20"},
    ),
)
DEFAULT = "pytorch"


def convention_by_key(key: str) -> Convention:
    """The convention with this key; InputError of `convention` names the ones there are."""
    for convention in CONVENTIONS:
        if convention.key == key:
            return convention
    keys = [convention.key for convention in CONVENTIONS]
    raise InputError("convention", shown(key), listed(keys), DEFAULT, DEFAULT)

"""Counting parameters: what normalization adds to a network.

K hidden layers of D units: KD offsets and KD scales; K convolutional layers of C channels: KC and KC (Prince 2023,
section 11.4). Layer norm over (C, H, W), as PyTorch has it, learns one scale and one offset for every position instead.

Real networks are described layer by layer, as their papers do, and counted here:
ResNet-18 and ResNet-50: He et al. 2016, table 1 (projections 1×1 where a stage begins with another width or stride;
1000 classes). GPT-2 small: Radford et al. 2019 (12 layers, width 768, 1024 positions, 50257 tokens; the output shares
the embedding). BERT-base: Devlin et al. 2019 (12 layers, width 768, 512 positions, 30522 tokens, 2 segments, pooler;
without the heads of pre-training).
"""

from dataclasses import dataclass
from math import prod

from app.core.axes import layout_by_key
from app.core.methods import METHODS


@dataclass(frozen=True)
class Added:
    """What one method adds to `layers` layers of this shape. scales, offsets: per network."""

    method: str
    label: str
    scales: int
    offsets: int

    @property
    def total(self) -> int:
        """Scales and offsets."""
        return self.scales + self.offsets


def added(layout_key: str, shape: tuple[int, ...], layers: int = 1, groups: int | None = None) -> tuple[Added, ...]:
    """For each method of the core: shape is that of a batch, (N, D) or (N, C, H, W). Groups change nothing here."""
    layout = layout_by_key(layout_key)
    found = []
    for method in METHODS:
        one = prod(method.parameter_shape(layout, shape))
        found.append(Added(method.key, method.label, layers * one, layers * one if method.centers else 0))
    return tuple(found)


@dataclass(frozen=True)
class Part:
    """`times` equal layers: the weights and biases of each, and how many channels are normalized after (before) it."""

    name: str
    weights: int
    normalized: int
    times: int = 1


@dataclass(frozen=True)
class Model:
    """A real network. normalized: channels (features) that have a scale and an offset, over all layers."""

    key: str
    label: str
    norm: str
    parts: tuple[Part, ...]

    @property
    def normalized(self) -> int:
        """How many channels (features) are normalized, over all layers."""
        return sum(part.times * part.normalized for part in self.parts)

    @property
    def added(self) -> int:
        """Scales and offsets."""
        return 2 * self.normalized

    @property
    def parameters(self) -> int:
        """All that is learned."""
        return sum(part.times * part.weights for part in self.parts) + self.added

    @property
    def share(self) -> float:
        """The part of all parameters that is scales and offsets."""
        return self.added / self.parameters


def _convolution(name: str, inputs: int, outputs: int, side: int, times: int = 1) -> Part:
    return Part(f"{name}, {side}×{side}, {inputs} → {outputs}", inputs * outputs * side * side, outputs, times)


def _resnet(key: str, label: str, blocks: tuple[int, ...], bottleneck: bool) -> Model:
    parts = [_convolution("first convolution", 3, 64, 7)]
    inputs = 64
    for stage, count in enumerate(blocks):
        width = 64 * 2**stage
        outputs = 4 * width if bottleneck else width
        name = f"stage {stage + 1}"
        if inputs != outputs:
            parts.append(_convolution(f"{name} projection", inputs, outputs, 1))
        for entering, times in ((inputs, 1), (outputs, count - 1)):
            if bottleneck:
                parts.append(_convolution(name, entering, width, 1, times))
                parts.append(_convolution(name, width, width, 3, times))
                parts.append(_convolution(name, width, outputs, 1, times))
            else:
                parts.append(_convolution(name, entering, width, 3, times))
                parts.append(_convolution(name, width, width, 3, times))
        inputs = outputs
    return Model(key, label, "batch", (*parts, Part("classes", inputs * 1000 + 1000, 0)))


def _transformer(key: str, label: str, width: int, layers: int, embeddings: int, ends: tuple[Part, ...]) -> Model:
    square = width * width
    return Model(
        key,
        label,
        "layer",
        (
            Part(f"{embeddings} embeddings of {width}", embeddings * width, 0),
            Part("attention: queries, keys, values, output", 4 * (square + width), width, layers),
            Part(f"two layers, {width} → {4 * width} → {width}", 8 * square + 5 * width, width, layers),
            *ends,
        ),
    )


MODELS = (
    _resnet("resnet-18", "ResNet-18", (2, 2, 2, 2), bottleneck=False),
    _resnet("resnet-50", "ResNet-50", (3, 4, 6, 3), bottleneck=True),
    _transformer("gpt-2-small", "GPT-2 small", 768, 12, 50257 + 1024, (Part("last layer norm", 0, 768),)),
    _transformer(
        "bert-base",
        "BERT-base",
        768,
        12,
        30522 + 512 + 2,
        (Part("layer norm of the embeddings", 0, 768), Part("pooler", 768 * 768 + 768, 0)),
    ),
)

"""The four methods, here and as PyTorch's functions, on the same values with the same scale and offset."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.axes import LAYOUTS
from app.core.methods import method_by_key
from app.core.pools import Pools
from tests.benchmarks.timing import pytorch

KEYS = ("batch", "layer", "instance", "group")
IMAGE = LAYOUTS[0]
EPSILON = 1e-5


@dataclass(frozen=True)
class Peer:
    """One method on one tensor: its pools, its parameters, and PyTorch's call where PyTorch is installed."""

    key: str
    pools: Pools
    scale: NDArray[np.float32]
    offset: NDArray[np.float32]
    torch: Callable[[], Any] | None


def values(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Gaussian values whose mean is not 0."""
    x = np.random.default_rng(0).standard_normal(prod(shape), dtype=np.float32)
    return (x + np.float32(0.5)).reshape(shape)


def peers(x: NDArray[np.float32]) -> list[Peer]:
    """Batch, layer, instance and group normalization of images (N, C, H, W)."""
    return [_peer(key, x) for key in KEYS]


def _peer(key: str, x: NDArray[np.float32]) -> Peer:
    method = method_by_key(key, IMAGE)
    groups = max(1, x.shape[1] // 2)
    pools = method.pools(IMAGE, x.shape, groups)
    random = np.random.default_rng(1)
    shape = method.parameter_shape(IMAGE, x.shape)
    scale, offset = (random.standard_normal(shape, dtype=np.float32) for _ in range(2))
    spread = shape if method.parameters_per_position else (*shape, 1, 1)
    return Peer(key, pools, scale.reshape(spread), offset.reshape(spread), _torch_call(key, x, scale, offset, groups))


def _torch_call(
    key: str, x: NDArray[np.float32], scale: NDArray[np.float32], offset: NDArray[np.float32], groups: int
) -> Callable[[], Any] | None:
    torch = pytorch()
    if torch is None:
        return None
    tensor, weight, bias = (torch.from_numpy(each) for each in (x, scale, offset))
    functional = torch.nn.functional
    calls: dict[str, Callable[[], Any]] = {
        "batch": lambda: functional.batch_norm(tensor, None, None, weight, bias, training=True, eps=EPSILON),
        "layer": lambda: functional.layer_norm(tensor, x.shape[1:], weight, bias, EPSILON),
        "instance": lambda: functional.instance_norm(tensor, None, None, weight, bias, eps=EPSILON),
        "group": lambda: functional.group_norm(tensor, groups, weight, bias, EPSILON),
    }
    return calls[key]

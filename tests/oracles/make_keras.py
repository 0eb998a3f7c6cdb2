"""The answers of Keras. Where it is installed with JAX, `python -m tests.oracles.make_keras` writes keras.npz."""

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import keras  # type: ignore[import-not-found, unused-ignore]
import numpy as np

from tests.oracles.asked import GROUPS, SHAPE, TINY, parameter, values

SPACE = [1, 2, 3]
LAYERS = {
    "batch": lambda: keras.layers.BatchNormalization(axis=1),
    "layer": lambda: keras.layers.LayerNormalization(axis=SPACE),
    "instance": lambda: keras.layers.GroupNormalization(groups=-1, axis=1),
    "group": lambda: keras.layers.GroupNormalization(groups=GROUPS, axis=1),
    "rms": lambda: keras.layers.RMSNormalization(axis=SPACE),
}


def answers() -> dict[str, np.ndarray]:
    """For each layer its ε, the shape of its scale, and outputs; for batch norm the running pair, and the test time."""
    made = {"version": np.array(keras.__version__), "backend": np.array(keras.backend.backend())}
    for name, layer in LAYERS.items():
        fresh = layer()
        fresh.build(SHAPE)
        made[f"{name}/epsilon"] = np.array(fresh.epsilon)
        scale = fresh.scale if name == "rms" else fresh.gamma
        made[f"{name}/shape"] = np.array(scale.shape)
        training = {"training": True} if name == "batch" else {}
        for size in (1.0, TINY):
            made[f"{name}/plain/{size:g}"] = given(fresh(values(size), **training))
        learned = layer()
        learned.build(SHAPE)
        (learned.scale if name == "rms" else learned.gamma).assign(parameter(scale.shape, 0.5))
        if name != "rms":
            learned.beta.assign(parameter(scale.shape, -1.0))
        made[f"{name}/learned"] = given(learned(values(), **training))
        if name == "batch":
            made["batch/momentum"] = np.array(learned.momentum)
            made["batch/running"] = np.stack([given(learned.moving_mean), given(learned.moving_variance)])
            made["batch/test"] = given(learned(values(2.0), training=False))
    return made


def given(tensor: object) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(tensor))


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).parent / "keras.npz", **answers())

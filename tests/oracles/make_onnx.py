"""The answers of ONNX. Where it is installed, `python -m tests.oracles.make_onnx` has its evaluator write onnx.npz."""

from pathlib import Path

import numpy as np
import onnx  # type: ignore[import-not-found, unused-ignore]
from onnx import TensorProto, helper  # type: ignore[import-not-found, unused-ignore]
from onnx.reference import ReferenceEvaluator  # type: ignore[import-not-found, unused-ignore]

from tests.oracles.asked import GROUPS, SHAPE, TINY, parameter, values

CHANNELS = (SHAPE[1],)
SPACE = SHAPE[1:]
OPERATORS = {
    "batch": ("BatchNormalization", 15, CHANNELS, {}),
    "layer": ("LayerNormalization", 17, SPACE, {"axis": 1}),
    "instance": ("InstanceNormalization", 22, CHANNELS, {}),
    "group": ("GroupNormalization", 21, CHANNELS, {"num_groups": GROUPS}),
    "rms": ("RMSNormalization", 23, SPACE, {"axis": 1}),
    "group-18": ("GroupNormalization", 18, (GROUPS,), {"num_groups": GROUPS}),
}
"""Operator, opset, shape of its scale, and the attributes that have no default or another one."""


def evaluated(name: str, inputs: list[np.ndarray], outputs: int = 1, **more: int) -> list[np.ndarray]:
    """The outputs of a graph of this one operator."""
    operator, opset, _, attributes = OPERATORS[name]
    names = [f"in{k}" for k in range(len(inputs))]
    results = [f"out{k}" for k in range(outputs)]
    node = helper.make_node(operator, names, results, **attributes, **more)
    graph = helper.make_graph(
        [node],
        name,
        [
            helper.make_tensor_value_info(each, TensorProto.FLOAT, array.shape)
            for each, array in zip(names, inputs, strict=True)
        ],
        [helper.make_tensor_value_info(each, TensorProto.FLOAT, None) for each in results],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    found = ReferenceEvaluator(model).run(None, dict(zip(names, inputs, strict=True)))
    return [np.asarray(each, np.float32) for each in found]


def answers() -> dict[str, np.ndarray]:
    """For each operator its ε, the shape of its scale, and outputs; for batch norm the running pair, and test time."""
    made = {"version": np.array(onnx.__version__)}
    for name, (operator, opset, shape, _) in OPERATORS.items():
        schema = onnx.defs.get_schema(operator, opset)
        made[f"{name}/epsilon"] = np.array(schema.attributes["epsilon"].default_value.f)
        made[f"{name}/shape"] = np.array(shape)
        start = [np.zeros(CHANNELS, np.float32), np.ones(CHANNELS, np.float32)] if name == "batch" else []
        training = {"outputs": 3, "training_mode": 1} if name == "batch" else {}
        zeros = [] if name == "rms" else [np.zeros(shape, np.float32)]
        for size in (1.0, TINY):
            plain = [values(size), np.ones(shape, np.float32), *zeros, *start]
            made[f"{name}/plain/{size:g}"] = evaluated(name, plain, **training)[0]
        learned = [parameter(shape, 0.5), *([] if name == "rms" else [parameter(shape, -1.0)])]
        output, *running = evaluated(name, [values(), *learned, *start], **training)
        made[f"{name}/learned"] = output
        if name == "batch":
            made["batch/momentum"] = np.array(schema.attributes["momentum"].default_value.f)
            made["batch/running"] = np.stack(running)
            made["batch/test"] = evaluated(name, [values(2.0), *learned, *running])[0]
    return made


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).parent / "onnx.npz", **answers())

"""The answers of PyTorch. Where PyTorch is installed, `python -m tests.oracles.make` writes them to goldens.npz."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]

from tests.oracles.cases import CASES, MOMENTUM, Array, Case

GOLDENS = Path(__file__).parent / "goldens.npz"


def goldens() -> dict[str, Array]:
    """For each case the output; for float32 also what the same values give in float64; the updated running pair."""
    made = {"version": np.array(torch.__version__.split("+")[0])}
    for case in CASES:
        output, running = answer(case)
        made[case.name] = output
        if case.dtype == "float32":
            made[f"{case.name}/float64"], running = answer(case, torch.float64)
        if running is not None:
            made[f"{case.name}/running"] = running
    return made


def answer(case: Case, dtype: "torch.dtype | None" = None) -> tuple[Array, Array | None]:
    """The output of PyTorch in the case's own type or another, and the running mean and variance after it."""

    def tensor(array: Array) -> "torch.Tensor":
        made = torch.from_numpy(array)
        return made if dtype is None else made.to(dtype)

    x = tensor(case.x())
    scale, offset = (None if each is None else tensor(each) for each in (case.scale(), case.offset()))
    functional = torch.nn.functional
    running = None
    if case.method == "layer":
        y = functional.layer_norm(x, case.parameter_shape, scale, offset, case.epsilon)
    elif case.method == "rms":
        y = functional.rms_norm(x, case.parameter_shape, scale, case.epsilon)
    else:
        # These want the channels second.
        x = x.transpose(1, 2) if case.layout == "sequence" else x
        if case.method == "batch":
            mean, variance = map(tensor, case.running())
            y = functional.batch_norm(x, mean, variance, scale, offset, not case.frozen, MOMENTUM, case.epsilon)
            running = None if case.frozen else torch.stack([mean, variance]).numpy()
        elif case.method == "instance":
            y = functional.instance_norm(x, weight=scale, bias=offset, eps=case.epsilon)
        else:
            y = functional.group_norm(x, case.groups, scale, offset, case.epsilon)
        y = y.transpose(1, 2) if case.layout == "sequence" else y
    return y.contiguous().numpy(), running


def check_default() -> None:
    """RMS norm without ε takes the smallest step above 1 of the type: what the cases with that ε rely on."""
    case = next(case for case in CASES if case.method == "rms" and case.epsilon < 1e-6 and case.dtype == "float32")
    assert case == replace(case, epsilon=float(np.finfo(np.float32).eps))
    x = torch.from_numpy(case.x())
    assert torch.equal(torch.nn.functional.rms_norm(x, case.parameter_shape), torch.from_numpy(answer(case)[0]))


if __name__ == "__main__":
    check_default()
    np.savez_compressed(GOLDENS, **goldens())  # type: ignore[arg-type, unused-ignore]

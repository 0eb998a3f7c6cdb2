"""The answers of PyTorch. Where PyTorch is installed, `python -m tests.oracles.make` writes them to goldens.npz."""

from pathlib import Path

import numpy as np
import torch  # type: ignore[import-not-found, unused-ignore]

from tests.oracles.cases import CASES, MOMENTUM, TINY, Array, Case

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
        # Where ε is what PyTorch takes by itself, it is not told.
        told = None if case.epsilon == TINY and dtype is None else case.epsilon
        y = functional.rms_norm(x, case.parameter_shape, scale, told)
    else:
        # These want the channels second.
        x = x.transpose(1, 2) if case.layout == "sequence" else x
        if case.method == "batch":
            mean, variance = map(tensor, case.running())
            y = functional.batch_norm(x, mean, variance, scale, offset, not case.frozen, MOMENTUM, case.epsilon)
            running = None if case.frozen else torch.stack([mean, variance]).numpy()
        elif case.method == "ghost":
            parts = x.chunk(case.groups)
            y = torch.cat(
                [functional.batch_norm(each, None, None, scale, offset, True, 0.0, case.epsilon) for each in parts]
            )
        elif case.method == "instance":
            y = functional.instance_norm(x, weight=scale, bias=offset, eps=case.epsilon)
        else:
            y = functional.group_norm(x, case.groups, scale, offset, case.epsilon)
        y = y.transpose(1, 2) if case.layout == "sequence" else y
    return y.contiguous().numpy(), running


if __name__ == "__main__":
    np.savez_compressed(GOLDENS, **goldens())  # type: ignore[arg-type, unused-ignore]

"""Handwritten digits: real data to train small networks on. Origin and licence: `digits/README.md`."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.resources import PACKAGE

CREDIT = "Handwritten digits: E. Alpaydin and C. Kaynak (UCI, doi:10.24432/C50P49, CC BY 4.0)."
"""As pages say it that show what was made of them."""
SIDE = 8
BRIGHTEST = 16


@cache
def digits() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Pictures (1797, 8, 8) from 0 (paper) to 1 (ink), and the digit (1797,) that each one shows. Read-only."""
    rows: NDArray[np.uint8] = np.load(PACKAGE / "sources" / "digits" / "digits.npy", allow_pickle=False)
    pictures: NDArray[np.float32] = (rows[:, :-1].reshape(-1, SIDE, SIDE) / BRIGHTEST).astype(np.float32)
    labels = rows[:, -1].astype(np.int64)
    pictures.setflags(write=False)
    labels.setflags(write=False)
    return pictures, labels

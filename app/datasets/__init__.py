"""Tensors larger than memory: .npy files and Zarr arrays, read in blocks along their first axis.

`open_dataset` says what lies at a path. `streaming.py` takes statistics in this process, `on_dask.py` on a cluster.
"""

from pathlib import Path

from app.core.errors import InputError, shown
from app.datasets.dataset import Dataset
from app.datasets.npy_files import open_npy
from app.datasets.zarr_array import is_zarr, open_zarr


def open_dataset(path: Path) -> Dataset:
    """The data set at a path: one .npy file, a folder of them, or the folder of a Zarr array.

    Raises InputError of `data` where there is none of these, or one that cannot be used.
    """
    if is_zarr(path):
        return open_zarr(path)
    if path.is_file():
        return open_npy([path])
    if not path.is_dir():
        raise InputError("data", f"{shown(path, 200)}, which is not there", "a .npy file or a folder", "its whole path")
    files = sorted(path.glob("*.npy"))
    if not files:
        expected = "a folder with .npy files, or that of a Zarr array"
        raise InputError(
            "data", f"the folder {shown(path, 200)} without any", expected, "saving arrays with numpy.save"
        )
    return open_npy(files)

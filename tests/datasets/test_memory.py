"""What streaming holds does not grow with the data."""

import subprocess
import sys
from math import prod
from pathlib import Path

import numpy as np
import pytest

from app.bootstrap import ROOT
from app.datasets.dataset import BLOCK_BYTES

SAMPLE = (16, 64, 64)
MEASURE = """
import resource, sys
import numpy as np
from app.core.axes import layout_of
from app.core.methods import METHODS
from app.datasets import open_dataset
from math import prod
from pathlib import Path
from app.datasets.streaming import stream
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
dataset = open_dataset(Path(sys.argv[1]))
before = peak()
for each in stream(dataset, [method.pools(layout_of("NCHW"), dataset.shape) for method in METHODS]):
    pass
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="memory is measured as Linux counts it")
def test_memory_is_a_few_blocks_whatever_the_size(tmp_path):
    def beyond(samples):
        path = tmp_path / "x.npy"
        with path.open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": (samples, *SAMPLE)}
            np.lib.format.write_array_header_1_0(file, header)
            file.truncate(file.tell() + 4 * samples * prod(SAMPLE))  # zeros that take no room on the disk
        done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    few, many = beyond(200), beyond(1000)  # 52 and 262 MB
    assert many < 8 * BLOCK_BYTES
    assert many - few < BLOCK_BYTES

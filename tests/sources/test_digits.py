"""The digits that small networks are trained on, and what their file says of them."""

from pathlib import Path

import numpy as np

from app.sources import digits


def test_they_are_the_1797_digits_of_the_test_set():
    pictures, labels = digits.digits()
    assert pictures.shape == (1797, 8, 8)
    assert pictures.min() == 0
    assert pictures.max() == 1
    assert (pictures * 16 == np.round(pictures * 16)).all()
    # The class counts that the data set's own description gives for its test set.
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_nobody_can_change_them_for_all_others():
    assert not any(array.flags.writeable for array in digits.digits())


def test_origin_and_licence_are_named():
    folder = Path(digits.__file__).with_name("digits")
    readme = (folder / "README.md").read_text()
    for word in ("Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0"):
        assert word in readme
    assert "CC BY 4.0" in digits.CREDIT
    assert (folder / "digits.npy").stat().st_size < 120_000

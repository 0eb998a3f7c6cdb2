"""How claims about random experiments are tested: over several seeds, within standard errors of those very seeds."""

import numpy as np

SIGMAS = 5
"""With 16 seeds or more, an unbiased average is this many of its standard errors off once in about 10⁴ numbers tested
(Student's t with 15 degrees of freedom); all seeds are fixed, so a test that passes keeps passing."""


def assert_average(values, expected, bias=0.0, precision=None):
    """The average over the seeds (axis 0) is what is expected, but for a known bias and SIGMAS standard errors.

    `precision`: the standard errors must be at most this part of what is expected, or the test would prove nothing.
    """
    values, expected = np.asarray(values, float), np.asarray(expected, float)
    assert len(values) >= 16
    errors = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    off = np.abs(values.mean(axis=0) - expected)
    allowed = SIGMAS * errors + np.abs(bias) + 1e-12 * np.abs(expected)
    assert (off <= allowed).all(), f"off by {off}, allowed {allowed}, expected {expected}"
    if precision is not None:
        assert (errors <= precision * np.abs(expected)).all(), f"standard errors {errors} of {expected} tell too little"

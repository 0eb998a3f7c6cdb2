"""Normaxis: which values of a tensor share one mean and one variance?"""

__version__ = "1.0.0"

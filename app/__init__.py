"""Normaxis: which values of a tensor share one mean and one variance?"""

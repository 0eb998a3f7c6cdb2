"""The mathematics of normalization: axes, pools, moments, arithmetic. Pure: the standard library and NumPy only."""

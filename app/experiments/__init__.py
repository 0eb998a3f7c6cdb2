"""The experiments behind the lessons: settings -> what was measured. Pure: NumPy and `app.core` only.

Each file is one experiment: a frozen dataclass of settings, a function, a frozen dataclass of results. Randomness comes
from an explicit seed; data (photographs, digits) is handed in by the caller. Nothing is drawn from invented curves.
"""

"""Readers of what comes from outside, fed with what nobody would write. `python -m tests.fuzz --seconds 60`."""

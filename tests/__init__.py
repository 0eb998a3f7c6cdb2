"""The tests; they mirror app/. `python3 -m tests` runs them all."""

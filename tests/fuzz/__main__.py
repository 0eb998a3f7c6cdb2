"""`python -m tests.fuzz --seconds 60`: a coverage-guided fuzzer on every target, the seconds shared among them.

What it finds it leaves in a folder and names; `--only NAME --again FILE` reads such a file once more. The fuzzer is
Atheris (`pip install atheris`, the extra `fuzz`), which there is for CPython on Linux and macOS.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = {"figure": 400, "course": 1500, "lecture": 1200}
"""Bytes of an input; 600 for all others."""
SLOW = 10
"""Seconds after which an input is a finding, because it takes so long."""
LEAST = 5


def main(arguments: list[str]) -> int:
    """1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=160, help="for all targets together")
    parser.add_argument("--only", help="one target")
    parser.add_argument("--again", type=Path, help="a file that was found")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "normaxis-findings")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    asked, further = parser.parse_known_args(arguments)
    if asked.one:
        fuzz(asked.one, [*asked.rest, *further])
    from tests.fuzz.targets import TARGETS

    chosen = [target for target in TARGETS if asked.only in (None, target.name)]
    if not chosen:
        parser.error(f"there is no target {asked.only}; there are {', '.join(target.name for target in TARGETS)}")
    if asked.again:
        chosen[0].read(asked.again.read_bytes())
        print("All is well.")
        return 0
    try:
        import atheris  # noqa: F401
    except ImportError:
        parser.error("needs Atheris: pip install 'normaxis[fuzz]'. Without it, `pytest tests/fuzz` tries fewer.")
    asked.findings.mkdir(parents=True, exist_ok=True)
    seconds = max(LEAST, asked.seconds // len(chosen))
    failed = [target.name for target in chosen if not run(target.name, target.seeds, seconds, asked.findings)]
    print(f"Found something in {', '.join(failed)}." if failed else "Nothing found.")
    return 1 if failed else 0


def run(name: str, seeds: tuple[bytes, ...], seconds: int, findings: Path) -> bool:
    """One target in a process of its own, as the fuzzer ends the process it runs in."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST.get(name, 600)}",
            f"-timeout={SLOW}",
            f"-artifact_prefix={findings}/{name}-",
            "-rss_limit_mb=1500",
            "-print_final_stats=1",
        ]
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.fuzz", "--one", name, corpus, *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    told = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
    inputs = told[0].split()[-1] if told else "?"
    print(f"{name}: {inputs} inputs in {time.monotonic() - began:.0f} s", flush=True)
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-2500:], sep="\n", flush=True)
    return done.returncode == 0


def fuzz(name: str, options: list[str]) -> None:
    """Reads what the fuzzer makes, until the time is over or something is found; does not return."""
    import atheris

    # Its hook for regular expressions takes fewer arguments than these do; the one for texts helps.
    hooks: Any = atheris.enabled_hooks
    hooks.add("str")
    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.targets import TARGETS
    [target] = [each for each in TARGETS if each.name == name]
    atheris.Setup([sys.argv[0], *options], target.read)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.rehearsal` goes through the Dockerfile step by step, without Docker, in an empty folder.

A new virtual environment of the system's Python stands for the image's; files are copied as COPY and
.dockerignore say, and each RUN is run. What is installed then has to be the bill of materials. The result is made
read-only, handed to nobody in particular where this is run by the superuser, started as CMD says, and asked as
HEALTHCHECK does. It installs packages, so it needs a network.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.__main__ import PORT
from app.bootstrap import ROOT
from tests.dockerfile import Instruction, admitted, stages
from tests.sbom import PROJECT, bill
from tests.serving import PATIENCE

WORK, INSTALLED = "/build", "/opt/normaxis"
LISTED = "from importlib.metadata import distributions as d; print(*(f'{e.name}=={e.version}' for e in d()), sep='\\n')"


def copy(step: Instruction, root: Path, folder: Path) -> None:
    """What a COPY takes from the tree, as far as it is sent to the builder."""
    ignore = (root / ".dockerignore").read_text(encoding="utf-8")
    *sources, target = step.words
    for name in sources:
        source = root / name
        for path in [source] if source.is_file() else source.rglob("*"):
            inside = path.relative_to(root).as_posix()
            if not path.is_file() or not admitted(inside, ignore):
                continue
            # A file is put under the target's name, or into it; of a folder what is in it.
            place = folder / target if source.is_dir() or not target.endswith("/") else folder / target / path.name
            place = place / path.relative_to(source) if source.is_dir() else place
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def placed(step: Instruction, folder: Path) -> list[str]:
    """A RUN, HEALTHCHECK or CMD as a command, with the image's paths put below a folder."""
    words = step.words if step.rest.startswith("[") else ["sh", "-ec", step.rest]
    return [word.replace(INSTALLED, f"{folder}{INSTALLED}") for word in words]


def build(folder: Path) -> Mapping[str, str]:
    """Goes through the stages; the environment of what runs in the end."""
    builder, final = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    work = folder / WORK.strip("/")
    work.mkdir()
    # The superuser's own Python may lie where nobody else may go.
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin") or sys.executable
    subprocess.run([python, "-m", "venv", folder / "image"], check=True)
    # Nothing of this environment but how packages are fetched.
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTPS_", "NO_PROXY"))
    }
    outside = {**kept, "HOME": str(folder), "PATH": f"{folder}/image/bin:/usr/bin:/bin"}
    for step in builder:
        if step.name == "COPY":
            copy(step, ROOT, work)
        elif step.name == "RUN":
            print("RUN", step.rest, flush=True)
            subprocess.run(placed(step, folder), cwd=work, env=outside, check=True, stdout=subprocess.DEVNULL)
    given = next(each.rest for each in final if each.name == "ENV").replace('"', "").split()
    said = dict(each.split("=", 1) for each in given)
    return said | {"PATH": f"{folder}{INSTALLED}/bin:/usr/bin:/bin"}


def differences(environment: Mapping[str, str]) -> set[str]:
    """What is installed and not on the bill of materials, and the other way round."""
    listed = subprocess.run(["python", "-c", LISTED], env=environment, capture_output=True, text=True, check=True)
    there = {line.lower().replace("_", "-") for line in listed.stdout.split()}
    of_index = [each for each in bill()["components"] if each["purl"].startswith("pkg:pypi/")]
    on_bill = {f"{each['name']}=={each['version']}" for each in of_index}
    return {each for each in there ^ on_bill if not each.startswith(f"{PROJECT['name']}==")}


def runs(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether it serves, for a user who may write nowhere, and is found healthy."""
    final = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))[-1]
    step = {each.name: each for each in final}
    number = int(step["USER"].rest.partition(":")[0])
    user = {"user": number, "group": number, "extra_groups": []} if os.geteuid() == 0 else {}
    empty = folder / "srv"
    empty.mkdir()
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(folder)], check=True)
    check = Instruction("CMD", (), step["HEALTHCHECK"].rest.removeprefix("CMD "))
    server = subprocess.Popen(placed(step["CMD"], folder), cwd=empty, env=environment, stdout=subprocess.PIPE, **user)
    try:
        assert server.stdout is not None and str(PORT).encode() in server.stdout.readline()
        return subprocess.run(placed(check, folder), cwd=empty, env=environment, **user).returncode == 0
    finally:
        server.terminate()
        server.wait(PATIENCE)
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)


def main() -> int:
    """Goes through all of it; 1 where something is not as it should be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = build(folder)
        wrong = sorted(differences(environment))
        healthy = runs(folder, environment)
    print("Installed is exactly the bill of materials." if not wrong else f"On one side only: {', '.join(wrong)}")
    print("It serves on a tree that is only read." if healthy else "It does not serve.")
    return 0 if healthy and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())

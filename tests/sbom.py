"""`python -m tests.sbom` writes the bill of materials: all that runs besides this project, as CycloneDX 1.6 in JSON.

What is pinned and reached from the project's dependencies, and what is vendored. The same tree gives the same bytes.
`--audit` asks a public list of known weaknesses (OSV, https://osv.dev) about each of them, and so needs a network.
"""

import argparse
import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app import __version__
from app.bootstrap import ROOT
from tests.vendor import MANIFEST, VENDOR

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ITSELF = f"pkg:pypi/normaxis@{__version__}"
OSV = "https://api.osv.dev/v1/querybatch"
PATIENCE = 30
"""Seconds in which there has to be an answer."""
PLATFORMS = ({}, {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"})
"""The machines it runs on, as far as what they need differs: this one, and Windows."""


def pins(text: str) -> dict[str, str]:
    """Exact versions by normalized name, of a file of constraints."""
    found = re.findall(r"^([\w.-]+)==([\w.+!-]+)", text, re.MULTILINE)
    return {str(canonicalize_name(name)): version for name, version in found}


def needs(requirements: Iterable[str]) -> set[str]:
    """The normalized names of what is required on any of the machines, extras left out."""
    wanted = [Requirement(each) for each in requirements]
    return {
        str(canonicalize_name(each.name))
        for each in wanted
        if each.marker is None or any(each.marker.evaluate({"extra": "", **machine}) for machine in PLATFORMS)
    }


def reached(requirements: Sequence[str]) -> dict[str, set[str]]:
    """What these need, directly or not, and what each of those needs; as the installed packages say."""
    found: dict[str, set[str]] = {}
    waiting = needs(requirements)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = needs(distribution(name).requires or ())
        except ModuleNotFoundError:  # on other machines only, and without needs of its own there
            found[name] = set()
        waiting |= found[name]
    return found


def package(name: str, version: str) -> dict[str, Any]:
    """A package of the index, as a component."""
    reference = f"pkg:pypi/{name}@{version}"
    component = {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}
    try:
        licence = distribution(name).metadata.get("License-Expression")
    except ModuleNotFoundError:
        licence = None
    return component | ({"licenses": [{"expression": licence}]} if licence else {})


def vendored() -> list[dict[str, Any]]:
    """What the browser is given that others wrote, with the hash under which npm has it."""
    components = []
    for entry in json.loads((VENDOR / MANIFEST).read_text(encoding="utf-8")):
        reference = f"pkg:npm/{entry['name']}@{entry['version']}"
        kind, _, digest = entry["integrity"].partition("-")
        components.append(
            {
                "type": "library",
                "bom-ref": reference,
                "name": entry["name"],
                "version": entry["version"],
                "licenses": [{"license": {"id": entry["licence"]}}],
                "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
                "purl": reference,
            }
        )
    return components


def bill() -> dict[str, Any]:
    """The bill of materials. KeyError where something is needed that is not pinned."""
    pinned = pins((ROOT / "app" / "constraints.txt").read_text(encoding="utf-8"))
    graph = reached(PROJECT["dependencies"])
    packages = {name: package(name, pinned[name]) for name in sorted(graph)}
    others = vendored()
    direct = [packages[name]["bom-ref"] for name in sorted(needs(PROJECT["dependencies"]))]
    edges = [{"ref": ITSELF, "dependsOn": [*direct, *(each["bom-ref"] for each in others)]}]
    for name, component in packages.items():
        needed = [packages[each]["bom-ref"] for each in sorted(graph[name])]
        edges.append({"ref": component["bom-ref"], "dependsOn": needed})
    components = [*packages.values(), *others]
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([ITSELF, components, edges]))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ITSELF,
                "name": PROJECT["name"],
                "version": __version__,
                "licenses": [{"license": {"id": PROJECT["license"]}}],
                "purl": ITSELF,
            }
        },
        "components": components,
        "dependencies": edges,
    }


def known(components: Sequence[dict[str, Any]], address: str = OSV) -> dict[str, list[str]]:
    """What is known to be unsafe among these: the names of its weaknesses by package URL.

    OSError where the list cannot be reached, ValueError where the answer is not about all of them.
    """
    asked = [each["purl"] for each in components]
    body = json.dumps({"queries": [{"package": {"purl": each}} for each in asked]}).encode()
    question = Request(address, body, {"Content-Type": "application/json"})
    with urlopen(question, timeout=PATIENCE) as answer:
        told = json.load(answer)
    results = told.get("results", ())
    if len(results) != len(asked):
        raise ValueError(f"{len(results)} answers to {len(asked)} questions")
    found = {
        purl: [each["id"] for each in result.get("vulns", ())] for purl, result in zip(asked, results, strict=True)
    }
    return {purl: names for purl, names in found.items() if names}


def audit(address: str = OSV) -> int:
    """1 where something is known to be unsafe, 2 where nobody could be asked."""
    components = bill()["components"]
    try:
        found = known(components, address)
    except (OSError, ValueError) as error:
        print(f"Nothing was audited: {error}.", file=sys.stderr)
        return 2
    for purl, names in found.items():
        print(f"{purl}: {', '.join(names)}")
    print(f"{len(found)} of {len(components)} components have known weaknesses.")
    return 1 if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser("python -m tests.sbom", description=__doc__)
    parser.add_argument("--to", type=Path, help="the file; the standard output where none is named")
    parser.add_argument("--audit", action="store_true", help="ask whether something in it is known to be unsafe")
    given = parser.parse_args(arguments)
    if given.audit:
        return audit()
    text = json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"
    if given.to:
        given.to.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Third-party files under static/vendor: fetch a release, or check that the files still are the ones recorded.

python -m tests.vendor                                            checks; exit code 1 names every difference
python -m tests.vendor plotly.js-cartesian-dist-min@4.1.1         fetches with npm, verifies, records
"""

import base64
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import brotli

from app.resources import STATIC

VENDOR = STATIC / "vendor"
MANIFEST = "manifest.json"
NOTICES = "THIRD_PARTY_NOTICES.md"
KEPT = {"plotly.js-cartesian-dist-min": ("plotly-cartesian.min.js", "LICENSE")}
"""Which files of a package are kept."""
SMALLEST_COMPRESSED = 4096


def fetch(name: str, version: str, folder: Path = VENDOR) -> None:
    """Download a release, verify it against the integrity its registry states, and keep what KEPT names."""
    stated = json.loads(_npm("view", f"{name}@{version}", "dist.integrity", "license", "--json"))
    with tempfile.TemporaryDirectory() as work:
        packed = json.loads(_npm("pack", f"{name}@{version}", "--json", "--pack-destination", work))
        archive = Path(work, packed[0]["filename"])
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if integrity != stated["dist.integrity"]:
            raise SystemExit(f"{name}@{version} has integrity {integrity}; expected {stated['dist.integrity']}")
        kept = folder / f"{name}@{version}"
        kept.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as files:
            for file in KEPT[name]:
                member = files.extractfile(f"package/{file}")
                if member is None:
                    raise SystemExit(f"{name}@{version} has no file {file}")
                _write(kept / file, member.read())
    entry = {
        "name": name,
        "version": version,
        "licence": stated["license"],
        "integrity": integrity,
        "files": {file: _sha256(kept / file) for file in KEPT[name]},
    }
    (folder / MANIFEST).write_text(json.dumps([entry], indent=2) + "\n", encoding="utf-8")


def differences(folder: Path = VENDOR) -> list[str]:
    """What in the folder is not as the manifest records it; empty where all is well."""
    found = []
    expected = {folder / MANIFEST, folder / NOTICES}
    notices = (folder / NOTICES).read_text(encoding="utf-8")
    for entry in json.loads((folder / MANIFEST).read_text(encoding="utf-8")):
        release = f"{entry['name']}@{entry['version']}"
        if release not in notices or entry["licence"] not in notices:
            found.append(f"{NOTICES} does not name {release} and its licence")
        for file, recorded in entry["files"].items():
            path = folder / release / file
            compressed = _compressed(path)
            missing = [other.name for other in (path, *compressed) if not other.is_file()]
            found += [f"{release}/{name} is missing" for name in missing]
            expected |= {path, *compressed}
            if missing:
                continue
            if _sha256(path) != recorded:
                found.append(f"{release}/{file} is not the file recorded")
            for other, unpack in compressed.items():
                if unpack(other.read_bytes()) != path.read_bytes():
                    found.append(f"{release}/{other.name} holds other bytes than {file}")
    extra = sorted(path for path in folder.rglob("*") if path.is_file() and path not in expected)
    return found + [f"{path.relative_to(folder).as_posix()} is recorded nowhere" for path in extra]


def _compressed(path: Path) -> dict:
    """The compressed forms that stand beside a file, and how each is unpacked."""
    if path.suffix != ".js" or (path.is_file() and path.stat().st_size < SMALLEST_COMPRESSED):
        return {}
    return {
        path.with_name(path.name + ".br"): brotli.decompress,
        path.with_name(path.name + ".gz"): gzip.decompress,
    }


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for other in _compressed(path):
        packed = brotli.compress(content) if other.suffix == ".br" else gzip.compress(content, 9, mtime=0)
        other.write_bytes(packed)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _npm(*arguments: str) -> str:
    return subprocess.run(("npm", *arguments), check=True, capture_output=True, text=True).stdout


def main(arguments: list[str]) -> int:
    """Fetch the release named, or check."""
    if arguments:
        fetch(*arguments[0].rsplit("@", 1))
    found = differences()
    print("\n".join(found) or "static/vendor is as recorded")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

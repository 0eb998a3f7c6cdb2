"""Read a Dockerfile and a .dockerignore as far as this project uses them."""

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Instruction:
    """One instruction: its name, its options without dashes, and the rest."""

    name: str
    options: tuple[str, ...]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as a list: of the exec form, or of words."""
        if not self.rest.startswith("["):
            return self.rest.split()
        words: list[str] = json.loads(self.rest)
        return words


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        if not line.strip():
            continue
        name, rest = line.split(None, 1)
        options = re.match(r"(?:--\S+\s+)*", rest)
        assert options is not None
        if name == "FROM":
            found.append([])
        given = tuple(option.removeprefix("--") for option in options[0].split())
        found[-1].append(Instruction(name, given, rest[options.end() :].strip()))
    return found


def copied(stage: list[Instruction]) -> list[str]:
    """What a stage takes from the tree."""
    copies = [each for each in stage if each.name in ("COPY", "ADD")]
    own = [each for each in copies if not any(option.startswith("from=") for option in each.options)]
    return [source.rstrip("/") for each in own for source in each.words[:-1]]


def admitted(path: str, ignore: str) -> bool:
    """Whether a file is sent to the builder. The last pattern decides that matches it or a folder it is in."""
    parts = path.split("/")
    places = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    kept = True
    for line in ignore.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        if any(re.fullmatch(_expression(pattern.removeprefix("!").strip("/")), place) for place in places):
            kept = pattern.startswith("!")
    return kept


def _expression(pattern: str) -> str:
    marks = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(marks.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern))

"""A course as plain text: the title, then for each step its address, its sentence and notes, each on lines of its own.

    A lecture of my own

    /?shape=4,3,4,4&methods=batch,layer
    Which values share a mean?
    Let them guess before anything is clicked.

A line that begins with / or http is an address and begins a step, the next line is its sentence, all further ones are
notes. Empty lines may stand anywhere. `> ` before a line keeps it from being taken for an address.
"""

import re
from collections.abc import Callable

from app.core.errors import InputError, shown
from app.lecture.course import Course, CourseError, Step

MOST_CHARACTERS = 20_000
MOST_STEPS = 60
LONGEST_SENTENCE = 200
"""Also of the title. More cannot be read from the back row."""
ADDRESS = re.compile(r"/|https?://", re.IGNORECASE)
MARK = ">"
EXAMPLE = "/?shape=4,3,4,4"


def read_course(text: str, check: Callable[[str], str]) -> Course:
    """The course that a text describes.

    `check` makes an address, as it was written, one from the root on; it raises CourseError where it is no page that
    can be shown. Raises CourseError with everything that is wrong, each error under its line.
    """
    if len(text) > MOST_CHARACTERS:
        got = f"a text of {len(text):,} characters"
        raise CourseError([InputError("text", got, f"at most {MOST_CHARACTERS:,}", "two lectures")])
    lines = [(number, line) for number, each in enumerate(text.splitlines(), 1) if (line := _plain(each))]
    if not lines:
        raise CourseError([InputError("line 1", "no text", "the title of the lecture", "“My lecture”")])
    (first, title), *rest = lines
    errors: list[InputError] = []
    if ADDRESS.match(title):
        errors.append(InputError(f"line {first}", shown(title), "the title of the lecture first", "“My lecture”"))
        rest, title = lines, "?"
    title = re.sub(r"^#\s*", "", title)
    if not title:
        errors.append(InputError(f"line {first}", "a title without a word", "the title of the lecture", "“My lecture”"))
    _not_too_long(errors, first, title)
    parts = _parts(rest, errors)
    if not parts and not errors:
        errors.append(
            InputError(f"line {lines[-1][0]}", "a title and no step", "the address of a first step below it", EXAMPLE)
        )
    if len(parts) > MOST_STEPS:
        got = f"step {MOST_STEPS + 1} of {len(parts)}"
        errors.append(InputError(f"line {parts[MOST_STEPS][0]}", got, f"at most {MOST_STEPS}", "two lectures"))
    steps = tuple(_step(part, errors, check) for part in parts[:MOST_STEPS])
    if errors:
        raise CourseError(sorted(errors, key=_place))
    return Course(title, steps)


def write_course(course: Course) -> str:
    """The text that `read_course` makes the same course of."""
    title = f"# {course.title}" if ADDRESS.match(course.title) or course.title.startswith("#") else course.title
    blocks = [title]
    for step in course.steps:
        lines = [step.sentence, *step.notes.splitlines()]
        marked = [f"{MARK} {line}" if ADDRESS.match(line) or line.startswith(MARK) else line for line in lines]
        blocks.append("\n".join([step.address, *marked]))
    return "\n\n".join(blocks) + "\n"


Lines = list[tuple[int, str]]


def _plain(line: str) -> str:
    """A line without what cannot be seen, such as the mark that some editors put at the beginning of a file."""
    return "".join(letter for letter in line.replace("\t", " ") if letter.isprintable()).strip()


def _parts(lines: Lines, errors: list[InputError]) -> list[tuple[int, str, Lines]]:
    """For each step the number of its first line, its address, and the lines below it."""
    parts: list[tuple[int, str, Lines]] = []
    for number, line in lines:
        if ADDRESS.match(line):
            parts.append((number, line, []))
        elif parts:
            parts[-1][2].append((number, re.sub(rf"^{MARK}\s*", "", line)))
        else:
            expected = "the address of the first step, a line that begins with /"
            errors.append(InputError(f"line {number}", shown(line), expected, EXAMPLE))
    return parts


def _step(part: tuple[int, str, Lines], errors: list[InputError], check: Callable[[str], str]) -> Step:
    number, address, below = part
    try:
        address = check(address)
    except CourseError as wrong:
        errors += [
            InputError(
                f"line {number}{', ' + each.parameter if each.parameter else ''}", each.got, each.expected, each.hint
            )
            for each in wrong.errors
        ]
    below = [(at, line) for at, line in below if line]
    if not below:
        expected = "a sentence for the class on the line below it"
        errors.append(InputError(f"line {number}", f"{shown(address)} alone", expected, "“Which values share a mean?”"))
        return Step(address, "")
    (at, sentence), *notes = below
    _not_too_long(errors, at, sentence)
    return Step(address, sentence, "\n".join(line for _, line in notes))


def _not_too_long(errors: list[InputError], number: int, sentence: str) -> None:
    if len(sentence) > LONGEST_SENTENCE:
        got = f"{len(sentence)} characters for the class to read"
        hint = "a shorter one, and the rest as notes below it"
        errors.append(InputError(f"line {number}", got, f"at most {LONGEST_SENTENCE}", hint))


def _place(error: InputError) -> int:
    """The number of the line that an error stands under."""
    found = re.match(r"line (\d+)", error.parameter)
    return int(found[1]) if found else 0

"""The query of the lecture's pages, by the same strict rules: which course, which step of it, which palette."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.core.errors import InputError, shown
from app.lecture import COURSE, Course, CourseError, read_course, write_course
from app.lecture.packed import pack, unpack
from app.recipe import THEMES
from app.web.lecture_places import local
from app.web.pairs import QueryError, Wrong, each_alone, pairs_of, repaired
from app.web.parameters import SWITCH, Parameter, choice, whole
from app.web.settings import Settings


@dataclass(frozen=True)
class LectureState:
    """What was asked for.

    `packed` is None for the built-in course, `number` counts from 1, `theme` is None where the page decides, `notes` is
    for handouts.
    """

    course: Course
    packed: str | None
    number: int = 1
    theme: str | None = None
    notes: bool = False

    @property
    def query(self) -> str:
        """The canonical query: only what is not the default."""
        said = {
            "step": str(self.number) if self.number != 1 else None,
            "theme": self.theme,
            "notes": "1" if self.notes else None,
            "course": self.packed,
        }
        return urlencode({key: text for key, text in said.items() if text is not None})

    def at(self, path: str, **changes: object) -> str:
        """The address of one of the lecture's pages in this state, some of it changed."""
        query = replace(self, **changes).query  # type: ignore[arg-type]
        return f"{path}?{query}" if query else path


def read_lecture(query: bytes | str, settings: Settings, host: str, keys: tuple[str, ...]) -> LectureState:
    """The state that a raw query asks for, of which a page takes these keys.

    Raises CourseError where a course of one's own cannot be shown, QueryError for all else.
    """
    pairs = pairs_of(query)
    parameters = {key: parameter for key, parameter in PARAMETERS.items() if key in keys}
    try:
        said = each_alone(pairs, parameters)
    except Wrong as wrong:
        nearest: str | None = urlencode(repaired(pairs, wrong.errors, parameters))
        try:
            read_lecture(nearest or "", settings, host, keys)
        except QueryError as further:  # a step beyond the last one is seen only now
            nearest = further.nearest
        except (CourseError, InputError):
            pass  # a course that cannot be shown is put right on a page of its own
        raise QueryError(wrong.errors, nearest) from None
    text = said.get("course")
    course = COURSE if text is None else own_course(text, settings, host)
    packed = None if text is None else pack(write_course(course))
    state = LectureState(course, packed, theme=said.get("theme"), notes=said.get("notes") == SWITCH[1])
    number, last = said.get("step", 1), len(course.steps)
    if not 1 <= number <= last:
        near = 1 if number < 1 else last
        error = InputError("step", shown(number), f"1 to {last}, the steps of this lecture", str(near), str(near))
        raise QueryError([error], replace(state, number=near).query)
    return replace(state, number=number)


def own_course(text: str, settings: Settings, host: str) -> Course:
    """The course of a teacher's text, every address of which was read as its page reads it. Raises CourseError."""
    return read_course(text, lambda address: local(address, host, settings))


def _packed(key: str, text: str) -> str:
    return unpack(text)


PARAMETERS = {
    each.key: each
    for each in (
        Parameter("step", "The step that is shown, from 1.", "1", whole),
        Parameter("theme", "The palette.", "projector", choice(*THEMES), THEMES),
        Parameter("notes", "Whether the speaker’s notes are in the handout.", "1", choice(*SWITCH), SWITCH),
        Parameter("course", "A lecture of one’s own: its text, plain or packed.", "", _packed),
    )
}

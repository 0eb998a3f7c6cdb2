"""A lecture of one’s own with markup everywhere, and the same as its address holds it."""

from app.lecture import Course, Step, write_course
from app.lecture.packed import pack

EVIL = "<script>alert(1)</script>\"'&"
OWN = Course(
    f"Mine {EVIL}",
    (
        Step("/?shape=4,3,4,4&methods=batch", f"One {EVIL}", f"note {EVIL}\nanother"),
        Step("/axes", "Two", ""),
        Step("/lessons/noise?draws=100", "Three", "n"),
    ),
)
PACKED = pack(write_course(OWN))

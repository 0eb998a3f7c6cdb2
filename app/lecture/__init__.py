"""The lecture: a course as steps, each an address with a sentence and notes. COURSE is the built-in one."""

from app.lecture.chapter import COURSE
from app.lecture.course import Course, CourseError, Step
from app.lecture.plans import IDEAS, PLANS, Idea, Part, Plan
from app.lecture.text import read_course, write_course

__all__ = [
    "COURSE",
    "IDEAS",
    "PLANS",
    "Course",
    "CourseError",
    "Idea",
    "Part",
    "Plan",
    "Step",
    "read_course",
    "write_course",
]

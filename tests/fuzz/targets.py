"""TARGETS: every reader of text or bytes from outside, with what has to hold whatever it is given.

A target takes bytes and returns if all is well: a refusal of the project's own is well, and what is taken has to be
what an independent reader makes of it, or has to read back as the same when it is written. Anything else is raised.
"""

import io
import json
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from app.core.errors import InputError
from app.lecture import CourseError, read_course, write_course
from app.lecture.packed import pack, unpack
from app.lessons import LESSONS
from app.recipe import OWN
from app.sources.npy import parse_npy
from app.sources.pasted import parse_pasted
from app.web.bodies import decoded, strict_json, tensor_body
from app.web.compression import accepted
from app.web.conditional import coded, named
from app.web.embed_query import options_of, read_embed
from app.web.exhibits import keys
from app.web.form import state_of_form
from app.web.lecture_places import local
from app.web.lecture_query import read_lecture
from app.web.lesson_query import read_lesson, write_lesson
from app.web.normalize import normalized
from app.web.normalize_request import requested
from app.web.oembed import figure_at
from app.web.pairs import QueryError, pairs_of
from app.web.payload import encode
from app.web.problems import Problem
from app.web.query import read_query, write_query
from app.web.quiz_query import read_quiz, read_sheet, write_quiz, write_sheet
from app.web.settings import Settings
from app.web.share_query import of_form, read_shared
from app.web.short_links import VERSIONS, lengthened, shortened

MOST = 512
SETTINGS = Settings(most_values=MOST, most_pasted=300)
KEYS = keys()
LECTURE_KEYS = ("step", "theme", "notes", "course")
REFUSALS = (InputError, QueryError, CourseError, Problem)
FAULT = 500


@dataclass(frozen=True)
class Target:
    """A reader: its name, what is done with the bytes, and bytes to begin with."""

    name: str
    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def agree(holds: bool, words: str) -> None:
    """A finding, where it does not hold."""
    if not holds:
        raise AssertionError(words)


def refusal(error: Exception) -> None:
    """Whether a refusal is one: with words, and as a problem with a status of the reader's."""
    agree(bool(str(error) or getattr(error, "detail", "")), "a refusal without words")
    if isinstance(error, Problem):
        agree(400 <= error.status < FAULT, f"a refusal with the status {error.status}")
        encode(error.body())


def npy(data: bytes) -> None:
    """NumPy reads the same, where ours does at all."""
    try:
        values = parse_npy(data, MOST)
    except InputError as error:
        return refusal(error)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy warns of headers as Python 2 wrote them
        theirs = np.load(io.BytesIO(data), allow_pickle=False)
    agree(values.shape == theirs.shape and values.size <= MOST, "another shape")
    if values.dtype == np.bool_:
        # NumPy keeps bytes that are neither 0 nor 1.
        theirs = theirs.view(np.uint8) != 0
    agree(values.dtype == theirs.dtype.newbyteorder("="), "another type")
    same = values.tobytes() == np.ascontiguousarray(theirs, values.dtype).tobytes()
    return agree(same, "other values")


def pasted(data: bytes) -> None:
    """JSON reads the same lists, where it does at all and they are plain."""
    text = data.decode("utf-8", "replace")
    try:
        values = parse_pasted(text, MOST)
    except InputError as error:
        return refusal(error)
    agree(values.dtype == np.float64 and 0 < values.size <= MOST and 1 <= values.ndim <= 5, "another kind of array")
    try:
        theirs = np.array(json.loads(text), np.float64)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    # A number alone is a table of one cell.
    return agree(np.array_equal(values.reshape(theirs.shape or (1, 1)), theirs.reshape(values.shape), True), "others")


def body(data: bytes) -> None:
    """The first byte chooses the kind; a refusal, or a tensor within the limit."""
    kinds = ("application/json", "text/csv", "application/x-npy", "text/plain; charset=utf-8", "nonsense/")
    kind = kinds[data[0] % len(kinds)] if data else ""
    try:
        values = tensor_body(data[1:], kind, MOST)
    except REFUSALS as error:
        return refusal(error)
    return agree(0 < values.size <= MOST and values.ndim <= 5, "more than is taken")


def strict(data: bytes) -> None:
    """What is taken is what the standard library reads, and what is refused twice is refused alike."""
    try:
        found = strict_json(data)
    except REFUSALS as error:
        return refusal(error)
    agree(repr(found) == repr(json.loads(data.decode("utf-8-sig"))), "another document")
    try:
        decoded(found, MOST, "")
    except REFUSALS as error:
        refusal(error)
    return None


def normalizing(data: bytes) -> None:
    """A refusal, or an answer that can be written."""
    try:
        told = normalized(requested(strict_json(data)), MOST)
    except REFUSALS as error:
        return refusal(error)
    return agree(bool(json.loads(encode(told))["reduced_axes"]) or told["pool_size"] == 1, "no answer")


def query(data: bytes) -> None:
    """What is read reads back from what is written; what is refused leads to what is read."""
    try:
        asked = read_query(data, SETTINGS)
    except QueryError as error:
        refusal(error)
        if error.nearest is not None:
            read_query(error.nearest, SETTINGS)
        return None
    canonical = write_query(asked.recipe)
    if asked.recipe.source != OWN or asked.recipe.values is not None:
        again = read_query(canonical, SETTINGS)
        agree(again.recipe == asked.recipe and write_query(again.recipe) == canonical, "another recipe")
    return None


def form(data: bytes) -> None:
    """Fields of any kind lead to an address that is read or refused."""
    try:
        pairs = pairs_of(data)
    except QueryError:
        return
    written = state_of_form(pairs)
    agree(written.isascii() and written.isprintable(), "an address that is none")
    query(written.encode())


def lesson(data: bytes) -> None:
    """As `query`, for the lesson that the first byte chooses."""
    chosen = LESSONS[(data[0] if data else 0) % len(LESSONS)]
    try:
        state = read_lesson(data[1:], chosen)
    except QueryError as error:
        refusal(error)
        read_lesson(error.nearest or "", chosen)
        return
    agree(read_lesson(write_lesson(state), chosen) == state, "another state")


def quiz(data: bytes) -> None:
    """As `query`, for the quiz and its sheet."""
    for read, write in ((read_quiz, write_quiz), (read_sheet, write_sheet)):
        try:
            state = read(data)
        except QueryError as error:
            refusal(error)
            read(error.nearest or "")
        else:
            agree(read(write(state)) == state, "another state")


def embed(data: bytes) -> None:
    """As `query`, for the options of the embedded page; the figure itself is drawn for short queries only."""
    try:
        options, _ = options_of(pairs_of(data))
    except QueryError as error:
        refusal(error)
        return
    agree(options_of(pairs_of(options.query)) == (options, ()), "other options")


def figure(data: bytes) -> None:
    """The figure that the first byte chooses, drawn: in a frame, in the dialog that shares it, in a short link."""
    key = KEYS[(data[0] if data else 0) % len(KEYS)]
    if key not in ("compare", "axes", "matrix", "code"):
        return  # the others take too long
    try:
        found, options = read_embed(key, data[1:], SETTINGS)
        shared = read_shared(key, options.beside(found.query), SETTINGS)
    except REFUSALS as error:
        return refusal(error)
    agree(shared.exhibit.query == found.query and shared.options == options, "another state")
    if found.query:
        version, name = shortened(key, found.query).partition("?")[0].split("/")[2:4]
        agree(version in VERSIONS and name == key, "a link to another figure")


def sharing(data: bytes) -> None:
    """Fields of the dialog lead to an address; a short link to a longer one."""
    try:
        pairs = pairs_of(data)
    except QueryError:
        return
    key, written = of_form("compare", pairs)
    for address in (written, lengthened("1", "matrix", data.decode("latin-1"))):
        agree(address.isascii() and address.isprintable() and isinstance(key, str), "an address that is none")


def page_address(data: bytes) -> None:
    """The address of a page with a figure, as oEmbed takes it."""
    try:
        figure_at("http://testserver", data.decode("utf-8", "replace"), SETTINGS)
    except REFUSALS as error:
        refusal(error)


def course(data: bytes) -> None:
    """A lecture as text reads back from what is written, and fits an address or is refused."""
    text = data.decode("utf-8", "replace")
    try:
        read = read_course(text, _local)
    except CourseError as error:
        return refusal(error)
    again = read_course(write_course(read), _local)
    agree(again == read, "another course")
    try:
        packed = pack(write_course(read))
    except InputError as error:
        return refusal(error)
    return agree(unpack(packed) == write_course(read), "another text")


def lecture(data: bytes) -> None:
    """The query of the lecture's pages, with a course in it or not."""
    try:
        state = read_lecture(data, SETTINGS, "testserver", LECTURE_KEYS)
    except QueryError as error:
        refusal(error)
        if error.nearest:
            _nearest_lecture(error.nearest)
        return
    except (CourseError, InputError) as error:
        return refusal(error)
    agree(read_lecture(state.query, SETTINGS, "testserver", LECTURE_KEYS) == state, "another state")


def _nearest_lecture(nearest: str) -> None:
    with suppress(CourseError, InputError):  # a course that cannot be shown is put right on a page of its own
        read_lecture(nearest, SETTINGS, "testserver", LECTURE_KEYS)


def _local(address: str) -> str:
    return local(address, "testserver", SETTINGS)


def headers(data: bytes) -> None:
    """Headers that decide what is sent back: codings, and tags that a reader has."""
    agree(accepted(data.decode("latin-1")) is not None, "no codings")
    tag = b'"0123"'
    agree(named(data, tag) in (None, tag, coded(tag)), "a tag of another answer")


def _npy(array: object, **how: object) -> bytes:
    made = io.BytesIO()
    np.save(made, np.asarray(array, **how))  # type: ignore[call-overload]
    return made.getvalue()


def _seeds(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


QUERIES = (
    "shape=4,3,4,4&source=gaussian&seed=7&methods=batch,layer,instance&epsilon=1e-5&cell=0,1,2,3&view=matrix",
    "layout=sequence&shape=4,5,6&source=gaussian&methods=reduce:TC,group,ghost&groups=2&virtual=2&mode=test&batches=5",
    "layout=features&shape=8,4&source=heavy&convention=pytorch&epsilon_place=deviation&scale=-1.5e3&offset=0.25",
    "values=[[1,2],[3,nan]]&turn=30,40&colours=own&framework=jax&axis=own&theme=dark&new_weight=0.5&seed=1",
    "shape=7&groups=&cell=-1,999999999999&shape=4,3&x=%00%ff%0d%0a&methods=batch,batch",
)
TEXTS = (
    "1,2\n3,4\n",
    "[[1, 2], [3, NaN]]",
    "array([[1., -2e-3]], dtype=float32)",
    "[[[[[1]]]]]",
    "1;2\n3;,4",
    "1 2\n3",
)
BODY = '{"tensor": {"values": [[1, 2], [3, "NaN"]]}, "axes": "NC", "method": "batch", "epsilon": 0.5'
BODIES = (
    BODY + ', "scale": {"values": [2, 3]}, "running": {"mean": {"values": [0, 0]}, "variance": {"values": [1, 1]}}}',
    BODY + ', "frozen": {"mean": {"values": [0, 0]}, "variance": {"values": [1, 1]}}, "groups": null}',
    '{"tensor": {"shape": [2, 2], "dtype": "float16", "data": "ADwAPAA8ADw="}, "reduce": ["N"], "center": false}',
    '{"tensor": {"values": [[[[1, 2], [3, 4]]]]}, "method": "group", "groups": 1, "epsilon_place": "deviation"}',
    '{"a": 1, "a": NaN}',
    "[[[[[[1e999]]]]]]",
)
LESSON_QUERIES = ("\0seed=3&predict=skip&theme=dark", "\x05depth=12&width=64", "\x09x=1&seed=-1", "\x03rate=1e-3,0.1,2")
QUIZ_QUERIES = (
    "seed=7&kinds=mode,means&level=2&count=10&number=3&answer=0-3,8&theme=dark",
    "seed=999999&answers=1",
    "number=99&seed=-1",
)
EMBED_QUERIES = ("hide=title,link&live=1&play=1&title=A%20%3Cb%3E", "title=%0a&hide=x&seed=1&live=2")
COURSES = (
    "# Mine\n\n/?shape=4,3,4,4&methods=batch\nWhich?\n> /not an address\nnotes\n\n/lessons/noise\nNoise.\n",
    "T\nhttp://testserver/axes\nAll.\nhttps://evil.example/\n/nowhere\n",
    "#\n/?seed=1\nWhich?\n",
)
TARGETS = (
    Target(
        "npy",
        npy,
        (
            _npy([[1.5, 2], [3, 4]], dtype="<f4"),
            _npy(np.arange(6).reshape(1, 2, 3), dtype=">i8"),
            _npy(np.asfortranarray(np.ones((2, 3), "?"))),
            _npy([1], dtype="<u2"),
        ),
    ),
    Target("pasted", pasted, _seeds(TEXTS)),
    Target("body", body, (*_seeds("\1" + text for text in TEXTS), b"\0" + BODIES[4].encode(), b"\2" + _npy([1.0]))),
    Target("json", strict, _seeds((*BODIES, *TEXTS[1:2]))),
    Target("normalize", normalizing, _seeds(BODIES)),
    Target("query", query, _seeds(QUERIES)),
    Target(
        "form", form, _seeds((*QUERIES, "size.N=4&size.C=3&layout=features&was.layout=image&source=own&values=1,2"))
    ),
    Target("lesson", lesson, _seeds(LESSON_QUERIES)),
    Target("quiz", quiz, _seeds(QUIZ_QUERIES)),
    Target("embed", embed, _seeds(EMBED_QUERIES)),
    Target("figure", figure, _seeds("\0" + query for query in (*QUERIES[:3], EMBED_QUERIES[0]))),
    Target("sharing", sharing, _seeds(("share.size=own&share.width=300&share.show=title&view=matrix", *QUERIES[:2]))),
    Target(
        "page-address", page_address, _seeds(("http://testserver/?seed=1", "http://testserver/embed/axes", "//x[/"))
    ),
    Target("course", course, _seeds(COURSES)),
    Target(
        "lecture",
        lecture,
        (b"step=3&theme=dark&notes=1", b"course=" + pack(COURSES[0]).encode(), b"course=A%0a/", b"step=0&x=1"),
    ),
    Target("headers", headers, (b'W/"0123", "0123-gzip"', b"*", b"gzip;q=0, br;q=1.0, *;q=0.5")),
)

"""A course in an address: what goes in comes out, and nothing that is made up breaks anything or grows without end."""

import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.lecture import COURSE, write_course
from app.lecture.packed import MOST_BYTES, MOST_PACKED, PACKED, pack, unpack


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=400))
def test_what_is_packed_is_unpacked(text: str) -> None:
    assert unpack(pack(text)) == text
    assert PACKED.fullmatch(pack(text))


def test_a_plain_text_is_taken_as_it_is() -> None:
    assert unpack("T\n/axes\nA.") == "T\n/axes\nA."


def test_the_built_in_course_fits_with_room_to_spare() -> None:
    assert len(pack(write_course(COURSE))) < 0.75 * MOST_PACKED


@given(st.from_regex(PACKED, fullmatch=True))
def test_letters_that_nobody_packed_are_refused_or_are_a_text(text: str) -> None:
    try:
        assert isinstance(unpack(text), str)
    except InputError as error:
        assert error.parameter == "course"


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


BROKEN = {
    "cut off": pack(write_course(COURSE))[:-8],
    "not compressed": encoded(b"plain text and not compressed"),
    "not UTF-8": encoded(zlib.compress(b"\xff\xfe\xfd")),
    "one that grows": encoded(zlib.compress(b"a" * (MOST_BYTES + 1))),
    "too long": "A" * (MOST_PACKED + 1),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_what_cannot_be_unpacked_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        unpack(text)
    assert caught.value.parameter == "course"


def test_what_does_not_fit_is_refused() -> None:
    # Every letter is another one, so that nothing can be compressed.
    with pytest.raises(InputError, match=f"at most {MOST_PACKED:,}"):
        pack("".join(map(chr, range(0x4E00, 0x4E00 + MOST_PACKED))))

"""What is written in one turn of the loop leaves together, in order, and nothing of it is lost."""

import asyncio

from app.web.together import LARGE, Together


class Wire:
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return 7


def test_pieces_of_one_turn_are_one_and_those_of_the_next_another() -> None:
    async def test() -> None:
        wire = Wire()
        transport = Together(wire, asyncio.get_running_loop())  # type: ignore[arg-type]
        for piece in (b"head", b"", b"body"):
            transport.write(piece)
        assert wire.sent == []
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)
        assert wire.sent == [b"headbody", b"next"]
        assert transport.get_write_buffer_size() == 7

    asyncio.run(test())


def test_large_pieces_are_not_copied_and_keep_their_place() -> None:
    async def test() -> None:
        wire, large = Wire(), b"a" * (LARGE + 1)
        transport = Together(wire, asyncio.get_running_loop())  # type: ignore[arg-type]
        transport.write(b"head")
        transport.write(large)
        assert wire.sent == [b"head", large] and wire.sent[1] is large
        transport.write(b"end")
        transport.close()
        assert wire.sent[2:] == [b"end"] and wire.closed
        transport.write(b"too late")
        await asyncio.sleep(0)
        assert len(wire.sent) == 3

    asyncio.run(test())


def test_what_is_given_up_is_not_sent() -> None:
    async def test() -> None:
        wire = Wire()
        transport = Together(wire, asyncio.get_running_loop())  # type: ignore[arg-type]
        transport.write(b"head")
        transport.abort()
        await asyncio.sleep(0)
        assert wire.sent == [] and wire.closed

    asyncio.run(test())

"""The socket that the server listens on."""

import socket

from app.__main__ import listen


def test_accepted_connections_can_be_told_to_send_at_once():
    """asyncio sets TCP_NODELAY only where the protocol is TCP; accepted sockets say what the listening one says."""
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP

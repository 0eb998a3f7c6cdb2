"""A server that is told to stop finishes what it was asked, takes nothing new, and is gone within ten seconds."""

import signal
import socket
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from app.bootstrap import ROOT
from tests.serving import started

SOON = 10
LONG = "/api/v1/compare?shape=64,256,48,48&source=gaussian&methods=batch,layer,instance"
"""Takes some tenths of a second."""


def test_requests_under_way_are_finished_and_no_others_taken() -> None:
    with started(folder=ROOT) as (address, process):
        place = urlsplit(address)
        got: list[int] = []

        def ask() -> None:
            connection = HTTPConnection(place.netloc)
            connection.request("GET", LONG)
            response = connection.getresponse()
            body = response.read()
            got.append(response.status if body.endswith(b"}") else 0)
            connection.close()

        idle = socket.create_connection((place.hostname, place.port))
        half = socket.create_connection((place.hostname, place.port))
        half.sendall(b"GET / HTTP/1.1\r\nHos")
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.2)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        asking.join(SOON)
        assert got == [200]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((place.hostname, place.port))
        assert process.wait(SOON) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < SOON
        idle.close()
        half.close()


def test_a_training_that_someone_watches_does_not_keep_it() -> None:
    with started(folder=ROOT) as (address, process):
        connection = HTTPConnection(urlsplit(address).netloc)
        connection.request("GET", "/lessons/learning-rates/run")
        assert connection.getresponse().readline().startswith(b"{")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SOON + 2) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < SOON
        connection.close()

"""Answers in pieces: the host hands requests over to the worker's own web server."""

import http.client
import socket
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from azfunc.worker import schema
from tests.contract.values import NOTHING, Value, rpc

from .conftest import StartWorker
from .host import Answer, Host, Worker

APP = Path(__file__).parent / "apps" / "streaming"


class Proxy:
    """The host's side of requests that it hands over: the invocation over the stream, the request over HTTP."""

    def __init__(self, worker: Worker, url: str) -> None:
        self.worker = worker
        self.address = urlsplit(url).netloc
        self._connections: list[http.client.HTTPConnection] = []

    def send(
        self, function: str, path: str, *, method: str = "GET", body: bytes = b"", **params: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Sends a request; returns the answer, whose body is still on its way, and the invocation's id."""
        invocation_id = str(uuid.uuid4())
        empty = rpc.RpcHttp()
        for name, value in params.items():
            empty.nullable_params[name].value = value
        request = self.worker.invocation(function, req=rpc.TypedData(http=empty))
        request.invocation_id = invocation_id
        del request.input_data[:]
        trigger = self.worker.triggers[function]
        request.input_data.append(rpc.ParameterBinding(name=trigger, data=rpc.TypedData(http=empty)))
        threading.Thread(target=self.worker.start, args=(request,)).start()  # either may arrive first
        headers = {"x-ms-invocation-id": invocation_id, "x-name": "Ada"}
        return self.request(method, path, body, headers), invocation_id

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """Sends what may belong to no invocation."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        self._connections.append(connection)
        connection.request(method, path, body=body or None, headers=dict(headers or {}))
        return connection.getresponse()

    def close(self) -> None:
        """Ends all connections."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()


@pytest.fixture(scope="module")
def running(host: Host) -> Iterator[Proxy]:
    """A worker whose app streams."""
    worker = host.start(APP)
    url = worker.init().capabilities["HttpUri"]
    for function in worker.metadata().function_metadata_results:
        worker.load(function)
    yield Proxy(worker, url)
    worker.close()


@pytest.fixture
def proxy(running: Proxy) -> Iterator[Proxy]:
    """The same, without connections of other tests."""
    yield running
    running.close()


def ended(proxy: Proxy, invocation_id: str) -> Answer:
    return proxy.worker.answer(invocation_id)


@pytest.mark.parametrize("function", ["pieces", "sync_pieces"])
def test_a_piece_arrives_before_the_next_is_made(proxy: Proxy, function: str) -> None:
    """The first piece is read while the handler waits; the invocation ends with the last one."""
    response, invocation_id = proxy.send(function, f"/api/{function}/{function}", name=function)
    assert response.status == 200
    assert response.readline() == b"first\n"
    answers = [message for message in proxy.worker.stream.received if message.HasField("invocation_response")]
    assert invocation_id not in {message.invocation_response.invocation_id for message in answers}
    opened, _ = proxy.send("open_gate", f"/api/open/{function}", name=function)
    assert opened.read() == b"opened"
    assert response.read() == b"second\n"
    answer = ended(proxy, invocation_id)
    assert (answer.ok, answer.value) == (True, NOTHING)


def test_logs_of_a_stream_belong_to_its_invocation(proxy: Proxy) -> None:
    """What the generator logs carries the id, although the handler has long returned."""
    proxy.send("open_gate", "/api/open/logged", name="logged")[0].read()
    response, invocation_id = proxy.send("pieces", "/api/pieces/logged", name="logged")
    assert response.read() == b"first\nsecond\n"
    ended(proxy, invocation_id)
    found = {log.message: log.invocation_id for log in proxy.worker.logs()}
    assert found["first of logged"] == found["second of logged"] == invocation_id


def test_whole_answers_in_the_same_app(proxy: Proxy) -> None:
    """A handler that streams nothing gets the request as it was sent; other outputs go over the stream."""
    response, invocation_id = proxy.send(
        "classic", "/api/classic/7?a=1&a=2&empty=", method="POST", body=b"soup", id="7"
    )
    assert (response.status, response.headers["x-copy"]) == (201, "yes")
    seen = response.read().decode()
    assert seen.startswith("POST http://127.0.0.1:")
    assert "/api/classic/7?a=1&a=2&empty= {'a': '1,2', 'empty': ''} 7 Ada" in seen
    answer = ended(proxy, invocation_id)
    assert (answer.value, answer.outputs) == (NOTHING, {"copy": Value("string", "soup")})


def test_streamed_response(proxy: Proxy) -> None:
    """Status, headers and type of a StreamedResponse."""
    response, _ = proxy.send("events", "/api/events")
    assert (response.headers["content-type"], response.headers["x-table"]) == ("text/event-stream", "4")
    assert response.read() == b"data: 1\n\n"


def test_answers_that_say_how_they_travel(proxy: Proxy) -> None:
    """An answer that has no body sends none, and the server alone says how long one is."""
    response, _ = proxy.send("empty", "/api/empty")
    assert (response.status, response.read()) == (204, b"")
    response, _ = proxy.send("measured", "/api/measured")
    assert (response.headers.get_all("content-length"), response.headers["x-table"]) == (["4"], "4")
    assert response.read() == b"soup"


def test_a_client_that_leaves_while_it_sends(proxy: Proxy) -> None:
    """The handler never sees half a body: its invocation fails, without waiting for the rest."""
    request = proxy.worker.invocation("classic", req=rpc.TypedData(http=rpc.RpcHttp()))
    host, _, port = proxy.address.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST /api/classic/7 HTTP/1.1\r\nhost: x\r\nx-ms-invocation-id: {request.invocation_id}\r\n"
        connection.sendall(f"{head}content-length: 100\r\n\r\nhalf".encode())
    answer = proxy.worker.answer(proxy.worker.start(request)[0], seconds=20)
    assert answer.error == "InvocationError: The client left before it had sent the whole HTTP request."


def test_a_stream_that_breaks(proxy: Proxy) -> None:
    """The client sees that the end is missing, and the host why."""
    response, invocation_id = proxy.send("broken", "/api/broken")
    assert response.readline() == b"first\n"
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    answer = ended(proxy, invocation_id)
    assert answer.error == "ValueError: no second"
    assert "function_app.py" in answer.stack


def test_a_handler_that_fails_before_its_answer(proxy: Proxy) -> None:
    """Nothing has been sent when the first piece fails: the answer is whole, 500 or cut off, and the host told why."""
    response, invocation_id = proxy.send("failing", "/api/failing")
    assert ended(proxy, invocation_id).error == "ValueError: no first"
    assert response.status == 500


def test_a_client_that_leaves(proxy: Proxy) -> None:
    """The generator is closed, and the invocation ends."""
    response, invocation_id = proxy.send("endless", "/api/endless")
    assert len(response.read(100_000)) == 100_000
    response.close()
    proxy.close()
    assert ended(proxy, invocation_id).ok
    told, _ = proxy.send("who_left", "/api/left")
    assert b"endless" in told.read()


def test_a_large_stream_keeps_memory_flat(proxy: Proxy) -> None:
    """64 MB pass through without being collected."""
    before = proxy.worker.memory()
    response, _ = proxy.send("large", "/api/large")
    size = 0
    most = 0.0
    while chunk := response.read(1_000_000):
        size += len(chunk)
        most = max(most, proxy.worker.memory())
    assert size == 64 * 1024 * 1024
    assert most - before < 16_000_000


def test_a_request_without_invocation(proxy: Proxy) -> None:
    """Who is no host is told so."""
    response = proxy.request("GET", "/api/events")
    assert response.status == 400
    assert b"x-ms-invocation-id" in response.read()


def test_a_host_that_does_not_hand_over(proxy: Proxy) -> None:
    """A request in the invocation itself is answered there, the stream made whole."""
    request = proxy.worker.invocation("events")
    whole = rpc.RpcHttp(method="GET", url="http://localhost/api/events")
    request.input_data.append(rpc.ParameterBinding(name="req", data=rpc.TypedData(http=whole)))
    answer = proxy.worker.answer(proxy.worker.start(request)[0])
    http_answer: schema.RpcHttp = answer.response.return_value.http
    assert http_answer.body.bytes == b"data: 1\n\n"


def test_web_apps_stream(host: Host) -> None:
    """The pieces of an ASGI app go out as it sends them, and its lifespan ends with the worker."""
    worker = host.start(APP.parent / "web")
    proxy = Proxy(worker, worker.init().capabilities["HttpUri"])
    (function,) = worker.metadata().function_metadata_results
    worker.load(function)
    response, invocation_id = proxy.send(function.name, "/api/stream")
    assert response.readline() == b"first\n"
    assert proxy.send(function.name, "/api/open")[0].read() == b"opened"
    assert response.read() == b"second\n"
    assert ended(proxy, invocation_id).ok
    proxy.close()
    worker.stream.send(rpc.StreamingMessage(worker_terminate=rpc.WorkerTerminate()))
    assert worker.process.wait(30) == 0
    assert "the site is closed" in worker.output()
    worker.close()


def test_an_app_that_streams_nothing(start: StartWorker) -> None:
    """It has no web server, and its requests come over the stream."""
    assert "HttpUri" not in start(APP.parent / "everything").init().capabilities

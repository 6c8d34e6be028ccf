"""Large values through files in memory, laid out as the host lays them out, over a real stream."""

import struct
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from azfunc.worker.shared_memory import DIRECTORIES_SETTING, ENABLED_SETTING, SMALLEST
from tests.contract.values import Value, http, rpc, text

from .conftest import APPS, StartWorker
from .host import Answer, Host, Worker

APP = APPS / "everything"
STRING, BYTES = 1, 3
LARGE = b"\xff\x00" * SMALLEST


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the files: in memory where this machine has that, so that tests do not meet each other's."""
    base = Path("/dev/shm") if Path("/dev/shm").is_dir() else tmp_path_factory.getbasetemp()
    directory = base / f"azfunc-test-{uuid.uuid4()}"
    directory.mkdir()
    yield directory / "AzureFunctions"
    for file in (directory / "AzureFunctions").iterdir():
        file.unlink()
    (directory / "AzureFunctions").rmdir()
    directory.rmdir()


@pytest.fixture(scope="module")
def worker(start: StartWorker, memory: Path) -> Worker:
    """A worker that may use them."""
    return start(APP, environment={ENABLED_SETTING: "1", DIRECTORIES_SETTING: str(memory.parent)})


def put(memory: Path, content: bytes) -> str:
    """Writes a value as the host does: a byte that says it is there, its length in eight, then the value."""
    name = str(uuid.uuid4())
    (memory / name).write_bytes(b"\x01" + struct.pack("<q", len(content)) + content)
    return name


def invoke(worker: Worker, function: str, name: str, kind: int, count: int = 0, offset: int = 0) -> Answer:
    """Runs a function on a value in shared memory."""
    request = worker.invocation(function)
    parameter = request.input_data.add(name="msg")
    place = parameter.rpc_shared_memory
    place.name, place.type, place.count, place.offset = name, kind, count, offset
    return worker.answer(worker.start(request)[0])


def close(worker: Worker, *names: str) -> dict[str, bool]:
    """Lets go of values, as the host asks for it after an invocation."""
    request = rpc.CloseSharedMemoryResourcesRequest(map_names=names)
    response = worker.ask("close_shared_memory_resources_response", close_shared_memory_resources_request=request)
    return dict(response.close_map_results)


def test_is_advertised(host: Host, memory: Path) -> None:
    """Only where the setting turns it on, and the folder can be written to."""
    for environment, expected in (
        ({ENABLED_SETTING: "true", DIRECTORIES_SETTING: str(memory.parent)}, True),
        ({ENABLED_SETTING: "0", DIRECTORIES_SETTING: str(memory.parent)}, False),
        ({ENABLED_SETTING: "1", DIRECTORIES_SETTING: "/proc/1"}, False),
    ):
        worker = host.start(APP, environment=environment)
        try:
            assert ("SharedMemoryDataTransfer" in worker.init().capabilities) is expected
        finally:
            worker.close()


def test_bytes_both_ways(worker: Worker, memory: Path) -> None:
    """A value is read from the host's file, and the answer is in one of the worker's, until the host lets go."""
    name = put(memory, LARGE)
    answer = invoke(worker, "copies", name, BYTES, len(LARGE))
    assert answer.ok, answer.error
    [output] = answer.response.output_data
    assert output.WhichOneof("rpc_data") == "rpc_shared_memory"
    place = output.rpc_shared_memory
    assert (place.offset, place.count, place.type) == (0, len(LARGE), BYTES)
    written = memory / place.name
    assert written.read_bytes() == b"\x01" + struct.pack("<q", len(LARGE)) + LARGE[::-1]
    assert written.stat().st_mode & 0o077 == 0
    assert close(worker, name, place.name, "never was") == {name: True, place.name: True, "never was": False}
    assert not written.exists()
    assert (memory / name).exists(), "the host's file is the host's"
    assert close(worker, place.name) == {place.name: False}


def test_text(worker: Worker, memory: Path) -> None:
    """Text is UTF-8 there; in the file and in the answer's return value, which is always in the message."""
    sent = "süppchen" * 100
    answer = invoke(worker, "repeats", put(memory, sent.encode()), STRING)
    assert answer.value == Value("string", sent)


def test_part_of_a_file(worker: Worker, memory: Path) -> None:
    """Offset and count pick a part of what is there."""
    answer = invoke(worker, "repeats", put(memory, b"one two three"), STRING, count=3, offset=4)
    assert answer.value == Value("string", "two")


def test_small_values_stay_in_the_message(worker: Worker) -> None:
    """Below a megabyte the message is quicker."""
    answer = worker.invoke("copies", msg=text("soup"))
    assert answer.outputs == {"out": Value("bytes", b"puos")}


@pytest.mark.parametrize(
    "content", [b"\x00" + struct.pack("<q", 4) + b"soup", b"\x01" + struct.pack("<q", 99) + b"soup"[:0], b"\x01", b""]
)
def test_broken_files(worker: Worker, memory: Path, content: bytes) -> None:
    """A file that is not written yet, or is shorter than it says, fails the invocation."""
    (memory / "broken").write_bytes(content)
    answer = invoke(worker, "repeats", "broken", STRING, count=4)
    assert not answer.ok
    assert worker.is_alive()


@pytest.mark.parametrize("name", ["", "missing", "../../etc/passwd", "/etc/passwd", "."])
def test_names(worker: Worker, name: str) -> None:
    """A name that is not one of a file there is refused."""
    answer = invoke(worker, "repeats", name, STRING)
    assert answer.error.startswith("InvocationError")
    assert ENABLED_SETTING in answer.error


def test_unknown_type(worker: Worker, memory: Path) -> None:
    """A type that no value there has."""
    assert "unknown type 99" in invoke(worker, "repeats", put(memory, b"x"), 99).error


def test_host_keeps_values(host: Host, memory: Path) -> None:
    """A host with a cache of values takes over the files of the worker."""
    worker = host.start(APP, environment={ENABLED_SETTING: "1", DIRECTORIES_SETTING: str(memory.parent)})
    try:
        worker.prepare(FunctionDataCache="true")
        answer = invoke(worker, "copies", put(memory, LARGE), BYTES)
        name = answer.response.output_data[0].rpc_shared_memory.name
        assert close(worker, name) == {name: True}
        assert (memory / name).exists()
    finally:
        worker.close()


def test_end(host: Host, memory: Path) -> None:
    """At its end a worker removes the files that nobody has let go of."""
    worker = host.start(APP, environment={ENABLED_SETTING: "1", DIRECTORIES_SETTING: str(memory.parent)})
    try:
        worker.prepare()
        answer = invoke(worker, "copies", put(memory, LARGE), BYTES)
        name = answer.response.output_data[0].rpc_shared_memory.name
        assert (memory / name).exists()
        worker.send(worker_terminate=rpc.WorkerTerminate())
        assert worker.wait() == 0
        assert not (memory / name).exists()
    finally:
        worker.close()


def test_http_stays_in_the_message(worker: Worker) -> None:
    """Responses go with their message: the protocol has no place for one elsewhere."""
    answer = worker.invoke("mirror", req=http("POST", body=LARGE))
    assert answer.response.return_value.http.body.bytes == LARGE

"""Values in shared memory, without a worker around them."""

import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import NOTHING, Datum
from azfunc.errors import InvocationError
from azfunc.worker import protocol, schema
from azfunc.worker.shared_memory import DIRECTORIES_SETTING, ENABLED_SETTING, SMALLEST, SharedMemory

rpc = protocol.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the files are."""
    yield tmp_path_factory.mktemp("memory")


def place(name: str, kind: int = 3, offset: int = 0, count: int = 0) -> schema.RpcSharedMemory:
    """What the host says of a value."""
    return rpc.RpcSharedMemory(name=name, type=kind, offset=offset, count=count)


@given(st.binary(max_size=64), st.data())
def test_parts(folder: Path, content: bytes, data: st.DataObject) -> None:
    """Any part of what is written is read; what reaches beyond it is refused."""
    (folder / "part").write_bytes(b"\x01" + struct.pack("<q", len(content)) + content)
    offset = data.draw(st.integers(0, 70))
    count = data.draw(st.integers(1, 70))
    memory = SharedMemory([folder])
    if offset + count <= len(content):
        assert memory.read(place("part", 3, offset, count)) == Datum("bytes", content[offset : offset + count])
    else:
        with pytest.raises(InvocationError, match="Turn it off"):
            memory.read(place("part", 3, offset, count))


@pytest.mark.parametrize("value", ["é" * SMALLEST, b"\xff" * SMALLEST], ids=["text", "bytes"])
def test_round_trip(folder: Path, value: bytes | str) -> None:
    """What one worker writes another can read, until it is closed."""
    writer, reader = SharedMemory([folder]), SharedMemory([folder])
    parameter = rpc.ParameterBinding()
    datum = Datum("string", value) if isinstance(value, str) else Datum("bytes", value)
    assert writer.write(datum, parameter)
    assert reader.read(parameter.rpc_shared_memory) == datum
    name = parameter.rpc_shared_memory.name
    assert reader.close([name]) == {name: True}
    assert (folder / name).exists()
    writer.close_all()
    assert not (folder / name).exists()


@pytest.mark.parametrize(
    ("datum", "expected"),
    [
        (Datum("string", "x" * (SMALLEST // 2)), True),
        (Datum("string", "x" * (SMALLEST // 2 - 1)), False),
        (Datum("bytes", b"x" * SMALLEST), True),
        (Datum("bytes", b"x" * (SMALLEST - 1)), False),
        (Datum("json", "1" * SMALLEST), True),
        (Datum("int", 5), False),
        (Datum("collection_string", ["x" * SMALLEST]), False),
        (NOTHING, False),
    ],
    ids=lambda value: value.kind if isinstance(value, Datum) else str(value),
)
def test_threshold(folder: Path, datum: Datum, expected: bool) -> None:
    """From a megabyte on, with two bytes for each character, as hosts count."""
    memory = SharedMemory([folder])
    assert memory.write(datum, rpc.ParameterBinding()) is expected
    memory.close_all()


def test_settings(tmp_path: Path) -> None:
    """Off unless it is turned on; of several folders those are used that can be."""
    several = {DIRECTORIES_SETTING: f"/proc/none, {tmp_path}"}
    for value, expected in (("1", True), ("TRUE", True), ("0", False), ("", False), ("yes", False)):
        assert SharedMemory.from_settings({ENABLED_SETTING: value, **several}).is_available is expected
    assert not SharedMemory.from_settings(several).is_available
    assert not SharedMemory.from_settings({ENABLED_SETTING: "1", DIRECTORIES_SETTING: "/proc/none"}).is_available


def test_full(tmp_path: Path) -> None:
    """Where nothing can be written the message takes the value."""
    memory = SharedMemory([tmp_path / "gone"])
    parameter = rpc.ParameterBinding()
    assert not memory.write(Datum("bytes", b"x" * SMALLEST), parameter)
    assert parameter == rpc.ParameterBinding()


def test_threads(folder: Path) -> None:
    """Many threads write and close at the same time; nothing is left."""
    memory = SharedMemory([folder])
    before = set(folder.iterdir())
    closed: list[bool] = []

    def work() -> None:
        for _ in range(5):
            parameter = rpc.ParameterBinding()
            memory.write(Datum("bytes", b"x" * SMALLEST), parameter)
            closed.extend(memory.close([parameter.rpc_shared_memory.name]).values())

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert closed == [True] * 20
    assert set(folder.iterdir()) == before

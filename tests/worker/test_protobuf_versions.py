"""The worker runs on any protobuf and grpcio that it has, with an app that uses both itself."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.contract.values import Value, data, text
from tests.environments import python_with

from .apps.generated import orders_pb2
from .conftest import StartWorker
from .host import Worker

APP = Path(__file__).parent / "apps" / "generated"

OLD_GRPCIO = {11: "1.60.0", 12: "1.60.0", 13: "1.66.2", 14: "1.76.0"}[sys.version_info.minor]
"""The oldest that azfunc asks for, or the first that there is for this Python."""

VERSIONS = (
    ("protobuf==4.25.8", f"grpcio=={OLD_GRPCIO}"),
    ("protobuf==5.29.5", f"grpcio=={OLD_GRPCIO}"),
    ("protobuf==6.33.5", "grpcio==1.80.0", "typing-extensions==4.15.0"),
    ("protobuf==7.36.2", "grpcio==1.85.3", "typing-extensions==4.15.0"),
)
"""Each version of protobuf that is in use, with the oldest and newer grpcio; newer grpcio needs typing-extensions."""


def copies(worker: Worker) -> Mapping[str, str]:
    """Which copies the app has."""
    answer = worker.invoke("copies", msg=text(""))
    assert answer.ok, answer.stack
    found: Mapping[str, str] = json.loads(str(answer.value.value))
    return found


def serve(worker: Worker) -> None:
    """Lets the app serve an order with its generated code, over its own gRPC."""
    order = orders_pb2.TypedData(dish="soup", count=2, extras=["salt"])
    answer = worker.invoke("serve", msg=data(order.SerializeToString()))
    assert answer.ok, answer.stack
    expected = orders_pb2.TypedData(dish="soup", count=4, extras=["salt", "salt"])
    assert answer.value == Value("bytes", expected.SerializeToString())


@pytest.mark.parametrize("packages", VERSIONS, ids=" ".join)
def test_versions(packages: tuple[str, ...], start: StartWorker) -> None:
    """Worker and app share one protobuf and one grpcio; messages of one name do not clash."""
    python = python_with("worker", packages)
    worker = start(APP, command=(str(python), "-P", "-m", "azfunc.worker"))
    for _ in range(2):
        serve(worker)
    found = copies(worker)
    versions = dict(package.split("==") for package in packages)
    assert {name: found[name] for name in ("protobuf", "grpcio")} == {
        name: versions[name] for name in ("protobuf", "grpcio")
    }
    assert found["implementation"] == "upb"


def test_without_c(start: StartWorker) -> None:
    """The worker runs on protobuf's implementation in Python as well, which machines without a wheel of it have."""
    worker = start(APP, environment={"PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"})
    serve(worker)
    assert copies(worker)["implementation"] == "python"

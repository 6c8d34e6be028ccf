"""What Microsoft's workers cannot do is refused with the reason, and works in the test client."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .capabilities import refused, shows
from .conftest import APPS
from .test_clients import EMULATOR
from .ways import Way
from .worker import build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "limits"
SETTINGS = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
BUILD_FOR = "azfunc"
"""The v1 worker gets folders that were built for another, to show what would come of them."""

PIECES = "an answer in pieces: iterators, `StreamedResponse`"


@shows(
    "http-by-signature",
    PIECES,
    v2=refused("streamed-answer", by="check", text="each request fails with the reason"),
    v1=refused("streamed-answer", by="build"),
)
def test_streams(way: Way) -> None:
    """Pieces are sent one by one; where that cannot be, the request fails, and a whole answer does not."""
    assert way.request("GET", "/api/events?whole=1").text == "soup, tea"
    numbers, events = way.invoke("count_down"), way.invoke("send_events")
    if way.name == "TestClient":
        assert numbers.response is not None
        assert list(numbers.response.iter_bytes()) == [b"3\n", b"2\n", b"1\n"]
        assert events.response is not None
        assert list(events.response.iter_bytes()) == [b"data: soup\n\n", b"data: tea\n\n"]
        assert events.response.headers["content-type"] == "text/event-stream"
        return
    for done in (numbers, events):
        assert "Microsoft's workers cannot send an answer in pieces" in done.error


@shows(
    "payloads",
    "a return value for Kafka; outputs by `Out` work everywhere",
    v2=refused("kafka-return", by="check", text="each call fails with the reason"),
    v1=refused("kafka-return", by="build"),
)
def test_kafka_return(way: Way) -> None:
    """A return value reaches Kafka, or the call fails."""
    done = way.invoke("send", "soup")
    if way.name == "TestClient":
        assert done.outputs == {"$return": "soup"}
    else:
        assert "cannot send a function's return value to Kafka. Bind an output parameter instead" in done.error


@shows(
    "blobs",
    "a return value for a blob that may be `None`",
    v2=refused("optional-blob-return", by="check", text="a call that returns `None` fails with the reason"),
    v1=refused("optional-blob-return", by="build"),
)
def test_optional_blob(way: Way) -> None:
    """A blob is left out, or the call fails; one that is there is written."""
    assert way.invoke("keep", "soup").outputs == {"$return": "soup"}
    done = way.invoke("keep", "stone")
    assert done.outputs == {}
    if way.name == "TestClient":
        assert done.error == ""
    else:
        assert "cannot leave out a blob that is bound to a function's return value" in done.error


@shows(
    "blobs",
    "a client of an input whose path has tokens",
    v1=refused("client-without-address", by="build"),
    needs="`azfunc[azure]`",
)
def test_client_of_an_input_with_tokens(way: Way) -> None:
    """The host resolves the tokens where it sends addresses; where it sends content, nothing tells the blob's name."""
    done = way.invoke("find", "cat", inputs={"photo": b"..."} if way.name == "v1" else None)
    if way.name == "v1":
        assert "'photos/{queueTrigger}.jpg' cannot be resolved" in done.error
    else:
        assert done.outputs == {"seen": f"cat: {EMULATOR}/photos/cat.jpg"}


def azfunc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "azfunc", *arguments], capture_output=True, text=True, check=False)


def test_build_refuses(tmp_path: Path) -> None:
    """The build tells every function that the v1 worker cannot run, and writes nothing; unless it is for another."""
    out = tmp_path / "out"
    done = azfunc("build", str(APP), "--out", str(out))
    assert done.returncode == 1
    assert not out.exists()
    for function, rule in (
        ("count_down", "its answer comes in pieces"),
        ("send_events", "its answer comes in pieces"),
        ("send", "its return value goes to Kafka"),
        ("keep", "its return value, which goes to a blob, may be None"),
        ("find", "takes a client of a blob whose path has tokens"),
    ):
        assert f"function '{function}': " in done.stderr
        assert rule in done.stderr
    assert "5 faults" in done.stderr
    assert azfunc("build", str(APP), "--out", str(out), "--worker", "azfunc").returncode == 0
    assert (out / "count_down" / "function.json").exists()


def test_metadata_alone_is_not_refused(tmp_path: Path) -> None:
    """No worker runs an app by function.json files that are for other tools."""
    assert azfunc("build", str(APP), "--out", str(tmp_path / "out"), "--metadata-only").returncode == 0


def test_check_warns() -> None:
    """The check warns of what neither worker can do; the app may still be for azfunc's own."""
    done = azfunc(
        "check", str(APP), "--format", "json", "--select", "streamed-answer,kafka-return,optional-blob-return"
    )
    found = [(one["rule"], one["function"], one["severity"]) for one in json.loads(done.stdout)["diagnostics"]]
    assert found == [
        ("streamed-answer", "count_down", "warning"),
        ("streamed-answer", "send_events", "warning"),
        ("kafka-return", "send", "warning"),
        ("optional-blob-return", "keep", "warning"),
    ]
    assert done.returncode == 0


@pytest.mark.usefixtures("microsoft")
def test_other_apps_are_built(tmp_path: Path) -> None:
    """A client of the trigger's blob, and one of an input without tokens, are no reason."""
    assert build_app(APPS / "clients", tmp_path / "out")

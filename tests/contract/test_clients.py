"""Blobs in the test client, in Microsoft's v2 worker as the app stands, and in their v1 worker as it is built."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .capabilities import differs, shows
from .conftest import APPS, StartWorker
from .ways import Done, Way
from .worker import build_app

pytestmark = [pytest.mark.microsoft, pytest.mark.timeout(600)]

APP = APPS / "clients"
SETTINGS = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
EMULATOR = "http://127.0.0.1:10000/devstoreaccount1"
PAGE = "blobs"
SDK = "`azfunc[azure]`"
ALONE = differs("the address alone is sent")
AS_WELL = differs("the content is sent as well")


def seen(done: Done) -> Mapping[str, Any]:
    """What a function told through its output."""
    assert done.error == ""
    [told] = done.outputs.values()
    assert isinstance(told, dict)
    return told


def at(path: str) -> dict[str, str]:
    """What the host tells of a blob that triggers."""
    return {"BlobTrigger": path}


@shows(PAGE, "tokens of the path as parameters, beside the content or alone")
def test_tokens(way: Way) -> None:
    """A token takes as much as it can, and becomes what the parameter's type says."""
    done = way.invoke("Content", "soup", at("uploads/a.b.txt"))
    assert seen(done) == {"ext": "txt", "name": "a.b", "path": "uploads/a.b.txt", "text": "soup"}
    assert seen(way.invoke("Tokens", "soup", at("numbers/7/x"))) == {"name": "x", "number": 7}
    done = way.invoke("Day", "soup", at("days/2024-02-29/7.txt"))
    assert seen(done) == {"day": "2024-02-29", "table": 7, "text": "soup"}
    failed = way.invoke("Day", "soup", at("days/today/7.txt"))
    assert "{day} of blob 'days/today/7.txt' is 'today', where date is asked for" in failed.error


@shows(PAGE, "content as `InputStream`, `str`, `bytes`, files of bytes and text, models")
def test_content(way: Way) -> None:
    """Bytes arrive as they are, text is read as UTF-8, JSON is validated."""
    done = way.invoke("Binary", b"\x00z", at("archives/a.zip"), inputs={"before": None})
    assert done.outputs == {"after": "none|\x00z"}
    done = way.invoke("Binary", b"z", at("archives/a.zip"), inputs={"before": b"old"})
    assert done.outputs == {"after": "old|z"}
    assert way.invoke("Bytes", b"\x00\xff", at("raw/a")).outputs == {"$return": "00ff"}
    assert way.invoke("Text", "grüße\nsoup\n", at("texts/a")).outputs == {"$return": ["grüße", "soup"]}
    orders = [{"dish": "soup"}, {"dish": "tea"}]
    assert way.invoke("Model", json.dumps(orders), at("orders/a.json")).outputs == {"$return": orders[::-1]}


@shows(PAGE, "a client of the trigger's blob", v2=ALONE, v1=AS_WELL, needs=SDK)
def test_client_of_a_trigger(way: Way) -> None:
    """Whether an address is sent or content, the handler gets the same client."""
    told = seen(way.invoke("Client", "soup", at("uploads/a.txt")))
    assert told == {"kind": "azure.storage.blob", "name": "a.txt", "url": f"{EMULATOR}/uploads/a.txt"}


@shows(PAGE, "a client of an input whose path has no tokens", v2=ALONE, v1=AS_WELL, needs=SDK)
def test_client_of_an_input(way: Way) -> None:
    """So it is for an input whose path is known before anything arrives."""
    assert seen(way.invoke("Input")) == {"late": False, "url": f"{EMULATOR}/menus"}


def test_the_v2_host_is_asked_for_addresses(start: StartWorker) -> None:
    """The bindings of clients say so in what the v2 worker tells the host, and those of content do not."""
    worker = start("v2", APP, **SETTINGS)
    asked = {
        (function.name, binding["name"]): binding.get("properties", {}).get("SupportsDeferredBinding", False)
        for function in worker.metadata().function_metadata_results
        for binding in map(json.loads, function.raw_bindings)
    }
    assert {name for name, is_asked in asked.items() if is_asked} == {("Client", "blob"), ("Input", "menus")}


@pytest.mark.usefixtures("microsoft")
def test_the_v1_host_is_not(tmp_path: Path) -> None:
    """Built folders ask for content."""
    built = build_app(APP, tmp_path / "out")
    documents = [json.loads(path.read_text("utf-8")) for path in built.glob("*/function.json")]
    assert len(documents) == 9
    assert not any("properties" in binding for document in documents for binding in document["bindings"])

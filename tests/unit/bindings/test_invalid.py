"""`on_invalid`: what becomes of messages that cannot be read, one by one and in batches."""

import logging

import pytest
from pydantic import BaseModel, SecretStr

from azfunc.bindings.batch import Batch
from azfunc.bindings.cosmosdb import CosmosDBTrigger
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.eventhub import EventHubTrigger
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.invalid import policy_faults, sifting, unreadable_for
from azfunc.bindings.items import ItemsError
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.servicebus import ServiceBusQueueTrigger
from azfunc.bindings.settlement import Settler
from azfunc.errors import DecodeError
from azfunc.signature import shape_of


class Order(BaseModel):
    """A model with a secret."""

    dish: str
    pin: SecretStr = SecretStr("")


BUS = ServiceBusQueueTrigger(arg_name="m", queue_name="orders", connection="Bus")
QUEUE = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
HUB = EventHubTrigger(arg_name="m", event_hub_name="orders", connection="Hub")
COSMOS = CosmosDBTrigger(arg_name="m", connection="C", database_name="d", container_name="c")
METADATA = {"LockTokenArray": Datum("json", '["a", "b", "c"]'), "MessageIdArray": Datum("json", '["1", "2", "3"]')}
BODIES = Datum("collection_string", ['{"dish": "soup"}', '{"fish": 1}', '{"dish": "rice"}'])
ERROR = DecodeError("Parameter 'm' of function 'cook': message 7: This value is no Order: $.dish: Field required.")


def test_raise() -> None:
    """By default nothing stands in for the handler: the call fails."""
    assert unreadable_for("raise", BUS) is None
    decoder = QUEUE.decoder(shape_of(Order))
    assert sifting("raise", decoder, shape_of(Order), "cook") is decoder


def test_skip(caplog: pytest.LogCaptureFixture) -> None:
    """A message is dropped with one warning; where the host is told not to complete messages, we do."""
    for trigger, actions in ((QUEUE, []), (BUS, []), (BUS.with_fields(auto_complete_messages=False), ["complete"])):
        caplog.clear()
        skip = unreadable_for("skip", trigger)
        assert skip is not None
        assert [one.action for one in skip(ERROR, {"LockToken": Datum("string", "a")})] == actions
        (record,) = caplog.records
        assert (record.levelno, record.name) == (logging.WARNING, "azfunc")
        assert "message 7" in record.getMessage()


def test_dead_letter() -> None:
    """A message goes to the dead letters with what was wrong as description."""
    dead_letter = unreadable_for("dead_letter", BUS)
    assert dead_letter is not None
    (settlement,) = dead_letter(ERROR, {"LockToken": Datum("string", "a")})
    assert (settlement.action, settlement.reason, settlement.lock_token) == (
        "dead_letter", "azfunc: cannot be read", "a",
    )  # fmt: skip
    assert settlement.description == str(ERROR)
    (long,) = dead_letter(DecodeError("x" * 5000), {"LockToken": Datum("string", "a")})
    assert long.description is not None
    assert len(long.description) == 4096


@pytest.mark.parametrize(
    ("policy", "action"), [("skip", "complete"), ("dead_letter", "dead_letter")], ids=["skip", "dead_letter"]
)
@pytest.mark.parametrize("annotation", [list[Order], Batch[Order]], ids=["list", "Batch"])
def test_batches(annotation: object, policy: str, action: str, caplog: pytest.LogCaptureFixture) -> None:
    """Of a batch the handler gets the good messages; only the bad ones are dropped or dead-lettered."""
    shape = shape_of(annotation)
    decode = sifting(policy, BUS.fitted(shape).decoder(shape), shape, "cook")
    argument = decode(BODIES, METADATA)
    values = argument.values if isinstance(argument, Batch) else argument
    assert values == [Order(dish="soup"), Order(dish="rice")]
    settlements = Settler("m").succeeded({"m": argument}, METADATA)
    assert {one.lock_token: one.action for one in settlements} == {"a": "complete", "b": action, "c": "complete"}
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == (policy == "skip")
    if told:
        assert "function 'cook'" in told[0]
        assert "item 1 (message 2)" in told[0]


@pytest.mark.parametrize("trigger", [HUB, COSMOS])
def test_batches_without_settlement(trigger: Reading, caplog: pytest.LogCaptureFixture) -> None:
    """Streams and change feeds drop the bad ones alone too."""
    shape = shape_of(list[Order])
    decoder = trigger.fitted(shape).decoder(shape)
    texts = [str(text) for text in BODIES.value] if isinstance(BODIES.value, list) else []
    datum = BODIES if trigger is HUB else Datum("json", f"[{', '.join(texts)}]")
    assert sifting("skip", decoder, shape, "cook")(datum, {}) == [Order(dish="soup"), Order(dish="rice")]
    assert len(caplog.records) == 1
    with pytest.raises(ItemsError, match="item 1"):
        decoder(datum, {})


def test_secrets_stay_out(caplog: pytest.LogCaptureFixture) -> None:
    """What is logged has no secret in it, and no long value."""
    shape = shape_of(list[Order])
    decode = sifting("skip", HUB.fitted(shape).decoder(shape), shape, "cook")
    body = '{"dish": ["' + "x" * 200 + '"], "pin": 123456}'
    decode(Datum("collection_string", [body]), {})
    text = caplog.records[0].getMessage()
    assert "123456" not in text
    assert "x" * 61 not in text
    assert "pydantic" not in text


def test_faults() -> None:
    """An unknown policy, or one on a trigger without messages, is a fault."""
    assert [fault.rule for fault in policy_faults("ignore", BUS)] == ["unknown-invalid-policy"]
    assert [fault.rule for fault in policy_faults("skip", HttpTrigger(route="x"))] == ["policy-without-messages"]
    assert list(policy_faults("skip", QUEUE)) == []

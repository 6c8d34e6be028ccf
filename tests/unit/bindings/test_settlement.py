"""Settlement: the exceptions, what functions settle by, and what becomes of the messages of a call."""

import pickle
from collections.abc import Callable

import pytest

import azfunc
from azfunc.bindings.batch import Batch
from azfunc.bindings.datum import Datum
from azfunc.bindings.enums import Cardinality
from azfunc.bindings.items import SiftedList
from azfunc.bindings.queue import QueueTrigger
from azfunc.bindings.servicebus import ServiceBusMessage, ServiceBusQueueTrigger, ServiceBusTopicTrigger
from azfunc.bindings.settlement import (
    Abandon,
    DeadLetter,
    Defer,
    Settlement,
    SettleMessage,
    Settler,
    lock_tokens,
    settle,
    settlement_faults,
    settlements_of,
    settles_by,
    settling,
)
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import AzfuncError, InvocationError
from azfunc.signature import shape_of

ONE = {"LockToken": Datum("string", "a"), "MessageId": Datum("string", "7")}
TWO = {"LockTokenArray": Datum("json", '["a", "b"]')}
BUS = ServiceBusQueueTrigger(arg_name="m", queue_name="orders", connection="Bus")
QUEUE = QueueTrigger(arg_name="m", queue_name="orders", connection="Storage")
SETTLER = Settler("m")


def plain(m: str) -> None:
    """Settles nothing."""


def raising(m: str) -> None:
    """Dead-letters by a name of its module."""
    raise DeadLetter("no")


def raising_below(m: str) -> None:
    """Abandons in a function inside of it."""

    def inner() -> None:
        raise Abandon

    inner()


def mentioning(m: str) -> str:
    """Uses the same word for something else."""
    return str(azfunc.FunctionApp) + m


@pytest.mark.parametrize(
    ("error", "settlement"),
    [
        (DeadLetter("bad"), Settlement("a", "dead_letter", "bad")),
        (DeadLetter("bad", "no dish", {"try": 1}), Settlement("a", "dead_letter", "bad", "no dish", {"try": 1})),
        (Abandon(), Settlement("a", "abandon")),
        (Abandon({"try": 1}), Settlement("a", "abandon", properties={"try": 1})),
        (Defer(), Settlement("a", "defer")),
    ],
)
def test_exceptions(error: SettleMessage, settlement: Settlement) -> None:
    """Each exception says what becomes of a message; it is an AzfuncError, and can be pickled."""
    assert isinstance(error, AzfuncError)
    assert settle(error, ONE) == [settlement]
    again = pickle.loads(pickle.dumps(error))
    assert settle(again, ONE) == [settlement]
    assert str(again) == str(error)


def test_all_messages_of_a_call() -> None:
    """Raised over a batch, it is for all of its messages; other exceptions settle nothing."""
    assert [one.lock_token for one in settle(Abandon(), TWO)] == ["a", "b"]
    assert settle(ValueError("x"), TWO) == ()
    assert (lock_tokens(ONE), lock_tokens(TWO), lock_tokens({})) == (["a"], ["a", "b"], [])
    with pytest.raises(InvocationError, match="told no LockToken"):
        settle(DeadLetter("bad"), {})


@pytest.mark.parametrize(
    ("handler", "shape", "policy", "by"),
    [
        (plain, Shape(str), "raise", ""),
        (mentioning, Shape(str), "raise", ""),
        (raising, Shape(str), "raise", "raise DeadLetter"),
        (raising_below, Shape(str), "raise", "raise Abandon"),
        (plain, shape_of(Batch[int]), "raise", "Batch"),
        (plain, Shape(str), "dead_letter", "@app.on_invalid('dead_letter')"),
        (plain, Shape(str), "skip", ""),
    ],
)
def test_what_settles(handler: Callable[..., object], shape: Shape, policy: str, by: str) -> None:
    """What settles messages is found in the code, in the annotation or in the policy."""
    assert settles_by(handler, shape, policy) == by
    expected = False if by else None
    for trigger in (BUS, ServiceBusTopicTrigger(topic_name="o", subscription_name="s", connection="Bus")):
        settled = settling(trigger, handler, shape, policy)
        assert settled.to_document().get("autoCompleteMessages") == expected
    assert settling(QUEUE, handler, shape, policy) is QUEUE


def test_names_of_the_package() -> None:
    """The exceptions are found as ``azfunc.DeadLetter`` too, whatever the package is called."""
    code = compile("def cook(m):\n    raise func.DeadLetter('no')", "orders.py", "exec")
    namespace: dict[str, Callable[..., object]] = {"func": azfunc}  # type: ignore[dict-item]  # a module's globals
    exec(code, namespace)
    assert settles_by(namespace["cook"], Shape(str)) == "raise DeadLetter"


def test_refusals() -> None:
    """Where the platform cannot settle, the declaration is a fault that says why; so is a contradiction."""
    (fault,) = settlement_faults(QUEUE, raising, Shape(str))
    assert fault.rule == "settlement-not-supported"
    assert "Storage queues have no dead letters" in fault.what
    assert "raise DeadLetter" in fault.found
    (policy,) = settlement_faults(QUEUE, plain, Shape(str), "dead_letter")
    assert "skip" in policy.fix
    completing = BUS.with_fields(auto_complete_messages=True)
    (contradiction,) = settlement_faults(completing, raising, Shape(str))
    assert contradiction.rule == "settlement-with-auto-complete"
    with pytest.raises(UnsupportedShapeError, match="auto_complete_messages=False"):
        completing.fitted(shape_of(Batch[int]))
    assert list(settlement_faults(BUS, raising, Shape(str))) == []
    assert list(settlement_faults(QUEUE, plain, Shape(str))) == []


def test_batches_derive() -> None:
    """`Batch` makes the trigger bring many messages and leave their settlement to the function."""
    fitted = BUS.fitted(shape_of(Batch[int]))
    assert (fitted.cardinality, fitted.auto_complete_messages) == (Cardinality.MANY, False)
    with pytest.raises(UnsupportedShapeError, match="cardinality='one' was given"):
        BUS.with_fields(cardinality=Cardinality.ONE).fitted(shape_of(Batch[int]))


def test_after_success() -> None:
    """What nobody has settled is completed; what could not be read keeps what was decided about it."""
    assert SETTLER.succeeded({"m": "x"}, ONE) == [Settlement("a", "complete")]
    assert [one.action for one in SETTLER.succeeded({"m": ["x", "y"]}, TWO)] == ["complete", "complete"]
    sifted = SiftedList(["y"], {0: Settlement("a", "dead_letter", "bad")})
    assert [one.action for one in SETTLER.succeeded({"m": sifted}, TWO)] == ["dead_letter", "complete"]


def test_after_failure() -> None:
    """A decision is no failure; after another exception the host abandons one message, and we abandon several."""
    assert SETTLER.failed(DeadLetter("bad"), {"m": "x"}, ONE) == [Settlement("a", "dead_letter", "bad")]
    error = ValueError("x")
    assert SETTLER.failed(error, {"m": "x"}, ONE) is None
    assert settlements_of(error) == []
    assert SETTLER.failed(error, {"m": ["x", "y"]}, TWO) is None
    assert [one.action for one in settlements_of(error)] == ["abandon", "abandon"]
    assert settlements_of(ValueError()) == ()


def test_batches() -> None:
    """What was said about an item stays said; the others are completed, abandoned, or as the exception says."""

    def batch() -> Batch[str]:
        made = Batch.of(*(ServiceBusMessage.of(text, lock_token=text, message_id=text) for text in "abcd"))
        made[0].complete()
        made[1].dead_letter("bad", "no dish")
        made[2].defer()
        return made

    assert [one.action for one in SETTLER.succeeded({"m": batch()}, {})] == [
        "complete", "dead_letter", "defer", "complete",
    ]  # fmt: skip
    error = ValueError("x")
    assert SETTLER.failed(error, {"m": batch()}, {}) is None
    assert [one.action for one in settlements_of(error)] == ["complete", "dead_letter", "defer", "abandon"]
    decided = SETTLER.failed(Defer(), {"m": batch()}, {})
    assert decided is not None
    assert [one.action for one in decided] == ["complete", "dead_letter", "defer", "defer"]

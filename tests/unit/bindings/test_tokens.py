"""Tokens of binding expressions: where they stand, and what triggers supply."""

import dataclasses

import pytest

from azfunc import AppError, FunctionApp, Out, TimerRequest
from azfunc.bindings.binding import Binding
from azfunc.bindings.blob import BlobInput, BlobOutput, BlobTrigger
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.queue import QueueOutput, QueueTrigger
from azfunc.bindings.timer import TimerTrigger
from azfunc.bindings.tokens import TokenUse, near_name, supply_of, token_faults, token_uses, tokens_of
from azfunc.bindings.values import Shape

TIMER = TimerTrigger(arg_name="timer", schedule="0 0 5 * * *")


@dataclasses.dataclass
class Order:
    """A model of the tests."""

    id: int


def blob(**fields: object) -> BlobTrigger:
    """A blob trigger with two tokens."""
    trigger = BlobTrigger(arg_name="blob", path="orders/{name}.{ext}", connection="Store")
    return trigger.with_fields(**fields)


def output(path: str) -> BlobOutput:
    """A blob output."""
    return BlobOutput(arg_name="out", path=path, connection="Store")


def fixes(trigger: Trigger, *bindings: Binding, shape: Shape | None = None) -> list[tuple[str, str]]:
    """Rules and fixes of the tokens that nothing supplies for sure."""
    return [(fault.rule, fault.fix) for fault, _ in token_faults(trigger, shape, bindings)]


def test_tokens_of() -> None:
    """Names without formats; doubled braces, and what cannot be a name, are no tokens."""
    assert tokens_of("a/{x}/{Query.y}-{DateTime:yyyy}{{z}}{rand-guid}{1}{}") == (
        "x",
        "Query.y",
        "DateTime",
        "rand-guid",
    )
    assert tokens_of("{{x}}") == tokens_of("none") == ()


def test_token_uses() -> None:
    """The properties in which hosts put values are looked at, and no others."""
    assert list(token_uses(output("a{x}/{y}"))) == [
        TokenUse("path", "a{x}/{y}", "x"),
        TokenUse("path", "a{x}/{y}", "y"),
    ]
    assert list(token_uses(QueueOutput(arg_name="q", queue_name="a-{x}", connection="{no}"))) == [
        TokenUse("queueName", "a-{x}", "x")
    ]


@pytest.mark.parametrize("fields", [{"data_type": "binary"}, {"deferred": True}])
def test_blob_triggers_are_sure(fields: dict[str, object]) -> None:
    """A binary blob, and one that is taken as a client, supply the path's tokens and the metadata, and nothing else."""
    trigger = BlobTrigger(
        arg_name="blob", path="orders/{name}.{ext}", connection="Store", data_type=fields.get("data_type")
    )
    trigger = trigger.with_fields(deferred=fields.get("deferred", False))
    fine = output("{name}/{EXT}/{BlobTrigger}/{Properties.Length}/{rand-guid}/{DateTime:yyyy}/{sys.methodName}")
    assert fixes(trigger, fine) == []
    assert fixes(trigger, output("copies/{nmae}")) == [("unknown-token", "did you mean {name}?")]
    faults = list(token_faults(trigger, None, [output("copies/{day}")]))
    assert [(fault.fix, binding.arg_name) for fault, binding in faults] == [
        ("use one of these tokens, or let the handler name the target itself", "out")
    ]
    assert "{name}, {ext}" in faults[0][0].expected


def test_timers_are_sure() -> None:
    """A timer supplies nothing that names a file, but the tokens that every function has."""
    assert fixes(TIMER, output("menus/{datetime:yyyy}")) == []
    assert [rule for rule, _ in fixes(TIMER, output("menus/{day}"))] == ["unknown-token"]


def test_text_and_requests_are_not_sure() -> None:
    """Text may be JSON with any properties, and a request's query and body may have any names: nothing is refused."""
    http = HttpTrigger(arg_name="req", route="orders/{id}")
    queue = QueueTrigger(arg_name="msg", queue_name="orders", connection="Store")
    for trigger in (blob(), http, queue):
        assert fixes(trigger, output("copies/{day}"), shape=Shape(Order)) == []


def test_supply() -> None:
    """What a trigger supplies is known as a whole where a model describes its data, and sure where no data counts."""
    assert supply_of(blob(), Shape(Order)).names >= {"name", "ext", "id", "blob", "uri"}
    found = [supply_of(trigger, shape) for trigger, shape in ((blob(), Shape(Order)), (blob(), None), (TIMER, None))]
    assert [(one.complete, one.sure) for one in found] == [(True, False), (False, False), (True, True)]


def test_inputs_count() -> None:
    """An input's token must be supplied, too."""
    blob_input = BlobInput(arg_name="menu", path="menus/{day}.txt", connection="Store")
    assert [rule for rule, _ in fixes(TIMER, blob_input)] == ["unknown-token"]


def test_near_name() -> None:
    """A name that was probably mistyped is found in any case, and one that is far off is not."""
    assert near_name("NMAE", ["name", "ext"]) == "name"
    assert near_name("day", ["name", "ext"]) is None


def test_apps_refuse_them() -> None:
    """A function with such a token is refused at its binding's line, below a timer and below a binary blob."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 5 * * *")
    @app.blob_output(path="menus/{day}.txt", connection="S")
    def write(timer: TimerRequest, menu: Out[str]) -> None: ...

    @app.blob_trigger(path="photos/{name}", connection="S", data_type="binary")
    @app.blob_output(arg_name="copy", path="copies/{nmae}", connection="S")
    def shrink(photo: bytes, name: str, copy: Out[bytes]) -> None: ...

    @app.timer_trigger(schedule="0 0 5 * * *")
    @app.blob_output(path="menus/{datetime:yyyy}-{rand-guid}.txt", connection="S")
    def fine(timer: TimerRequest, menu: Out[str]) -> None: ...

    with pytest.raises(AppError) as caught:
        _ = app.functions
    found = [(fault.rule, fault.function, fault.where.line) for fault in caught.value.exceptions]
    line = write.__code__.co_firstlineno
    assert found == [
        ("unknown-token", "write", line + 1),
        ("unknown-token", "shrink", shrink.__code__.co_firstlineno + 1),
    ]
    assert list(app.index().functions) == ["fine"]
    assert list(app.index().faulty) == ["write", "shrink"]

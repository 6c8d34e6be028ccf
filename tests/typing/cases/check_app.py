"""Apps and blueprints: registration, names, retries, and that decorators keep every kind of function as it is."""

# ruff: noqa: B018  # an expression alone is what is checked

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import assert_type, overload

import azfunc
from azfunc import (
    FOREVER,
    AppError,
    AuthLevel,
    Blueprint,
    Context,
    DefinitionError,
    ExponentialBackoff,
    FixedDelay,
    Function,
    FunctionApp,
    QueueMessage,
    RetryContext,
    RpcException,
    TimerRequest,
    TraceContext,
)
from azfunc.bindings.datum import JsonValue
from azfunc.errors import Location
from azfunc.openapi.info import ApiInfo
from azfunc.retry import RetryPolicy

app = FunctionApp(AuthLevel.FUNCTION)
bp = Blueprint()
text_level = FunctionApp(http_auth_level="ANONYMOUS")

assert_type(app.auth_level, AuthLevel)
assert_type(app.functions, Mapping[str, Function])
assert_type(app.get_functions()[0].get_raw_bindings(), list[str])
assert_type(app.index().faults, Sequence[DefinitionError])
assert_type(app.app_script_file, str)
assert_type(app.root, Path)
assert_type(app.api_info, ApiInfo | None)
app.add_openapi("openapi.json", ui=None, title="Shop", version="2", description="x", servers=["/"], auth_level="admin")
app.add_openapi("openapi.json", "docs")  # E: call-arg | reportCallIssue
app.add_openapi(auth_level="everyone")  # E: arg-type | reportArgumentType
bp.add_openapi()  # E: attr-defined | reportAttributeAccessIssue
assert_type(azfunc.__version__, str)
assert_type(app.registry.holds(bp.registry), bool)
app.register_functions(bp, route_prefix="v1", name_prefix="V1")
app.register_blueprint(bp)

FunctionApp("anyone")  # E: arg-type | reportArgumentType
FunctionApp(auth_level=AuthLevel.ADMIN)  # E: call-arg | reportCallIssue
app.register_functions(app)  # E: arg-type | reportArgumentType
app.register_functions(bp, "v1")  # E: call-arg | reportCallIssue
app.register_blueprint(bp, prefix="v1")  # E: call-arg | reportCallIssue
app.functions["a"] = app.functions["b"]  # E: index | reportIndexIssue
app.queue  # E: attr-defined | reportAttributeAccessIssue
bp.functions  # E: attr-defined | reportAttributeAccessIssue
azfunc.QueueMsg  # E: attr-defined | reportAttributeAccessIssue

EVERY = "0 0 * * * *"


# Each decorator hands back the function with the type that it has.


@app.function_name("Hourly")
@app.http_type("function")
@app.retry(FixedDelay(3, "00:00:10"))
@app.timer_trigger(schedule=EVERY)
def hourly(timer: TimerRequest, context: Context, greeting: str = "hello", *, shout: bool = False) -> tuple[str, int]:
    assert_type(context.invocation_id, str)
    assert_type(context.function_name, str)
    assert_type(context.function_directory, str)
    assert_type(context.trace_context, TraceContext)
    assert_type(context.trace_context.trace_parent, str)
    assert_type(context.trace_context.Tracestate, str)
    assert_type(context.trace_context.attributes, Mapping[str, str])
    assert_type(context.retry_context, RetryContext)
    assert_type(context.retry_context.retry_count, int)
    assert_type(context.retry_context.exception, RpcException | None)
    context.name  # E: attr-defined | reportAttributeAccessIssue
    return greeting, int(shout)


assert_type(hourly(TimerRequest(), Context(function_name="f")), tuple[str, int])
assert_type(hourly(TimerRequest(), Context(), "hi", shout=True), tuple[str, int])
hourly(TimerRequest(), Context(), shout="yes")  # E: arg-type | reportArgumentType
hourly(TimerRequest(), Context(), "hi", True)  # E: call-arg | reportCallIssue


@overload
def either(msg: str) -> int: ...
@overload
def either(msg: bytes) -> str: ...
@app.queue_trigger(queue_name="either", connection="Storage")
def either(msg: str | bytes) -> int | str:
    return len(msg)


assert_type(either("a"), int)
assert_type(either(b"a"), str)
either(1)  # E: call-overload | reportCallIssue,reportArgumentType


class Kitchen:
    """Methods and static methods keep their types too."""

    @app.queue_trigger(queue_name="cook", connection="Storage")
    def cook(self, msg: QueueMessage) -> float:
        return 1.0

    @staticmethod
    @app.queue_trigger(queue_name="wash", connection="Storage")
    def wash(msg: QueueMessage) -> bytes:
        return msg.get_body()


assert_type(Kitchen().cook(QueueMessage()), float)
assert_type(Kitchen.wash(QueueMessage()), bytes)
Kitchen().cook("text")  # E: arg-type | reportArgumentType


class Caller:
    """An object that can be called."""

    times: int = 0

    def __call__(self, msg: QueueMessage) -> bool:
        return True


called = app.queue_trigger(queue_name="caller", connection="Storage")(Caller())
assert_type(called, Caller)
assert_type(called.times, int)


# Retries: a policy, or the spelling of azure.functions.

fixed = FixedDelay(max_retry_count=FOREVER, delay_interval=datetime.timedelta(seconds=5))
growing = ExponentialBackoff(5, minimum_interval="00:00:01", maximum_interval="00:10:00")
assert_type(fixed.max_retry_count, int)
assert_type(fixed.delay_interval, datetime.timedelta | str)
assert_type(growing.to_document(), dict[str, JsonValue])
assert_type(FixedDelay.strategy, str)

app.retry(fixed)
app.retry(strategy=growing)
app.retry(strategy="fixed_delay", max_retry_count="3", delay_interval="00:00:01")
app.retry("exponential_backoff", 3, minimum_interval="00:00:01", maximum_interval=datetime.timedelta(minutes=1))
app.retry(strategy="fixed_delay")  # E: call-overload | reportArgumentType
app.retry(fixed, 3)  # E: call-overload | reportArgumentType
app.retry(3)  # E: call-overload | reportArgumentType
FixedDelay(3)  # E: call-arg | reportCallIssue
FixedDelay("3", "00:00:01")  # E: arg-type | reportArgumentType
ExponentialBackoff(3, "00:00:01")  # E: call-arg | reportCallIssue
fixed.max_retry_count = 4  # E: misc | reportAttributeAccessIssue

app.function_name()  # E: call-arg | reportCallIssue
app.function_name(name=1)  # E: arg-type | reportArgumentType
app.http_type("fastapi")  # E: arg-type | reportArgumentType


def read(function: Function) -> None:
    """What tools read of a function."""
    assert_type(function.name, str)
    assert_type(function.where, Location)
    assert_type(function.retry, RetryPolicy | None)
    assert_type(function.to_documents(), list[Mapping[str, JsonValue]])
    function.name = "other"  # E: misc | reportAttributeAccessIssue


try:
    assert_type(len(app.functions), int)
except AppError as error:
    assert_type(error.exceptions, tuple[DefinitionError, ...])
    assert_type(error.exceptions[0].where, Location)
    assert_type(error.exceptions[0].where.line, int)
    assert_type(error.exceptions[0].rule, str)
    assert_type(error.exceptions[0].fix, str)
    error.exceptions[0].lineno  # E: attr-defined | reportAttributeAccessIssue

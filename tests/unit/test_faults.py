"""Bad input: each fault is told with function, file:line, found, expected and fix, and all faults come together."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from azfunc import (
    AppError,
    Blueprint,
    FixedDelay,
    FunctionApp,
    HttpRequest,
    HttpResponse,
    Out,
    QueueMessage,
    TimerRequest,
)

QUEUE: dict[str, Any] = {"queue_name": "kitchen-queue", "connection": "Storage"}


def parameter_without_binding(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    def bad(msg: QueueMessage, stray: str) -> None: ...


def binding_without_parameter(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="mgs", **QUEUE)
    def bad(msg: QueueMessage) -> None: ...


def unnamed_binding_without_parameter(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def bad() -> None: ...


def unnamed_output_without_out(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(**QUEUE)
    def bad(msg: QueueMessage) -> None: ...


def several_parameters_can_be_meant(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(**QUEUE)
    def bad(msg: QueueMessage, first: Out[str], second: Out[str]) -> None: ...


def several_bindings_can_be_meant(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(**QUEUE)
    @app.queue_output(**QUEUE)
    def bad(msg: QueueMessage, only: Out[str]) -> None: ...


def name_bound_twice(app: FunctionApp) -> None:
    @app.route("x")
    @app.queue_output(arg_name="$return", **QUEUE)
    def bad(req: HttpRequest) -> str:
        return ""


def input_on_return(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="$return", **QUEUE)
    def bad() -> None: ...


def doubled_underscore(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def bad(my__msg: QueueMessage) -> None: ...


def foreign_letters(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def bad(größe: QueueMessage) -> None: ...


def two_triggers(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.timer_trigger(arg_name="timer", schedule="0 * * * * *")
    def bad(msg: QueueMessage, timer: TimerRequest) -> None: ...


def no_trigger(app: FunctionApp) -> None:
    @app.queue_output(arg_name="out", **QUEUE)
    def bad(out: Out[str]) -> None: ...


def duplicate_names(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def good(msg: QueueMessage) -> None: ...

    @app.function_name("GOOD")
    @app.queue_trigger(**QUEUE)
    def bad(msg: QueueMessage) -> None: ...


def same_route_and_method_twice(app: FunctionApp) -> None:
    @app.route("Orders/{id}", methods=["GET", "POST"])
    def good(req: HttpRequest) -> str:
        return ""

    @app.route("orders/{id}/", methods=["get"])
    def bad(req: HttpRequest) -> str:
        return ""


def out_on_an_input(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    def bad(msg: Out[str]) -> None: ...


def plain_type_on_an_output(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(arg_name="out", **QUEUE)
    def bad(msg: QueueMessage, out: str) -> None: ...


def payload_of_another_trigger(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def bad(msg: TimerRequest) -> None: ...


def list_of_a_payload(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE)
    def bad(msg: list[QueueMessage]) -> None: ...


def payload_of_another_output(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.queue_output(arg_name="out", **QUEUE)
    def bad(msg: QueueMessage, out: Out[list[TimerRequest]]) -> None: ...


def wrong_answer_type(app: FunctionApp) -> None:
    @app.route("x")
    def bad(req: HttpRequest) -> QueueMessage:
        return {}


def wrong_request_type(app: FunctionApp) -> None:
    @app.route("x")
    def bad(req: HttpResponse) -> str:
        return ""


def bad_ncrontab(app: FunctionApp) -> None:
    @app.timer_trigger(schedule="0 */5 * * * MON#1")
    def bad(timer: TimerRequest) -> None: ...


def bad_enum_text(app: FunctionApp) -> None:
    @app.queue_trigger(**QUEUE, data_type="text")
    def bad(msg: QueueMessage) -> None: ...


def bad_method(app: FunctionApp) -> None:
    @app.route("x", methods="FETCH")  # type: ignore[arg-type]
    def bad(req: HttpRequest) -> str:
        return ""


def bad_queue_name(app: FunctionApp) -> None:
    @app.queue_trigger(queue_name="Kitchen_Queue", connection="Storage")
    def bad(msg: QueueMessage) -> None: ...


def bad_container_name(app: FunctionApp) -> None:
    @app.blob_trigger(path="In--Box/{name}", connection="Storage")
    def bad(blob: bytes) -> None: ...


def bad_table_name(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    @app.table_output(arg_name="row", table_name="my-table", connection="Storage")
    def bad(msg: QueueMessage, row: Out[str]) -> None: ...


def bad_route_template(app: FunctionApp) -> None:
    @app.route("orders/{id:digits}")
    def bad(req: HttpRequest) -> str:
        return ""


def slashed_route(app: FunctionApp) -> None:
    @app.route("/orders")
    def bad(req: HttpRequest) -> str:
        return ""


def reserved_route(app: FunctionApp) -> None:
    @app.route("Administrators")
    def bad(req: HttpRequest) -> str:
        return ""


def reserved_default_route(app: FunctionApp) -> None:
    @app.function_name("RuntimeInfo")
    @app.route()
    def bad(req: HttpRequest) -> str:
        return ""


def positional_only(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    def bad(msg: QueueMessage, /) -> None: ...


def variadic(app: FunctionApp) -> None:
    @app.queue_trigger(arg_name="msg", **QUEUE)
    def bad(msg: QueueMessage, *rest: object) -> None: ...


def bad_function_name(app: FunctionApp) -> None:
    @app.function_name("1st order")
    @app.queue_trigger(**QUEUE)
    def bad(msg: QueueMessage) -> None: ...


def missing_argument(app: FunctionApp) -> None:
    @app.queue_trigger(queue_name="kitchen-queue", conection="Storage")  # type: ignore[call-arg]
    def bad(msg: QueueMessage) -> None: ...


def none_for_a_required_argument(app: FunctionApp) -> None:
    @app.queue_trigger(queue_name="kitchen-queue", connection=None)  # type: ignore[arg-type]
    def bad(msg: QueueMessage) -> None: ...


def wrong_argument_type(app: FunctionApp) -> None:
    @app.timer_trigger(schedule="0 * * * * *", run_on_startup="yes")  # type: ignore[arg-type]
    def bad(timer: TimerRequest) -> None: ...


def too_many_arguments(app: FunctionApp) -> None:
    @app.queue_trigger("msg", "kitchen-queue", "Storage", None, "more")  # type: ignore[misc]
    def bad(msg: QueueMessage) -> None: ...


def argument_given_twice(app: FunctionApp) -> None:
    @app.queue_trigger("msg", arg_name="msg", **QUEUE)  # type: ignore[misc]
    def bad(msg: QueueMessage) -> None: ...


def bad_retry_interval(app: FunctionApp) -> None:
    @app.timer_trigger(schedule="0 * * * * *")
    @app.retry("fixed_delay", "3", delay_interval="soon")
    def bad(timer: TimerRequest) -> None: ...


def bad_retry_strategy(app: FunctionApp) -> None:
    @app.timer_trigger(schedule="0 * * * * *")
    @app.retry(strategy="linear", max_retry_count="3")
    def bad(timer: TimerRequest) -> None: ...


def bad_retry_count(app: FunctionApp) -> None:
    @app.timer_trigger(schedule="0 * * * * *")
    @app.retry(FixedDelay(-2, "00:00:10"))
    def bad(timer: TimerRequest) -> None: ...


CASES: list[tuple[Callable[[FunctionApp], None], str, str]] = [
    (parameter_without_binding, "parameter-without-binding", "add a decorator for 'stray'"),
    (binding_without_parameter, "binding-without-parameter", "did you mean arg_name='msg'?"),
    (unnamed_binding_without_parameter, "binding-without-parameter", "add a parameter"),
    (unnamed_output_without_out, "binding-without-parameter", "Out[...]"),
    (several_parameters_can_be_meant, "ambiguous-parameter", "arg_name='first'"),
    (several_bindings_can_be_meant, "ambiguous-parameter", "arg_name='only'"),
    (name_bound_twice, "name-bound-twice", "queue"),
    (input_on_return, "input-on-return", "name the parameter"),
    (doubled_underscore, "bad-binding-name", "such a name"),
    (foreign_letters, "bad-binding-name", "such a name"),
    (two_triggers, "two-triggers", "keep one"),
    (no_trigger, "no-trigger", "@app.route"),
    (duplicate_names, "duplicate-name", "@app.function_name"),
    (same_route_and_method_twice, "duplicate-route", "methods"),
    (out_on_an_input, "out-on-input", "drop Out"),
    (plain_type_on_an_output, "output-without-out", "out.set(...)"),
    (payload_of_another_trigger, "unsupported-type", "parameter 'msg'"),
    (list_of_a_payload, "unsupported-type", "parameter 'msg'"),
    (payload_of_another_output, "unsupported-type", "parameter 'out'"),
    (wrong_answer_type, "unsupported-type", "its return value"),
    (wrong_request_type, "unsupported-type", "parameter 'req'"),
    (bad_ncrontab, "bad-schedule", "0 */5 * * * *"),
    (bad_enum_text, "unknown-enum-text", "DataType."),
    (bad_method, "unknown-enum-text", "methods=['GET', 'POST']"),
    (bad_queue_name, "bad-queue-name", "queue_name='kitchen-queue'"),
    (bad_container_name, "bad-container-name", "container"),
    (bad_table_name, "bad-table-name", "mytable"),
    (bad_route_template, "bad-route", "orders/{id:int}"),
    (slashed_route, "bad-route", "without a leading slash"),
    (reserved_route, "reserved-route", "another route"),
    (reserved_default_route, "reserved-route", "another route"),
    (positional_only, "unbindable-parameter", "functools.wraps"),
    (variadic, "unbindable-parameter", "functools.wraps"),
    (bad_function_name, "bad-function-name", "@app.function_name"),
    (missing_argument, "missing-argument", "'conection' should be 'connection'"),
    (none_for_a_required_argument, "missing-argument", "connection"),
    (wrong_argument_type, "wrong-argument-type", "run_on_startup"),
    (too_many_arguments, "too-many-arguments", "by name"),
    (argument_given_twice, "argument-given-twice", "by name"),
    (bad_retry_interval, "bad-retry", "delay_interval='00:00:10'"),
    (bad_retry_strategy, "bad-retry", "FixedDelay"),
    (bad_retry_count, "bad-retry", "max_retry_count=3"),
]


@pytest.mark.parametrize(("declare", "rule", "fix"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_fault_is_told_whole(declare: Callable[[FunctionApp], None], rule: str, fix: str) -> None:
    """One fault gives one error, on a line of the function that has it, with all parts of the message filled."""
    app = FunctionApp()
    declare(app)
    with pytest.raises(AppError) as caught:
        _ = app.functions
    (fault,) = caught.value.exceptions
    assert fault.rule == rule
    lines, start = inspect.getsourcelines(declare)
    assert fault.where.file == __file__
    assert start < fault.where.line < start + len(lines)
    assert fix in fault.fix
    assert re.match(
        rf".*test_faults\.py:\d+: function '{fault.function}': .+\n"
        r"    found:    .+\n    expected: .+\n    fix:      .+",
        str(fault),
    )


def test_all_faults_of_an_app_come_together() -> None:
    """Faults of several functions, and several of one, are in one group, in the order of the source."""
    app, bp = FunctionApp(http_auth_level="nobody"), Blueprint()  # type: ignore[arg-type]
    app.register_functions(bp)
    bad_ncrontab(app)
    bad_queue_name(bp)  # type: ignore[arg-type]

    @app.queue_trigger(queue_name="X", connection="S", data_type="text")  # type: ignore[arg-type]
    def worse(msg: TimerRequest, stray: str) -> None: ...

    with pytest.raises(AppError) as caught:
        _ = app.functions
    rules = [fault.rule for fault in caught.value.exceptions]
    assert rules[0] == "unknown-enum-text"
    assert {"bad-schedule", "bad-queue-name", "ambiguous-parameter", "duplicate-name"} <= set(rules)
    text = str(caught.value)
    assert text.startswith(f"{len(rules)} faults in this app:")
    assert text.count("\n") == len(rules)


def test_a_duplicate_names_both_places() -> None:
    """A name or route that is used twice is shown with both places."""
    for declare in (duplicate_names, same_route_and_method_twice):
        app = FunctionApp()
        declare(app)
        (fault,) = app.index().faults
        assert len(re.findall(r"test_faults\.py:\d+", fault.found)) == 2


def test_different_methods_on_one_route_are_fine() -> None:
    """Two functions may share a route when no method is common."""
    app = FunctionApp()

    @app.route("orders", methods=["GET"])
    def read(req: HttpRequest) -> str:
        return ""

    @app.route("orders", methods=["POST"])
    def write(req: HttpRequest) -> str:
        return ""

    assert list(app.functions) == ["read", "write"]

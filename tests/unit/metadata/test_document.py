"""Reading function.json."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.app import FunctionApp
from azfunc.errors import DocumentError
from azfunc.metadata.document import parse_function_document, read_function_document
from azfunc.metadata.emit import document_bytes, emit_function_document
from azfunc.retry import ExponentialBackoff, FixedDelay

TIMER = {"type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 0 * * * *"}


def _read(document: object):
    return parse_function_document(json.dumps(document), source="f/function.json")


def _refusal(document: object) -> str:
    with pytest.raises(DocumentError) as raised:
        _read(document)
    return str(raised.value)


def test_reads_a_file_of_hosts(tmp_path: Path) -> None:
    """Comments, any case of directions and strategies, a missing direction and unknown properties are read."""
    path = tmp_path / "function.json"
    path.write_text(
        """{
        // the kitchen
        "scriptFile": "main.py",
        "bindings": [
            {"type": "QueueTrigger", "direction": "IN", "name": "msg", "queueName": "q", "batch": {"deep": [1]}},
            {"type": "table", "name": "rows", "take": 5},
            {"type": "queue", "direction": "Out", "name": "$return",},
        ],
        "retry": {"strategy": "FIXEDDELAY", "maxRetryCount": -1, "delayInterval": "00:00:10"},
        "disabled": false,
        "ours": {"a": null}
    }"""
    )
    document = read_function_document(path)
    assert document.script_file == "main.py"
    assert document.entry_point is None
    assert [(entry.type, entry.direction, entry.name) for entry in document.bindings] == [
        ("QueueTrigger", "in", "msg"),
        ("table", "in", "rows"),
        ("queue", "out", "$return"),
    ]
    assert document.trigger is document.bindings[0]
    assert document.bindings[0].model_extra == {"queueName": "q", "batch": {"deep": [1]}}
    assert document.retry is not None
    assert (document.retry.strategy, document.retry.max_retry_count) == ("fixedDelay", -1)
    assert document.to_document() == {
        "scriptFile": "main.py",
        "bindings": [
            {"type": "QueueTrigger", "direction": "in", "name": "msg", "queueName": "q", "batch": {"deep": [1]}},
            {"type": "table", "name": "rows", "take": 5},
            {"type": "queue", "direction": "out", "name": "$return"},
        ],
        "retry": {"strategy": "fixedDelay", "maxRetryCount": -1, "delayInterval": "00:00:10"},
        "disabled": False,
        "ours": {"a": None},
    }


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "f/function.json: $: expected an object, {...}."),
        ({}, "f/function.json: $.bindings: this property is missing."),
        ({"bindings": []}, "f/function.json: $.bindings: at least one binding must be declared."),
        ({"bindings": {}}, "f/function.json: $.bindings: expected a list, [...]."),
        ({"bindings": [TIMER, 3]}, "f/function.json: $.bindings[1]: expected an object, {...}, found 3."),
        (
            {"bindings": [{**TIMER, "type": None}]},
            "f/function.json: $.bindings[0].type: expected text in quotes, found None.",
        ),
        (
            {"bindings": [{**TIMER, "direction": "sideways"}]},
            "f/function.json: $.bindings[0].direction: expected 'in', 'out' or 'inout', found 'sideways'.",
        ),
        (
            {"bindings": [{**TIMER, "name": "a-b"}]},
            "f/function.json: $.bindings[0].name: hosts refuse this name; expected $return, or up to 128 letters, "
            "digits and single underscores that do not begin with a digit, found 'a-b'.",
        ),
        (
            {"bindings": [{"type": "queue", "direction": "out", "name": "x"}]},
            "f/function.json: $: bindings hold no trigger; expected exactly one trigger.",
        ),
        (
            {"bindings": [TIMER, {**TIMER, "name": "other"}]},
            "f/function.json: $: bindings hold timerTrigger, timerTrigger; expected exactly one trigger.",
        ),
        (
            {"bindings": [TIMER, {"type": "queue", "direction": "out", "name": "TIMER"}]},
            "f/function.json: $: two bindings have the name 'TIMER' (hosts compare without regard to case).",
        ),
        (
            {"bindings": [TIMER, {"type": "blob", "name": "$return"}]},
            "f/function.json: $: the binding $return has the direction in; expected out.",
        ),
        (
            {"bindings": [TIMER], "retry": {"strategy": "often", "maxRetryCount": 3}},
            "f/function.json: $.retry.strategy: expected 'fixedDelay' or 'exponentialBackoff', found 'often'.",
        ),
        (
            {
                "bindings": [TIMER],
                "retry": {"strategy": "fixedDelay", "maxRetryCount": "3", "delayInterval": "00:00:01"},
            },
            "f/function.json: $.retry.maxRetryCount: expected a whole number, found '3'.",
        ),
        (
            {
                "bindings": [TIMER],
                "retry": {"strategy": "fixedDelay", "maxRetryCount": -2, "delayInterval": "00:00:01"},
            },
            "f/function.json: $.retry.maxRetryCount: expected greater than or equal to -1, found -2.",
        ),
        (
            {"bindings": [TIMER], "retry": {"strategy": "exponentialBackoff", "maxRetryCount": 1}},
            "f/function.json: $.retry: the strategy exponentialBackoff needs minimumInterval and maximumInterval.",
        ),
        (
            {"bindings": [TIMER], "retry": {"strategy": "fixedDelay", "maxRetryCount": 1, "delayInterval": "soon"}},
            "f/function.json: $.retry.delayInterval: expected a duration hh:mm:ss, found 'soon'.",
        ),
        (
            {"bindings": [TIMER], "configurationSource": "x" * 99},
            "f/function.json: $.configurationSource: expected 'config' or 'attributes', found '" + "x" * 56 + "....",
        ),
    ],
)
def test_errors_name_file_and_path(document: object, message: str) -> None:
    """What hosts refuse is told with the file, the JSON path, what stands there and what may."""
    assert _refusal(document) == message


def test_all_errors_together() -> None:
    """Several errors of one file are told together, a line each."""
    lines = _refusal({"bindings": [{"type": "x"}, {"name": 5}], "scriptFile": 1}).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "$.scriptFile",
        "$.bindings[0].name",
        "$.bindings[1].type",
        "$.bindings[1].name",
    ]


def test_broken_json_names_line_and_column() -> None:
    """A file that is no JSON is told with line and column instead of a path."""
    with pytest.raises(DocumentError, match=r"^f/function\.json:2:1: this is not JSON: "):
        parse_function_document('{"bindings": [\n', source="f/function.json")


QUEUES = st.from_regex(r"\A[a-z0-9]([a-z0-9]|-(?!-)){1,20}[a-z0-9]\Z")
RETRIES = st.none() | st.one_of(
    st.builds(FixedDelay, st.integers(-1, 9), st.just("00:00:10")),
    st.builds(ExponentialBackoff, st.integers(-1, 9), st.just("00:00:10"), st.just("01:00:00")),
)
EXTRA = st.dictionaries(
    st.from_regex(r"\Aours_[a-z]{1,5}\Z"), st.booleans() | st.integers() | st.text() | st.lists(st.text()), max_size=2
)


@given(QUEUES, RETRIES, EXTRA, st.sampled_from([None, "string", "BINARY"]))
def test_round_trip(queue: str, retry: FixedDelay | ExponentialBackoff | None, extra: dict, data_type) -> None:
    """What is emitted is read back as the same document, to the last byte."""
    app = FunctionApp()

    @app.queue_trigger(queue_name=queue, connection="C", data_type=data_type)
    def listener(message: str) -> None: ...

    @app.route("r", trigger_extra_fields=extra)
    def handler(req) -> str:
        return ""

    @app.timer_trigger(schedule="0 0 * * * *")
    def ticker(timer) -> None: ...

    if retry is not None:
        app.retry(retry)(ticker)
    for function in app.functions.values():
        data = document_bytes(emit_function_document(function, script_file="__init__.py", entry_point="main"))
        assert document_bytes(parse_function_document(data, source="x").to_document()) == data


def test_emitting_needs_no_pydantic() -> None:
    """The modules of a build load nothing outside azfunc and the standard library."""
    code = "import sys, azfunc.metadata.legacy; print('pydantic' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"

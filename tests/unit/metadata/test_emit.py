"""A function as function.json holds it."""

from datetime import timedelta

from azfunc.app import FunctionApp
from azfunc.bindings.http_payload import HttpRequest
from azfunc.bindings.out import Out
from azfunc.metadata.emit import document_bytes, emit_function_document
from azfunc.retry import ExponentialBackoff, FixedDelay

ORDER = """\
{
  "scriptFile": "__init__.py",
  "entryPoint": "main",
  "bindings": [
    {
      "type": "httpTrigger",
      "direction": "in",
      "name": "req",
      "route": "tables/{id:int}/\\u00f6",
      "methods": [
        "post"
      ],
      "authLevel": "anonymous",
      "extraKey": true
    },
    {
      "type": "http",
      "direction": "out",
      "name": "$return"
    },
    {
      "type": "queue",
      "direction": "out",
      "name": "kitchen",
      "queueName": "kitchen-queue",
      "connection": "Storage",
      "dataType": "string"
    }
  ]
}
"""


def test_golden_document() -> None:
    """Names are camelCase, enum values as function.json documents them, None is left out, extra properties are kept."""
    app = FunctionApp()

    @app.queue_output(queue_name="kitchen-queue", connection="Storage", data_type="STRING")
    @app.route("tables/{id:int}/ö", methods=["POST"], auth_level="ANONYMOUS", trigger_extra_fields={"extra_key": True})
    def order(req: HttpRequest, kitchen: Out[str]) -> str:
        return "thanks"

    document = emit_function_document(app.functions["order"], script_file="__init__.py", entry_point="main")
    document["bindings"] = sorted(document["bindings"], key=lambda entry: ORDER.index(f'"{entry["name"]}"'))
    assert document_bytes(document).decode() == ORDER


def test_the_trigger_comes_first() -> None:
    """Wherever its decorator stands, the trigger is the first binding."""
    app = FunctionApp()

    @app.queue_output(arg_name="$return", queue_name="done", connection="Storage")
    @app.queue_trigger(queue_name="kitchen-queue", connection="Storage")
    def cook(msg: str) -> str:
        return msg

    @app.queue_trigger(queue_name="kitchen-queue", connection="Storage")
    @app.queue_output(arg_name="$return", queue_name="done", connection="Storage")
    def serve(msg: str) -> str:
        return msg

    for function in app.functions.values():
        bindings = emit_function_document(function, script_file="x.py", entry_point="main")["bindings"]
        assert [entry["type"] for entry in bindings] == ["queueTrigger", "queue"]


def test_without_entry_point() -> None:
    """The entry point can be left out."""
    app = FunctionApp()

    @app.timer_trigger(schedule="0 0 * * * *")
    def tick(timer: object) -> None: ...

    document = emit_function_document(app.functions["tick"], script_file="../function_app.py", entry_point=None)
    assert list(document) == ["scriptFile", "bindings"]


def test_retry_policies() -> None:
    """A retry policy stands beside the bindings."""
    app = FunctionApp()

    @app.retry(FixedDelay(3, timedelta(minutes=1)))
    @app.timer_trigger(schedule="0 0 * * * *")
    def fixed(timer: object) -> None: ...

    @app.retry(ExponentialBackoff(-1, "00:00:10", "00:15:00"))
    @app.timer_trigger(schedule="0 0 * * * *")
    def growing(timer: object) -> None: ...

    retries = {
        name: emit_function_document(function, script_file="__init__.py", entry_point="main")["retry"]
        for name, function in app.functions.items()
    }
    assert retries == {
        "fixed": {"strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:01:00"},
        "growing": {
            "strategy": "exponentialBackoff",
            "maxRetryCount": -1,
            "minimumInterval": "00:00:10",
            "maximumInterval": "00:15:00",
        },
    }

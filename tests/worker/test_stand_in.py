"""Apps that import azure.functions: the name means azfunc in this worker, unless a setting leaves it alone."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from tests.contract.values import HttpAnswer, Value, http, json_value, rpc, text

from .conftest import MakeApp, StartWorker
from .host import Answer, Host, Worker
from .test_dependencies import bring

APP = """
import azure.functions as func
import azure.functions.decorators.function_app
from azure.functions import HttpRequest, HttpResponse
from azure.functions.decorators.core import DataType

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
blueprint = func.Blueprint()

@app.route(route="hello")
def hello(req: func.HttpRequest) -> func.HttpResponse:
    return HttpResponse(f"Hello, {req.params['name']}!", status_code=201)

@blueprint.queue_trigger(arg_name="msg", queue_name="orders", connection="C", data_type=DataType.STRING)
@blueprint.queue_output(arg_name="out", queue_name="copies", connection="C")
def copy(msg: func.QueueMessage, out: func.Out[str]) -> None:
    from azure.functions import QueueMessage
    assert isinstance(msg, QueueMessage)
    out.set(f"{msg.get_body().decode()} by {QueueMessage.__module__}")

app.register_functions(blueprint)
"""

DURABLE = """
import azure.durable_functions as df
import azure.functions as func

app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
kitchen = df.Blueprint()

@app.route(route="start")
@app.durable_client_input(client_name="client")
async def start(req: func.HttpRequest, client) -> func.HttpResponse:
    assert isinstance(client, df.DurableOrchestrationClient)
    return client.create_check_status_response(req, "7")

@app.orchestration_trigger(context_name="context")
def serve(context: df.DurableOrchestrationContext):
    dish = yield context.call_activity("cook", context.get_input())
    return dish

@kitchen.activity_trigger(input_name="dish")
def cook(dish: str) -> str:
    return f"{dish}, hot"

@app.entity_trigger(context_name="context")
def till(context: df.DurableEntityContext):
    context.set_state(context.get_state(lambda: 0) + context.get_input())

app.register_functions(kitchen)
"""

DURABLE_PACKAGES = (
    "azure-functions-durable==1.4.0",
    "python-dateutil==2.9.0.post0",
    "six==1.17.0",
    "furl==2.1.4",
    "orderedmultidict==1.0.1",
)


def test_the_name_means_azfunc(start: StartWorker, make_app: MakeApp) -> None:
    """An app written for azure.functions runs unchanged, its submodules, blueprints and late imports included."""
    worker = start(make_app(APP))
    answered = worker.invoke("hello", req=http(query={"name": "Ada"})).value.value
    assert isinstance(answered, HttpAnswer)
    assert (answered.status, answered.body.value) == (201, b"Hello, Ada!")
    answer = worker.invoke("copy", msg=text("soup"))
    assert answer.ok, answer.stack
    assert str(answer.outputs["out"].value).startswith("soup by azfunc")


def test_a_real_one_beside_the_app(start: StartWorker, make_app: MakeApp) -> None:
    """The name means azfunc also where the app brings azure.functions; other packages of azure are not touched."""
    app = make_app(APP.replace("import azure.functions as func", "import azure.functions as func\nimport azure.bar", 1))
    place = bring(app, "azure-functions==1.21.3")
    (place / "azure" / "bar").mkdir()
    (place / "azure" / "bar" / "__init__.py").write_text("")
    answer = start(app).invoke("copy", msg=text("soup"))
    assert str(answer.outputs["out"].value).startswith("soup by azfunc"), answer.stack


@pytest.fixture(scope="module")
def durable(start: StartWorker, tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """An app of azure-functions-durable, with the real package beside it."""
    app = tmp_path_factory.mktemp("durable")
    (app / "function_app.py").write_text(DURABLE)
    bring(app, *DURABLE_PACKAGES)
    return start(app)


def dictionary(answer: Answer) -> dict[str, Any]:
    """The JSON object that a function gave."""
    assert answer.value.kind == "json", answer
    return cast("dict[str, Any]", answer.value.value)


def history(kind: int, number: int, **more: object) -> dict[str, object]:
    """An event of an orchestration's history."""
    time = f"2026-01-02T03:04:0{max(number, 0)}.000000Z"
    return {"EventType": kind, "EventId": number, "IsPlayed": False, "Timestamp": time, **more}


def test_durable_orchestrator(durable: Worker) -> None:
    """azure-functions-durable replays an orchestrator: it calls the activity, and ends with what that gave."""
    begun = [history(12, -1), history(0, -1, Name="serve", Version="", Input='"soup"')]
    state = {"history": begun, "instanceId": "7", "isReplaying": False, "parentInstanceId": None, "input": '"soup"'}
    first = durable.invoke("serve", context=text(json.dumps(state)))
    assert first.ok, first.stack
    told = dictionary(first)
    assert (told["isDone"], told["actions"][0][0]["functionName"]) == (False, "cook")
    more = [history(4, 0, Name="cook"), history(13, -1), history(12, -1)]
    more.append(history(5, -1, TaskScheduledId=0, Result='"soup, hot"'))
    again = durable.invoke("serve", context=text(json.dumps({**state, "history": [*begun, *more]})))
    told = dictionary(again)
    assert (told["isDone"], told["output"]) == (True, "soup, hot"), again.value


def test_durable_activity_client_and_entity(durable: Worker) -> None:
    """Activities run, functions get the package's client, and entities keep their state."""
    assert durable.invoke("cook", dish=json_value("soup")).value.value == "soup, hot"
    urls = {"statusQueryGetUri": "http://localhost/INSTANCEID", "id": "INSTANCEID"}
    client = {"taskHubName": "hub", "creationUrls": {}, "managementUrls": urls, "rpcBaseUrl": "http://localhost/"}
    answer = durable.invoke("start", req=http("POST"), client=text(json.dumps(client)))
    assert answer.ok, answer.stack
    assert isinstance(answer.value.value, HttpAnswer)
    assert answer.value.value.status == 202
    batch = {"name": "add", "id": "1", "signal": False, "input": '"2"'}
    entity = {"self": {"name": "till", "key": "1"}, "exists": True, "state": "3", "batch": [batch]}
    answer = durable.invoke("till", context=text(json.dumps(entity)))
    assert answer.ok, answer.stack
    assert dictionary(answer)["entityState"] == "5"


def test_switched_off(host: Host, make_app: MakeApp) -> None:
    """With the setting off the name is Microsoft's package, and an app of that is told what to do."""
    app = make_app("import azure.functions as func\napp = func.FunctionApp()\n")
    bring(app, "azure-functions==1.21.3")
    worker = host.start(app, environment={"AZFUNC_STAND_IN": "0"})
    worker.init()
    result = worker.metadata().result
    worker.close()
    assert result.status == 0
    for part in ("AZFUNC_STAND_IN", "import azfunc as func", str(app / "function_app.py")):
        assert part in result.exception.message


def test_switched_off_with_an_app_of_azfunc(start: StartWorker, make_app: MakeApp) -> None:
    """With the setting off an app of azfunc may use Microsoft's package for itself."""
    app = make_app(
        """
import azfunc
import azure.functions

app = azfunc.FunctionApp()

@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="files", connection="C")
def where(msg: str) -> str:
    return azure.functions.__file__
"""
    )
    place = bring(app, "azure-functions==1.21.3")
    worker = start(app, environment={"AZFUNC_STAND_IN": "0"})
    assert worker.invoke("where", msg=text("")).value == Value("string", str(place / "azure/functions/__init__.py"))


def test_switched_off_in_folders(host: Host, tmp_path: Path) -> None:
    """So is a function of a folder that names classes of Microsoft's package."""
    bring(tmp_path, "azure-functions==1.21.3")
    folder = tmp_path / "Hello"
    folder.mkdir()
    (folder / "__init__.py").write_text("import azure.functions as func\ndef main(req: func.HttpRequest) -> str: ...\n")
    worker = host.start(tmp_path, environment={"AZFUNC_STAND_IN": "0"})
    worker.init()
    info = {"req": rpc.BindingInfo(type="httpTrigger"), "$return": rpc.BindingInfo(type="http", direction=1)}
    result = worker.load(rpc.RpcFunctionMetadata(name="Hello", directory=str(folder), bindings=info))
    worker.close()
    assert result.status == 0
    for part in ("AZFUNC_STAND_IN", "import azfunc as func", str(folder)):
        assert part in result.exception.message

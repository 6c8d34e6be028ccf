"""Orchestrators that run OpenAI agents: what is declared, and what runs with the packages and without."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from azfunc import AppError, Blueprint, FunctionApp
from azfunc.durable_agents import AgentOrchestrators, Steps
from azfunc.errors import InvocationError, LateRegistrationError

PACKAGE = {
    "__init__": """
class RetryOptions:
    def __init__(self, first_retry_interval_in_milliseconds, max_number_of_attempts):
        self.told = (first_retry_interval_in_milliseconds, max_number_of_attempts)
""",
    "openai_agents/__init__": "",
    "openai_agents/orchestrator_generator": """
async def durable_openai_agent_activity(input, model_provider):
    return f"{input} by {model_provider}"

def durable_openai_agent_orchestrator_generator(func, context, model_retry_options, activity_name):
    yield activity_name, getattr(model_retry_options, "told", model_retry_options)
    return func(context)
""",
}


@pytest.fixture
def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with the three names that are used of azure-functions-durable, instead of any that is installed."""
    for name, source in PACKAGE.items():
        path = tmp_path / "azure" / "durable_functions" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    hidden = {name: sys.modules.pop(name) for name in [*sys.modules] if _is_azure(name)}
    monkeypatch.syspath_prepend(tmp_path)  # pyright: ignore[reportUnknownMemberType]  # pytest leaves it untyped
    yield
    for name in [*sys.modules]:
        if _is_azure(name):
            del sys.modules[name]
    sys.modules.update(hidden)


def _is_azure(name: str) -> bool:
    return name.partition(".")[0] == "azure"


def agents_app(**options: Any) -> FunctionApp:
    """An app with one such orchestrator."""
    app = FunctionApp()
    agents = AgentOrchestrators(app.registry)

    @app.orchestration_trigger(context_name="ctx")
    @agents(None, **options)
    def plan(ctx: str) -> str:
        return f"planned {ctx}"

    return app


def test_what_is_declared() -> None:
    """The orchestrator keeps its name and parameter, and one activity is added for the calls of the model."""
    documents = {name: function.to_documents() for name, function in agents_app().functions.items()}
    assert documents == {
        "run_model_activity": [
            {"type": "activityTrigger", "direction": "in", "name": "input", "activity": "run_model"}
        ],
        "plan": [{"type": "orchestrationTrigger", "direction": "in", "name": "ctx"}],
    }


def test_one_activity_for_all() -> None:
    """A second orchestrator, or one of an app whose blueprint has one, adds no second activity."""
    blueprint = Blueprint()
    AgentOrchestrators(blueprint.registry)()
    app = FunctionApp()
    app.register_functions(blueprint)
    agents = AgentOrchestrators(app.registry)

    @app.orchestration_trigger(context_name="ctx")
    @agents
    def first(ctx: str) -> str:
        return ctx

    @app.orchestration_trigger(context_name="ctx")
    @agents(model_retry_options=None)
    def second(ctx: str) -> str:
        return ctx

    assert sorted(app.functions) == ["first", "run_model_activity", "second"]


def test_two_blueprints_with_activities_clash() -> None:
    """Two blueprints that each have an activity of the same name are told, since their models may differ."""
    app = FunctionApp()
    for _ in range(2):
        blueprint = Blueprint()
        AgentOrchestrators(blueprint.registry)()
        app.register_functions(blueprint)
    with pytest.raises(AppError) as caught:
        assert app.functions
    assert [fault.function for fault in caught.value.exceptions] == ["run_model_activity"]


def test_late_use_is_refused() -> None:
    """After the app has been read, the activity could not be added any more."""
    app = agents_app()
    assert app.functions
    with pytest.raises(LateRegistrationError, match="durable_openai_agent_orchestrator"):
        AgentOrchestrators(app.registry)()


@pytest.mark.usefixtures("_package")
@pytest.mark.parametrize(("options", "retries"), [({}, (2000, 5)), ({"model_retry_options": None}, None)])
def test_orchestrator_runs(options: dict[str, object], retries: object) -> None:
    """The package gets the function, the context, the retries and the activity's name; its steps are handed on."""
    handler = agents_app(**options).functions["plan"].handler
    for steps in (cast("Steps", handler(ctx="dinner")), cast("Steps", handler("dinner"))):
        assert next(steps) == ("run_model", retries)
        with pytest.raises(StopIteration) as ended:
            next(steps)
        assert ended.value.value == "planned dinner"


@pytest.mark.usefixtures("_package")
def test_activity_runs() -> None:
    """The activity passes its input and the provider of models on to the package."""
    from azfunc.testing import TestClient

    with TestClient(agents_app(model_provider="provider")) as client:
        assert client.invoke("run_model_activity", "input").return_value == "input by provider"


def test_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the packages the functions are there, and running one says what to install."""
    monkeypatch.setitem(sys.modules, "azure.durable_functions", None)
    handler = agents_app().functions["plan"].handler
    with pytest.raises(InvocationError, match=r"azure-functions-durable and openai-agents.*requirements\.txt"):
        handler("dinner")

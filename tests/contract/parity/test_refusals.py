"""What azure.functions refuses, or takes although it is wrong: azfunc refuses it with a text that tells why, or does
what the user meant."""

import functools
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import azfunc
from azfunc import AzfuncWarning
from azfunc.errors import AzfuncError
from azfunc.locator import find_app, load_app

from .conftest import Tally
from .differences import listed
from .facts import Fact, declare, full_text, handler, make_app, read_facts

FACTS = {fact["id"]: fact for fact in read_facts("refusals")}
DIFFERENCES = listed("Refusals")
TAKEN = "taken"
"""What the page says where azfunc takes what azure.functions refuses; otherwise it names the rule that refuses."""

ENUM = ("unknown-enum-text",)
CONNECTION = ("event-grid-connection", "topic_endpoint_uri", "topic_key_setting", "connection")
TYPE = ("unsupported-type",)

REFUSED: dict[str, tuple[str, ...]] = {
    "ctor/http_auth_level=bogus": (*ENUM, "'bogus'", "AuthLevel", "function, anonymous, admin"),
    "enum/timer_trigger.data_type='bogus'": (*ENUM, "'bogus'", "DataType", "string, binary"),
    "enum/timer_trigger.data_type=''": (*ENUM, "data_type=''", "DataType"),
    "enum/route.auth_level='bogus'": (*ENUM, "'bogus'", "AuthLevel"),
    "enum/route.methods=['FETCH']": (*ENUM, "'FETCH'", "HttpMethod"),
    "enum/route.methods=['CONNECT']": (*ENUM, "'CONNECT'", "HttpMethod"),
    "enum/event_hub_message_trigger.cardinality='few'": (*ENUM, "'few'", "one, many"),
    "enum/service_bus_queue_trigger.access_rights='send'": (*ENUM, "'send'", "manage, listen"),
    "enum/service_bus_queue_trigger.cardinality='two'": (*ENUM, "'two'", "one, many"),
    "enum/cosmos_db_trigger.data_type='bogus'": (*ENUM, "'bogus'", "DataType"),
    "enum/cosmos_db_trigger_v3.data_type='bogus'": (*ENUM, "'bogus'", "DataType"),
    "enum/queue_trigger.data_type='bogus'": (*ENUM, "'bogus'", "DataType"),
    "args/missing": ("missing-argument", "queue_name, connection"),
    "args/retry-extra": ("retry", "'extra'"),
    "args/name-in-extras": ("'name'", "arg_name"),
    "args/timer-data_type-int": (*ENUM, "data_type=5", "DataType"),
    "args/retry-dup-extra": ("bad-retry", "delay_interval"),
    "eventgrid/none": CONNECTION,
    "eventgrid/both": CONNECTION,
    "eventgrid/half": CONNECTION,
    "eventgrid/connection-plus-half": CONNECTION,
    "two-triggers/timer+queue": ("two-triggers", "timerTrigger, queueTrigger"),
    "two-triggers/route+route": ("two-triggers", "httpTrigger, httpTrigger"),
    "not-callable/int": ("int (5)", "a function is expected"),
    "not-callable/str": ("str ('x')", "a function is expected"),
    "build/no-trigger": ("no-trigger", "'fn'"),
    "build/no-trigger-named": ("no-trigger", "'Nm'"),
    "build/duplicate-name": ("duplicate-name", "'fn'"),
    "build/duplicate-function_name": ("duplicate-name", "'A'"),
    "build/duplicate-across-blueprint": ("duplicate-name", "'fn'"),
    "build/blueprint-twice": ("duplicate-name", "'fn'"),
    "register/function-app": ("FunctionApp", "Blueprint"),
    "register/not-container": ("object", "Blueprint"),
    "register/blueprint-has-no-get_functions": ("get_functions",),
    "json/datetime-time": ("start_from_time=datetime.time(1, 2, 3)", "str"),
    "json/datetime-time-beginning": ("start_from_beginning=datetime.time(0, 0)", "bool"),
    "runtime/no-app": ("No app was found",),
    "runtime/two-apps": ("'app', 'app2'",),
    "runtime/blueprint-only": ("Blueprint",),
    "runtime/param-not-bound": ("parameter-without-binding", "'extra'"),
    "runtime/binding-not-in-params": ("binding-without-parameter", "'t'"),
    "runtime/context-wrong-annotation": ("'context'",),
    "runtime/out-annotation-on-input": ("out-on-input", "Out"),
    "runtime/output-without-out": ("output-without-out", "Out[str]"),
    "runtime/non-type-annotation": (*TYPE, "'m'", "5"),
    "runtime/return-in-direction": ("input-on-return", "$return"),
    "runtime/import-error": ("nosuchmodule_xyz",),
    "enum/timer_trigger.data_type=0": (*ENUM, "data_type=0"),
    "enum/blob_trigger.source='nonsense'": (*ENUM, "'nonsense'", "EventGrid, LogsAndContainerScan"),
    "enum/blob_trigger.source=7": (*ENUM, "source=7"),
    "enum/cosmos_db_trigger.change_feed_mode='nonsense'": (*ENUM, "'nonsense'", "LatestVersion"),
    "enum/not-at-call": (*ENUM, "'bogus'"),
    "runtime/dup-binding-names": ("name-bound-twice", "'o'"),
    "build/names-differ-in-case": ("duplicate-name",),
    "ctor/blueprint-takes-anything": ("http_auth_level",),
    "ctor/durable-blueprint-bogus": ("http_auth_level",),
    "ctor/external-abstract": ("ExternalHttpFunctionApp", "abstract", "_add_http_app"),
    "enum/kafka_trigger.authentication_mode='SCRAM-SHA-256'": (*ENUM, "BrokerAuthenticationMode", "ScramSha256"),
    "enum/kafka_trigger.authentication_mode='scram_sha256'": (*ENUM, "BrokerAuthenticationMode", "ScramSha256"),
    "enum/kafka_trigger.protocol='sasl_ssl'": (*ENUM, "'sasl_ssl'", "SaslSsl"),
    "enum/kafka_trigger.o_auth_bearer_method='none'": (*ENUM, "'none'", "default, oidc"),
    "enum/kafka_trigger.key_data_type='guid'": (*ENUM, "'guid'", "int, long, string, binary"),
    "enum/embeddings_input.input_type='nonsense'": (*ENUM, "'nonsense'", "RawText, FilePath"),
    "enum/text_completion_input.chat_model=5": (*ENUM, "chat_model=5", "DefaultChatModel"),
    "two-triggers/mcp_tool+route": ("two-triggers", "mcpToolTrigger, httpTrigger"),
    "two-triggers/mcp_tool+timer": ("two-triggers", "mcpToolTrigger, timerTrigger"),
    "mcp/prompt-args-str": ("bad-prompt-argument", "'x'", "PromptArgument"),
    "mcp/prompt-args-dict": ("bad-prompt-argument", "{'name': 'x'}", "PromptArgument"),
    "mcp/prompt-argument-no-name": ("PromptArgument", "no name"),
    "register/dfapp": ("FunctionApp", "Blueprint"),
}
"""What azfunc refuses; the words that its text must hold, the rule's id among them."""


class Dish:
    """A callable object, and a class that is callable."""

    def __init__(self, baseTimer: object = None) -> None: ...

    def __call__(self, baseTimer: object) -> None: ...


SUBJECTS: dict[str, object] = {
    "not-callable/int": 5,
    "not-callable/str": "x",
    "class/ok": Dish,
    "callable-object/no-__name__": Dish(),
    "partial/no-__name__": functools.partial(handler(["baseTimer"])),
}
"""What the decorators are put on, where that is no plain function."""


def timed(owner: azfunc.FunctionApp | azfunc.Blueprint, *names: str, code: str = "") -> None:
    """Puts functions of these names on a timer; with ``code`` they get that name by ``function_name``."""
    for name in names:
        function = handler(["t"])
        function.__name__ = name
        owner.timer_trigger(arg_name="t", schedule="0 0 * * * *")(function)
        if code:
            owner.function_name(code)(function)


def with_blueprint(times: int, own: bool) -> azfunc.FunctionApp:
    app, blueprint = azfunc.FunctionApp(), azfunc.Blueprint()
    timed(blueprint, "fn")
    if own:
        timed(app, "fn")
    for _ in range(times):
        app.register_functions(blueprint)
    return app


def app_with(*names: str, code: str = "") -> azfunc.FunctionApp:
    app = azfunc.FunctionApp()
    timed(app, *names, code=code)
    return app


def late() -> None:
    app, blueprint = azfunc.FunctionApp(), azfunc.Blueprint()
    app.register_functions(blueprint)
    timed(blueprint, "fn")
    assert app.functions.keys() == {"fn"}


def twice() -> None:
    app = app_with("fn")
    assert [str(function) for function in app.get_functions()] == [str(function) for function in app.get_functions()]


SITUATIONS: dict[str, Callable[[], object]] = {
    "build/duplicate-name": lambda: app_with("fn", "fn").functions,
    "build/duplicate-function_name": lambda: app_with("f1", "f2", code="A").functions,
    "build/names-differ-in-case": lambda: app_with("abc", "ABC").functions,
    "build/duplicate-across-blueprint": lambda: with_blueprint(1, own=True).functions,
    "build/blueprint-twice": lambda: with_blueprint(2, own=False).functions,
    "build/get_functions-twice": twice,
    "build/empty-app": lambda: azfunc.FunctionApp().get_functions(),
    "register/function-app": lambda: azfunc.FunctionApp().register_functions(azfunc.FunctionApp()),
    "durable/openai-agent-missing": lambda: azfunc.FunctionApp().durable_openai_agent_orchestrator(),
    "register/dfapp": lambda: azfunc.FunctionApp().register_functions(azfunc.FunctionApp()),
    "register/not-container": lambda: azfunc.FunctionApp().register_functions(object()),
    "register/blueprint-has-no-register": lambda: azfunc.Blueprint().register_functions(azfunc.Blueprint()),
    "register/blueprint-has-no-get_functions": lambda: azfunc.Blueprint().get_functions(),
    "register/late-blueprint-functions": late,
}
"""Facts that are told in words."""


UNBOUND = ("function_name", "mcp_tool", "retry")
"""Decorators that bind no parameter by name."""


def bound_name(given: Fact) -> str:
    """The parameter that a decorator's arguments name; durable decorators have keywords of their own for it."""
    return next(
        (given[key] for key in ("arg_name", "input_name", "context_name", "client_name") if key in given), "req"
    )


def replay(fact: Fact, folder: Path) -> None:
    """Does what a fact says, up to the texts that a host reads."""
    if fact["id"] in SITUATIONS:
        SITUATIONS[fact["id"]]()
        return
    if "source" in fact:
        script = folder / "function_app.py"
        script.write_text(fact["source"])
        app = load_app(find_app(str(folder)))
    elif "stack" in fact:
        names = [bound_name(given) for name, given in fact["stack"] if name not in UNBOUND]
        app = declare(fact, SUBJECTS.get(fact["id"]) or handler(names, fact.get("kind", "sync")))
    else:
        app = make_app(fact)
        if not isinstance(app, azfunc.FunctionApp):
            return
    for function in app.get_functions():
        function.get_raw_bindings()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for an app's module, which is forgotten after the test."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "function_app", raising=False)
    return tmp_path


def outcome(fact: Fact, words: tuple[str, ...] | None, folder: Path) -> str:
    """What azfunc does with a fact, in the words of the page: the rule that refuses it, or that it is taken."""
    if words is None:
        replay(fact, folder)
        return TAKEN
    with pytest.raises((AzfuncError, TypeError, AttributeError)) as caught:
        replay(fact, folder)
    text = full_text(caught.value)
    assert all(word in text for word in words), text
    rules = dict.fromkeys(re.findall(r"\[([a-z-]+)\]$", text, re.MULTILINE))
    return "refused: " + ", ".join(f"`{rule}`" for rule in rules or [type(caught.value).__name__])


@pytest.mark.parametrize("fact", [pytest.param(fact, id=name) for name, fact in FACTS.items()])
def test_refuses_or_does_what_was_meant(fact: Fact, folder: Path, tally: Tally) -> None:
    """A wrong declaration is refused in words that tell what is wrong; the others are taken."""
    told = outcome(fact, REFUSED.get(fact["id"]), folder)
    alike = (told == TAKEN) == fact.get("accepted", False)
    row = DIFFERENCES.get(fact["id"])
    assert (row is None) == alike
    assert row is None or row.outcome == told
    tally("refusals", len(FACTS), "the same" if alike else "listed")


def test_the_tables_name_facts_alone() -> None:
    """Every row of the page and every text belongs to a fact, and all of the catalogue are there."""
    assert DIFFERENCES.keys() | REFUSED.keys() <= FACTS.keys()
    assert len(FACTS) == 139


def test_further_keywords_are_told() -> None:
    """A keyword without a parameter is written, with a warning that names it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        azfunc.FunctionApp().table_input(arg_name="t", connection="C", table_name="T", extra=1)
    assert [warning.category for warning in caught] == [AzfuncWarning]
    assert "'extra'" in str(caught[0].message)

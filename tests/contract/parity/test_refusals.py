"""What azure.functions refuses, or takes although it is wrong: azfunc refuses it with a text that tells why, or does
what the user meant."""

import functools
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import azfunc
from azfunc import AzfuncWarning
from azfunc.errors import AzfuncError
from azfunc.locator import find_app, load_app

from .facts import Fact, declare, full_text, handler, keywords, read_facts

FACTS = {fact["id"]: fact for fact in read_facts("refusals")}

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
    "runtime/http-return-annotation": (*TYPE, "HttpResponse or str"),
    "runtime/return-in-direction": ("input-on-return", "$return"),
    "runtime/import-error": ("nosuchmodule_xyz",),
}
"""Refused by both; the words that azfunc's text must hold, the rule's id among them."""

STRICTER: dict[str, tuple[str, ...]] = {
    # Every enum value is checked, whatever its type or parameter.
    "enum/timer_trigger.data_type=0": (*ENUM, "data_type=0"),
    "enum/blob_trigger.source='nonsense'": (*ENUM, "'nonsense'", "EventGrid, LogsAndContainerScan"),
    "enum/blob_trigger.source=7": (*ENUM, "source=7"),
    "enum/cosmos_db_trigger.change_feed_mode='nonsense'": (*ENUM, "'nonsense'", "LatestVersion"),
    "enum/not-at-call": (*ENUM, "'bogus'"),
    # One of the two would never be written.
    "runtime/dup-binding-names": ("name-bound-twice", "'o'"),
    # Hosts compare names without regard to case, and would drop one of the two.
    "build/names-differ-in-case": ("duplicate-name",),
    # Arguments that nothing reads.
    "ctor/blueprint-takes-anything": ("http_auth_level",),
}
"""Taken by azure.functions, refused by azfunc: the mistake would show later, or never."""

TAKEN: dict[str, str] = {
    "json/datetime-extra": "moments are written as ISO 8601 text",
    "ctor/http_auth_level=function": "texts are read in any case",
    "ctor/http_auth_level=Anonymous": "texts are read in any case",
    "enum/route.methods=['TRACE']": "hosts route TRACE",
    "enum/route.methods='GET'": "one method is a list of one",
    "args/table-extra": "every decorator takes further properties, with a warning",
    "args/route-extra": "every decorator takes further properties, with a warning",
    "args/route-dup-extra": "extra fields are written last",
    "args/route-extra-data_type-string": "the text that the documentation shows is written as it is",
    "args/route-extra-data_type-string-binding": "the text that the documentation shows is written as it is",
    "args/function_name-dup-extra": "nothing reads these settings",
    "callable-object/no-__name__": "a callable object goes by the name of its class",
    "partial/no-__name__": "a partial goes by the name of its class; function_name gives a better one",
    "build/get_functions-twice": "reading an app does not change it",
    "register/blueprint-has-no-register": "blueprints nest",
    "json/bad-extra-key": "JSON takes any name",
    "json/extra-key-digit-first": "JSON takes any name",
    "json/extra-key-camel-digits": "JSON takes any name",
    "json/extra-key-dollar": "JSON takes any name",
    "runtime/same-app-two-names": "one app under two names is one app",
    "runtime/wrong-input-annotation": "a message may hold a number",
    "runtime/wrong-input-annotation-datatype": "a message may hold a number",
    "runtime/pep604-union": "optional types are types",
    "runtime/optional-annotation": "optional types are types",
    "runtime/out-wrong-type": "a number is sent as its text",
    "runtime/cosmos-list-document": "lists of documents are what the trigger gives",
    "runtime/http-return-optional": "optional types are types; None is told when it is returned",
    "runtime/table-input-list": "a table gives a list of entities",
    "runtime/pep585-list": "list[...] is List[...]",
    "runtime/pep585-out-list": "list[...] is List[...]",
    "runtime/any-annotation": "Any leaves the choice to the binding",
    "runtime/return-none-annotation": "the annotation says nothing is answered; Out or an empty answer may be meant",
}
"""Refused by azure.functions, taken by azfunc, and why."""


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
    "register/not-container": lambda: azfunc.FunctionApp().register_functions(object()),
    "register/blueprint-has-no-register": lambda: azfunc.Blueprint().register_functions(azfunc.Blueprint()),
    "register/blueprint-has-no-get_functions": lambda: azfunc.Blueprint().get_functions(),
    "register/late-blueprint-functions": late,
}
"""Facts that are told in words."""


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
        names = [
            given.get("arg_name", "req") for name, given in fact["stack"] if name not in ("retry", "function_name")
        ]
        app = declare(fact, SUBJECTS.get(fact["id"]) or handler(names))
    else:
        app = getattr(azfunc, fact.get("class", "FunctionApp"))(**keywords(fact.get("app", {})))
    for function in app.get_functions():
        function.get_raw_bindings()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for an app's module, which is forgotten after the test."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "function_app", raising=False)
    return tmp_path


def marked(fact: Fact) -> object:
    return pytest.param(fact, id=fact["id"])


@pytest.mark.parametrize("fact", [marked(fact) for fact in FACTS.values()])
def test_refuses_or_does_what_was_meant(fact: Fact, folder: Path) -> None:
    """A wrong declaration is refused in words that tell what is wrong; the others are taken."""
    words = (REFUSED | STRICTER).get(fact["id"])
    if words is None:
        replay(fact, folder)
        return
    with pytest.raises((AzfuncError, TypeError, AttributeError)) as caught:
        replay(fact, folder)
    assert all(word in full_text(caught.value) for word in words), full_text(caught.value)


def test_the_tables_cover_every_difference() -> None:
    """Each fact that azure.functions refuses is in one table, each that it takes in none but STRICTER."""
    refused = {name for name, fact in FACTS.items() if not fact.get("accepted")}
    assert REFUSED.keys() | TAKEN.keys() == refused
    assert not REFUSED.keys() & TAKEN.keys()
    assert STRICTER.keys() <= FACTS.keys() - refused
    print(f"{len(refused) - len(TAKEN)} of {len(refused)} refusals are shared, {len(STRICTER)} are azfunc's own")  # noqa: T201 - the count is for readers


def test_further_keywords_are_told() -> None:
    """A keyword without a parameter is written, with a warning that names it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        azfunc.FunctionApp().table_input(arg_name="t", connection="C", table_name="T", extra=1)
    assert [warning.category for warning in caught] == [AzfuncWarning]
    assert "'extra'" in str(caught[0].message)

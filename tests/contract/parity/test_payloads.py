"""The payload classes: members, constructors and behaviour, against those of azure.functions."""

import datetime
import http
import inspect
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import azfunc
from azfunc import meta
from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData
from azfunc.bindings.durable_json import dump_durable, load_durable
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.http_headers import HttpRequestHeaders, HttpResponseHeaders
from azfunc.bindings.values import Payload
from azfunc.official import OfficialFunction

from .conftest import Tally
from .differences import listed
from .facts import DATA, Fact, asgi_app, read_facts, wsgi_app

MEMBERS: dict[str, Fact] = json.loads((DATA / "members.json").read_text())
INNER = {
    "Datum": meta.Datum,
    "Function": OfficialFunction,
    "HttpRequestHeaders": HttpRequestHeaders,
    "HttpResponseHeaders": HttpResponseHeaders,
    "Serializable": Payload,
}
"""Classes that are not imported from azfunc itself."""

ABSENT = listed("Members")
DIFFERENCES = listed("Values")

SAMPLES: dict[str, Callable[[], object]] = {
    "HttpRequest": lambda: azfunc.HttpRequest("GET", "/x", body=b""),
    "EventHubEvent": lambda: azfunc.EventHubEvent(body=b""),
    "EventGridOutputEvent": lambda: azfunc.EventGridOutputEvent(
        id="1", data={}, subject="s", event_type="e", event_time=None, data_version="1"
    ),
    "AppExtensionBase": lambda: azfunc.AppExtensionBase,
    "AsgiMiddleware": lambda: azfunc.AsgiMiddleware(asgi_app),
    "Datum": lambda: meta.Datum("text", "string"),
    "EntityContext": lambda: azfunc.EntityContext("{}"),
    "FuncExtensionBase": lambda: azfunc.FuncExtensionBase(str(Path("Cook") / "__init__.py")),
    "Function": lambda: azfunc.WsgiFunctionApp(wsgi_app).get_functions()[0],
    "KafkaEvent": lambda: azfunc.KafkaEvent(body=b""),
    "OrchestrationContext": lambda: azfunc.OrchestrationContext("{}"),
    "PromptArgument": lambda: azfunc.PromptArgument("code"),
    "PromptInvocationContext": lambda: azfunc.PromptInvocationContext({}),
    "WsgiMiddleware": lambda: azfunc.WsgiMiddleware(wsgi_app),
    "CloudEvent": lambda: azfunc.CloudEvent(id="1", source="s", type="t", specversion="1.0", data=None),
}
"""How to make an instance, where the constructor needs arguments."""

CLASSES = len({known for facts in MEMBERS.values() for known in facts["stands_for"]})


def payload_class(name: str) -> type:
    """The class that stands for one of azure.functions."""
    return INNER.get(name) or getattr(azfunc, name)


def is_method(value: object) -> bool:
    """Whether an attribute can be called as a method; a class is a value."""
    return callable(value) and not isinstance(value, type)


def missing_members(name: str, facts: Fact) -> set[str]:
    """The members that the class lacks, or has as something else: a method for a property."""
    sample = SAMPLES.get(name, payload_class(name))()
    return {
        f"{name}.{member}"
        for member, kind in facts["members"].items()
        if not hasattr(sample, member) or is_method(getattr(sample, member)) == (kind in ("property", "attribute"))
    }


def missing_keywords(name: str, facts: Fact) -> set[str]:
    """The constructor's parameters that the class lacks, or asks for where they may be left out."""
    if not facts["constructor"]:
        return set()
    parameters = inspect.signature(payload_class(name)).parameters
    variadic = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    found: set[str] = set()
    for keyword, kind in facts["constructor"].items():
        known = parameters.get(keyword)
        needed = known is not None and known.default is known.empty and known.kind is not known.VAR_KEYWORD
        if (known is None and not variadic) or (needed and "required" not in kind and "var" not in kind):
            found.add(f"{name}({keyword})")
    return found


@pytest.mark.parametrize(("name", "facts"), MEMBERS.items(), ids=MEMBERS.keys())
def test_has_every_member(name: str, facts: Fact, tally: Tally) -> None:
    """Members and constructor keywords are those of azure.functions, but for the ones that the page says are absent.

    Properties are readable attributes and methods can be called; what may be left out there may be left out here.
    """
    missing = missing_members(name, facts) | missing_keywords(name, facts)
    assert missing == {member for member in ABSENT if member.startswith((f"{name}.", f"{name}("))}
    for _ in facts["stands_for"]:
        tally("payload classes", CLASSES, "listed" if missing else "the same")


def test_the_page_names_members_of_classes() -> None:
    """Every row on members belongs to a class, and all classes of the catalogue are there."""
    assert {re.split(r"[.(]", member)[0] for member in ABSENT} <= MEMBERS.keys()
    assert CLASSES == 47


def test_the_error_of_the_last_attempt_has_both_names() -> None:
    """The interface declares ``exception``, what Microsoft's worker passes has ``rpc_exception``: both work."""
    error = azfunc.RpcException(message="burnt")
    retry = azfunc.RetryContext(retry_count=1, exception=error)
    assert retry.rpc_exception is retry.exception is error


EXPERIMENTS = read_facts("experiments")


def wire(value: object) -> tuple[str, object]:
    """What an HTTP output sends, in the shape of the facts."""
    datum = HttpOutput().encode(value)
    data = datum.value
    if not isinstance(data, HttpResponseData):
        return datum.kind, data
    cookies = [text for name, text in data.headers if name.lower() == "set-cookie"]
    headers = {name: text for name, text in data.headers if name.lower() != "set-cookie"}
    status = str(data.status_code)
    return datum.kind, {"status_code": status, "headers": headers, "cookies": cookies or None, "body": data.body}


def arrived(
    method: str, url: str, headers: object, params: object, route_params: object, body_type: str, body: str
) -> azfunc.HttpRequest:
    """The request that a handler gets of one that arrived."""
    data = HttpRequestData(method, url, headers, params, route_params, body)
    return HttpTrigger().decode(Datum("http", data), {})


def outcome(fact: Fact) -> list[str]:
    """What an experiment gives: its value as text, or the names of the error's classes."""
    scope = {
        "func": azfunc,
        **dict.fromkeys(("fblob", "fqueue", "fsb", "ftimer"), azfunc),
        "fhttp": SimpleNamespace(HttpRequest=arrived),
        "wire": wire,
        "fdur": SimpleNamespace(df_dumps=dump_durable, df_loads=load_durable),
        "meta": meta,
        "Datum": lambda value, kind: Datum(kind, value),
        "J": json,
        "io": io,
        "http": http,
        "datetime": datetime,
    }
    try:
        exec(fact["setup"], scope)
        return [repr(eval(fact["code"], scope))]
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]


def key(fact: Fact) -> str:
    """How the page names an experiment: its code, after the last line of the set-up where that tells two apart."""
    last = fact["setup"].rpartition("\n")[2]
    told = f"{last}; {fact['code']}"
    return told if told in DIFFERENCES else fact["code"]


@pytest.mark.parametrize("fact", EXPERIMENTS, ids=[f"{fact['group']}: {fact['code']}" for fact in EXPERIMENTS])
def test_behaves_as_azure_functions_does(fact: Fact, tally: Tally) -> None:
    """The same code has the same outcome, or the one that docs/differences.md gives."""
    got = outcome(fact)
    row = DIFFERENCES.get(key(fact))
    alike = got == [fact["result"]] if "result" in fact else fact["raises"][0] in got
    assert alike == (row is None), got
    if row:
        assert got[0].startswith(row.code[0])
    tally("experiments", len(EXPERIMENTS), "the same" if alike else "listed")


def test_the_page_names_experiments_alone() -> None:
    """Every row belongs to an experiment, and all of the catalogue are there."""
    assert {key(fact) for fact in EXPERIMENTS} >= DIFFERENCES.keys()
    assert len(EXPERIMENTS) == 212

"""Reads the facts of `data/` and declares the functions that they describe."""

import datetime
import json
import typing
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import azfunc
from azfunc import AppError, AzfuncWarning

DATA = Path(__file__).with_name("data")

Fact = dict[str, Any]
"""One entry of a data file; its keys differ from file to file."""


def read_facts(name: str) -> list[Fact]:
    """The entries of a data file."""
    return json.loads((DATA / f"{name}.json").read_text())


def python_value(value: object) -> object:
    """A JSON value with its stand-ins for Python objects replaced: enum members, tuples, moments."""
    if isinstance(value, list):
        return [python_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"enum", "member"}:
        return getattr(azfunc, value["enum"])[value["member"]]
    match value.get("py"):
        case "tuple":
            return tuple(python_value(item) for item in value["items"])
        case "datetime.time":
            return datetime.time(*value["args"])
        case "datetime.datetime":
            return datetime.datetime.fromisoformat(value["iso"])
        case "type":
            return {"int": int}[value["name"]]
        case "PromptArgument":
            return azfunc.PromptArgument(**value["kwargs"])
    return {key: python_value(item) for key, item in value.items()}


KINDS = {"sync": "def fn({}): pass", "async": "async def fn({}): pass", "generator": "def fn({}): yield"}


def handler(names: Sequence[str], kind: str = "sync") -> Callable[..., object]:
    """A function called fn with parameters of these names, without annotations."""
    scope: dict[str, Callable[..., object]] = {}
    exec(KINDS[kind].format(", ".join(dict.fromkeys(name for name in names if name != "$return"))), scope)
    return scope["fn"]


def written_handler(source: str) -> object:
    """The function that a text ends with."""
    scope: dict[str, Any] = {
        "func": azfunc,
        "typing": typing,
        "Optional": typing.Optional,
        "List": typing.List,  # noqa: UP006 - as the facts were found
        "datetime": datetime.datetime,
    }
    exec(source, scope)
    return list(scope.values())[-1]


async def asgi_app(scope: object, receive: object, send: object) -> None:
    """A web application that answers nothing; it is declared alone."""


def wsgi_app(environ: object, start_response: object) -> list[bytes]:
    """A web application that answers nothing; it is declared alone."""
    return []


WEB_APPS = {"AsgiFunctionApp": asgi_app, "WsgiFunctionApp": wsgi_app}


def make_app(fact: Fact) -> Any:
    """The object that a fact's class and arguments make: an app, if it does not say otherwise."""
    name = fact.get("class", "FunctionApp")
    given = [WEB_APPS[name]] if name in WEB_APPS else []
    return getattr(azfunc, name)(*given, **keywords(fact.get("app", {})))


def declare(fact: Fact, function: object) -> azfunc.FunctionApp:
    """An app with the decorators of a fact on a function."""
    app = make_app(fact)
    owner = azfunc.Blueprint() if fact.get("blueprint") else app
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AzfuncWarning)  # many facts give keywords that no field has
        for decorator, arguments in reversed(fact["stack"]):
            function = getattr(owner, decorator)(**keywords(arguments))(function)
    if owner is not app:
        app.register_functions(owner)
    return app


def keywords(arguments: Mapping[str, object]) -> dict[str, Any]:
    """Keyword arguments of a fact as Python values."""
    return {name: python_value(value) for name, value in arguments.items()}


def full_text(error: BaseException) -> str:
    """All that an error tells; an `AppError` shows the details of its faults on demand alone."""
    if isinstance(error, AppError):
        return "\n".join(f"{fault} [{fault.rule}]" for fault in error.exceptions)
    return str(error)

"""What azfunc's decorators emit, against what azure.functions emits for the same calls."""

import json
import warnings
from collections.abc import Iterator, Mapping

import pytest

import azfunc
from azfunc import AppError, AzfuncWarning
from azfunc.bindings.enums import BindingEnum

from .conftest import Tally
from .differences import listed
from .facts import DATA, Fact, declare, handler, read_facts, written_handler

CASES = {case["id"]: case for case in read_facts("declarations")}
DIFFERENCES = listed("Declarations")
NAMES: dict[str, list[str]] = json.loads((DATA / "names.json").read_text())

ENUM_TEXTS = (
    "accessRights",
    "authLevel",
    "authenticationMode",
    "cardinality",
    "dataType",
    "direction",
    "keyDataType",
    "methods",
    "oAuthBearerMethod",
    "protocol",
)
"""Properties whose texts hosts read without regard to case."""

SAME_WITHOUT = "; the same without "
"""Follows a refusal on the page: the keywords that have to go for the rest to be emitted alike."""

Json = Mapping[str, object]


def comparable(key: str, value: object) -> object:
    """A property without what may differ: the case of enum texts."""
    return json.loads(json.dumps(value).lower()) if key in ENUM_TEXTS else value


def changes(expected: Json, emitted: Json) -> Iterator[str]:
    """How one binding is emitted in another way."""
    for key in dict.fromkeys((*expected, *emitted)):
        if key not in emitted:
            yield f"leaves out `{key}`"
        elif key not in expected or comparable(key, emitted[key]) != comparable(key, expected[key]):
            yield f"writes `{key}: {json.dumps(emitted[key])}`"


def binding_changes(expected: list[Json], emitted: list[Json]) -> Iterator[str]:
    """How the bindings of a function are emitted in another way, whatever their order."""
    rest = list(emitted)
    for binding in expected:
        alike = [other for other in rest if other["type"] == binding["type"]]
        alike.sort(key=lambda other: len(list(changes(binding, other))))
        if not alike:
            yield f"has no `{binding['type']}`"
            continue
        rest.remove(alike[0])
        yield from changes(binding, alike[0])
    yield from (f"has a further `{binding['type']}`" for binding in rest)


def function_changes(expected: Fact, function: azfunc.Function, retry: Json) -> Iterator[str]:
    """How a function's bindings, name, HTTP type and retry policy are emitted in another way."""
    yield from binding_changes(expected["bindings"], function.to_documents())
    for key, wanted in (("name", expected["name"]), ("http_type", expected.get("http_type", "function"))):
        if getattr(function, key) != wanted:
            yield f"{key} is `{getattr(function, key)}`"
    policies = [setting for setting in expected.get("settings", ()) if setting["setting_name"] == "retry_policy"]
    yield from changes(policies[0] if policies else {}, retry)


def app_of(case: Fact) -> azfunc.FunctionApp:
    """The app that a case describes: decorators on a function, a class's own function, or a program."""
    if "program" in case:
        scope: dict[str, object] = {"func": azfunc}
        exec(case["program"], scope)
        app = scope["app"]
        assert isinstance(app, azfunc.FunctionApp)
        return app
    if "function" in case:
        return declare(case, written_handler(case["function"]))
    names = [binding.get("name", "req") for binding in case["expect"]["bindings"]]
    return declare(case, handler(names, case.get("kind", "sync")))


def outcome(case: Fact) -> str:
    """How azfunc parts from azure.functions in a case, in the words of the page; nothing where it does not."""
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    app = app_of(case)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AzfuncWarning)
            functions = list(app.functions.values())
    except AppError as error:
        return "refused: " + ", ".join(dict.fromkeys(f"`{fault.rule}`" for fault in error.exceptions))
    retries = [official.get_settings_dict("retry_policy") or {} for official in app.get_functions()]
    order = [fact["name"] for fact in expected]
    names = [function.name for function in functions]
    found = list(zip(functions, retries, strict=True))
    if sorted(names) == sorted(order):
        found.sort(key=lambda pair: order.index(pair[0].name))
    told = [change for fact, pair in zip(expected, found, strict=True) for change in function_changes(fact, *pair)]
    if names != order and sorted(names) == sorted(order):
        told.append(f"order is `{', '.join(names)}`")
    return ", ".join(told)


def without(case: Fact, names: list[str]) -> Fact:
    """A case without some keywords, in its decorators and in what they emit."""
    json_names = {first + "".join(map(str.title, rest)) for first, *rest in (name.split("_") for name in names)}
    stack = [[decorator, {k: v for k, v in given.items() if k not in names}] for decorator, given in case["stack"]]
    bindings = [
        {key: value for key, value in binding.items() if key not in json_names}
        for binding in case["expect"]["bindings"]
    ]
    return {**case, "stack": stack, "expect": {**case["expect"], "bindings": bindings}}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_emits_what_azure_functions_emits(case: Fact, tally: Tally) -> None:
    """The same call gives the same bindings, name and settings, or exactly what docs/differences.md says."""
    row = DIFFERENCES.get(case["id"])
    told, _, removed = row.outcome.partition(SAME_WITHOUT) if row else ("", "", "")
    assert outcome(case) == told
    if removed:
        assert outcome(without(case, [name.strip("` ") for name in removed.split(",")])) == ""
    tally("declarations", len(CASES), "listed" if row else "the same")


def test_the_page_names_cases_alone() -> None:
    """Every row belongs to a case, and all cases of the catalogue are there."""
    assert DIFFERENCES.keys() <= CASES.keys()
    assert len(CASES) == 455


def test_every_enum_member_is_covered() -> None:
    """The cases give each enum both as members and as text, so that both spellings are compared."""
    text = json.dumps(list(CASES.values()))
    known = {name for names in NAMES.values() for name in names}
    enums = [enum for enum in BindingEnum.__subclasses__() if enum.__name__ in known]
    assert len(enums) >= 14
    for enum in enums:
        assert f'"enum": "{enum.__name__}"' in text

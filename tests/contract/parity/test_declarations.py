"""What azfunc's decorators emit, against what azure.functions emits for the same calls."""

import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from azfunc import AppError
from azfunc.bindings.enums import BindingEnum

from .facts import Fact, declare, full_text, handler, read_facts

CASES = {case["id"]: case for case in read_facts("declarations")}

ENUM_TEXTS = ("direction", "dataType", "authLevel", "cardinality", "accessRights", "methods")
"""Properties whose texts hosts read without regard to case."""


class Difference(NamedTuple):
    """How azfunc differs from azure.functions on purpose."""

    reason: str
    rule: str = ""
    """The rule that refuses the case, if one does."""
    without: tuple[str, ...] = ()
    """Keywords that have to go for the case to be accepted; the rest must be emitted alike."""
    changed: Mapping[str, object] = {}
    """Properties of the trigger that are written in another way."""
    retry: Mapping[str, str] = {}
    """The retry policy's settings that are given in another way; an empty text stands for none."""


BOTH_WAYS = Difference(
    "a document is read by its id or by a query, and the host would drop one of them in silence",
    "id-with-query",
    ("sql_query",),
)
TWO_STARTS = Difference("the extension refuses both at start-up", "two-starts", ("start_from_time",))
ONE_ENTITY = Difference(
    "row_key reads one entity, where take and filter mean nothing", "query-beside-row-key", ("take", "filter")
)

NO_INTERVALS = Difference(
    "hosts refuse an exponential back-off without both intervals, so the widest are written",
    retry={"minimum_interval": "00:00:00", "maximum_interval": "23:59:59"},
)

DIFFERENCES = {
    "retry/required": NO_INTERVALS,
    "retry/optionals-none": NO_INTERVALS,
    "retry/all": Difference(
        "an exponential back-off has no delay_interval, and nothing reads the further settings",
        retry={"delay_interval": "", "extra_setting": ""},
    ),
    "cosmos_db_input/all": BOTH_WAYS,
    "cosmos_db_input/all-enum-strings": BOTH_WAYS,
    "cosmos_db_input_v3/all": BOTH_WAYS,
    "cosmos_db_input_v3/all-enum-strings": BOTH_WAYS,
    "cosmos_db_trigger/all": TWO_STARTS,
    "cosmos_db_trigger/all-enum-strings": TWO_STARTS,
    "table_input/all": ONE_ENTITY,
    "table_input/all-enum-strings": ONE_ENTITY,
    "cosmos_db_trigger/change-feed-raw-string": Difference(
        "every enum text is checked, not only some", "unknown-enum-text", ("change_feed_mode",)
    ),
    "blob_trigger/source-raw-string": Difference(
        "the member's name means the member, and hosts know its text alone", changed={"source": "EventGrid"}
    ),
    "timer_trigger/data-type-zero": Difference(
        "hosts read data types as text; 0 is a mistake", "unknown-enum-text", ("data_type",)
    ),
    "route/app-auth-none": Difference("an app has an auth level; None says nothing", "unknown-enum-text"),
    "route/optionals-none": Difference("None means left out, so the names are found", changed={"name": "req"}),
    "order/duplicate-binding-names": Difference("one of the two would never be written", "name-bound-twice"),
}


def comparable(binding: Mapping[str, object]) -> str:
    """A binding as text, without what may differ: key order and the case of enum texts."""
    lowered = {
        key: json.loads(json.dumps(value).lower()) if key in ENUM_TEXTS else value for key, value in binding.items()
    }
    return json.dumps(lowered, sort_keys=True)


def without(case: Fact, names: tuple[str, ...]) -> Fact:
    """A case without some keywords, in its decorators and in what they emit."""
    json_names = {first + "".join(map(str.title, rest)) for first, *rest in (name.split("_") for name in names)}
    stack = [[decorator, {k: v for k, v in given.items() if k not in names}] for decorator, given in case["stack"]]
    bindings = [
        {key: value for key, value in binding.items() if key not in json_names}
        for binding in case["expect"]["bindings"]
    ]
    return {**case, "stack": stack, "expect": {**case["expect"], "bindings": bindings}}


def check_emitted(case: Fact, difference: Difference) -> None:
    """Declares a case, and compares bindings, name, HTTP type and retry policy with what is expected."""
    expected = case["expect"]
    bindings = [
        binding | difference.changed if "Trigger" in binding["type"] else {"name": "$return"} | binding
        for binding in expected["bindings"]
    ]
    app = declare(case, handler([binding["name"] for binding in bindings]))
    (function,) = app.functions.values()
    assert sorted(map(comparable, function.to_documents())) == sorted(map(comparable, bindings))
    assert (function.name, function.http_type) == (expected["name"], expected.get("http_type", "function"))
    retries = [setting for setting in expected.get("settings", ()) if setting["setting_name"] == "retry_policy"]
    retry = {key: text for key, text in ({**retries[0], **difference.retry} if retries else {}).items() if text}
    assert (app.get_functions()[0].get_settings_dict("retry_policy") or {}) == retry


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=i) for i, c in CASES.items()],
)
def test_emits_what_azure_functions_emits(case: Fact) -> None:
    """The same call gives the same bindings, name and settings, but for the differences of the table."""
    difference = DIFFERENCES.get(case["id"], Difference(""))
    if difference.rule:
        names = [binding["name"] for binding in case["expect"]["bindings"]]
        with pytest.raises(AppError) as caught:
            assert declare(case, handler(names)).functions
        assert f"[{difference.rule}]" in full_text(caught.value)
    if not difference.rule or difference.without:
        check_emitted(without(case, difference.without), difference)


def test_the_table_names_cases_alone() -> None:
    """Every difference belongs to a case; the count is printed (see it with ``-s``)."""
    assert DIFFERENCES.keys() <= CASES.keys()
    print(f"{len(CASES) - len(DIFFERENCES)} of {len(CASES)} declarations are emitted as azure.functions emits them")  # noqa: T201 - the count is for readers


def test_every_enum_member_is_covered() -> None:
    """The cases give each enum both as members and as text, so that both spellings are compared."""
    text = json.dumps(list(CASES.values()))
    for enum in BindingEnum.__subclasses__():
        if enum.__name__ != "Direction":
            assert f'"enum": "{enum.__name__}"' in text

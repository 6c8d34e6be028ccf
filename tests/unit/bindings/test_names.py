"""Names: what services allow, and what a fault suggests."""

import pytest

from azfunc.bindings.names import (
    BLOB_CONTAINER,
    COSMOS_ID,
    EVENT_HUB,
    SERVICE_BUS_ENTITY,
    SERVICE_BUS_SUBSCRIPTION,
    STORAGE_QUEUE,
    TABLE,
    NameRule,
    has_expression,
    name_fault,
    with_settings,
)

GOOD = [
    (STORAGE_QUEUE, ["abc", "a-b-c", "0ab", "a" * 63]),
    (BLOB_CONTAINER, ["abc", "$root", "$web", "$logs"]),
    (TABLE, ["Orders", "abc", "A" * 63]),
    (COSMOS_ID, ["Order History", "a", "ä" * 255]),
    (
        SERVICE_BUS_ENTITY,
        ["a", "Orders", "eu/orders_new.1", "a" * 260, "orders/$DeadLetterQueue", "orders/$Transfer/$deadletterqueue"],
    ),
    (SERVICE_BUS_SUBSCRIPTION, ["a", "all_orders.eu-1", "a" * 50, "sub/$DeadLetterQueue"]),
    (EVENT_HUB, ["a", "Telemetry_1.eu", "a" * 256]),
]
BAD = [
    (STORAGE_QUEUE, ["", "ab", "Abc", "a--b", "-ab", "ab-", "a_b", "a" * 64, "abc\n"]),
    (BLOB_CONTAINER, ["ab", "Abc", "$other", "a--b", "abc\n"]),
    (TABLE, ["ab", "1abc", "a-b-c", "A" * 64, "abc\n"]),
    (COSMOS_ID, ["", "a/b", "a#b", "a?b", "a\\b", "a ", "a" * 256]),
    (SERVICE_BUS_ENTITY, ["", "-a", "a-", "a b", "a" * 261, "a/$Other", "a\n"]),
    (SERVICE_BUS_SUBSCRIPTION, ["", "a/b", "-a", "a" * 51, "a b"]),
    (EVENT_HUB, ["", "a/b", "-a", "a" * 257, "a\n"]),
]


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in GOOD for name in names])
def test_allowed_names(rule: NameRule, name: str) -> None:
    """Names that the service takes give no fault."""
    assert list(name_fault("field", name, rule)) == []


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in BAD for name in names])
def test_refused_names(rule: NameRule, name: str) -> None:
    """Names that the service refuses give one fault, which shows the name and what is allowed."""
    (fault,) = name_fault("field", name, rule)
    assert fault.rule == rule.rule
    assert fault.found == f"field={name!r}"
    assert fault.expected == rule.words


@pytest.mark.parametrize("name", ["%QUEUE%", "x-%QUEUE%", "{customer}", "A_{id}"])
def test_expressions_are_left_to_the_host(name: str) -> None:
    """A name with a setting or token in it is known only later."""
    assert has_expression(name)
    assert list(name_fault("queue_name", name, STORAGE_QUEUE)) == []


@pytest.mark.parametrize("name", ["50%", "{}", "%%", "plain"])
def test_what_is_no_expression(name: str) -> None:
    """A lone percent sign or empty braces are no expression."""
    assert not has_expression(name)


def test_values_that_are_no_text_are_left_to_the_type_check() -> None:
    """A name of another type is another rule's fault."""
    assert list(name_fault("queue_name", 5, STORAGE_QUEUE)) == []


@pytest.mark.parametrize(
    ("rule", "name", "suggested"),
    [
        (STORAGE_QUEUE, "Kitchen_Queue", "kitchen-queue"),
        (STORAGE_QUEUE, "a--b", "a-b"),
        (TABLE, "order-history", "orderhistory"),
        (EVENT_HUB, "my hub", "my-hub"),
    ],
)
def test_near_name_is_suggested(rule: NameRule, name: str, suggested: str) -> None:
    """Where a small change makes the name good, the fix says it."""
    (fault,) = name_fault("name", name, rule)
    assert f"name={suggested!r}" in fault.fix


def test_without_near_name_the_fix_tells_the_rule() -> None:
    """Where nothing near is good, the fix repeats what is allowed, and names the noun whole."""
    (fault,) = name_fault("queue_name", "--", SERVICE_BUS_ENTITY)
    assert "Service Bus entity name" in fault.fix
    assert "1 to 260" in fault.fix


def test_settings() -> None:
    """Settings stand in for their names, and a name that is not set stays."""
    assert with_settings("%A%/{name}-%B%-100%", {"A": "orders"}) == "orders/{name}-%B%-100%"
    assert with_settings("orders/{name}", {}) == "orders/{name}"

"""Tokens of a blob trigger's path as parameters."""

import datetime
import enum
import typing
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

import azfunc as func
from azfunc.bindings.datum import Datum, Metadata
from azfunc.depends import Depends
from azfunc.errors import DecodeError


class Kind(enum.Enum):
    """An enum of the tests."""

    MENU = "menu"
    BILL = "bill"


def declared(handler: Callable[..., object], path: str, arg_name: str | None = None) -> func.Function:
    """A handler below a blob trigger."""
    app = func.FunctionApp()
    app.blob_trigger(path=path, connection="Store", arg_name=arg_name)(handler)
    return app.functions[handler.__name__]


def faults(handler: Callable[..., object], path: str, arg_name: str | None = None) -> list[tuple[str, str]]:
    """Rules and fixes of what is wrong with a handler below a blob trigger."""
    with pytest.raises(func.AppError) as error:
        declared(handler, path, arg_name)
    return [(fault.rule, fault.fix) for fault in error.value.exceptions]


def told(path: str) -> Metadata:
    """What a host tells about a blob."""
    return {"BlobTrigger": Datum("string", path)}


def arguments(function: func.Function, path: str, content: bytes = b"x") -> dict[str, object]:
    """The arguments for a blob."""
    name = function.trigger.arg_name or ""
    return function.plan.decode({name: Datum("bytes", content)}, told(path))


def test_tokens_beside_the_blob() -> None:
    """Tokens are given by name, in any case and whatever their order, and the parameter that is none is the blob."""

    def f(ext: str, blob: bytes, context: func.Context, name: str) -> None: ...

    function = declared(f, "orders/{Name}.{ext}")
    assert function.trigger.to_document() == {
        "type": "blobTrigger",
        "direction": "in",
        "name": "blob",
        "path": "orders/{Name}.{ext}",
        "connection": "Store",
    }
    assert arguments(function, "orders/a.b.txt") == {"ext": "txt", "blob": b"x", "name": "a.b"}
    assert function.plan.contexts == ("context",)


def test_other_types() -> None:
    """A token becomes what the annotation says: a number, a UUID, a date, an enum, a constrained or optional type."""

    def f(
        number: int,
        ratio: float,
        ready: bool,
        key: uuid.UUID,
        day: datetime.date | None,
        kind: Kind,
        page: typing.Annotated[int, Field(ge=1)],
        rest: object,
    ) -> None: ...

    function = declared(f, "orders/{number}/{ratio}/{ready}/{key}/{day}/{kind}/{page}/{rest}")
    key = uuid.uuid4()
    assert arguments(function, f"orders/-7/0.5/TRUE/{key}/2024-02-29/bill/1/x") == {
        "number": -7,
        "ratio": 0.5,
        "ready": True,
        "key": key,
        "day": datetime.date(2024, 2, 29),
        "kind": Kind.BILL,
        "page": 1,
        "rest": "x",
    }
    for path in ("7.5/1/1", "7/x/1", "7/1/yes", "\u0667/1/1", "9" * 5000 + "/1/1"):
        with pytest.raises(DecodeError, match=r"Function 'f': \{\w+\} of blob 'orders/.* is asked for"):
            arguments(function, f"orders/{path}/{key}/2024-02-29/bill/1/x")
    with pytest.raises(DecodeError, match=r"\{page\} of blob .* is '0', where"):
        arguments(function, f"orders/-7/0.5/TRUE/{key}/2024-02-29/bill/0/x")


@given(number=st.integers(), ratio=st.floats(allow_nan=False))
def test_numbers_come_back(number: int, ratio: float) -> None:
    """Any number that stands in a path is read again."""

    def f(blob: bytes, number: int, ratio: float) -> None: ...

    function = declared(f, "orders/{number}/{ratio}")
    assert arguments(function, f"orders/{number}/{ratio!r}") == {"blob": b"x", "number": number, "ratio": ratio}


def test_tokens_alone() -> None:
    """A handler may ask for tokens alone; function.json then has a name that no parameter has."""

    def f(blob: str, blob1: str) -> None: ...

    function = declared(f, "orders/{blob}/{blob1}")
    assert function.trigger.arg_name == "blob2"
    assert arguments(function, "orders/a/b") == {"blob": "a", "blob1": "b"}


def test_the_blob_by_name_or_type() -> None:
    """The parameter that arg_name says takes the content, as does one that only content can fill, whatever its name."""

    def f(name: str, ext: str) -> None: ...

    assert arguments(declared(f, "orders/{name}.{ext}", "name"), "orders/a.txt") == {"name": "x", "ext": "txt"}

    def g(name: func.InputStream, ext: str = "none") -> None: ...

    found = arguments(declared(g, "orders/{name}.{ext}"), "orders/a.txt")
    assert isinstance(found["name"], func.InputStream)
    assert found["ext"] == "txt"


def test_plain_functions_are_as_before() -> None:
    """Without a parameter named like a token nothing is taken from the path."""

    def f(blob: bytes, size: int = 3) -> None: ...

    function = declared(f, "orders/{name}")
    assert function.plan.decode({"blob": Datum("bytes", b"x")}, {}) == {"blob": b"x"}


def test_dependencies_take_tokens() -> None:
    """A dependency's parameter that is named like a token is filled, too."""

    def shelf(name: str) -> str: ...

    def f(blob: bytes, where: typing.Annotated[str, Depends(shelf)]) -> None: ...

    found = arguments(declared(f, "orders/{name}"), "orders/a")
    assert found == {"blob": b"x", "shelf.name": "a"}


def test_settings_in_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting in the path has its value of the environment; where there is none, what the host captured counts."""

    def f(blob: bytes, name: str) -> None: ...

    function = declared(f, "%PLACE%/{name}.txt")
    monkeypatch.setenv("PLACE", "orders/new")
    assert arguments(function, "orders/new/a.txt")["name"] == "a"
    monkeypatch.delenv("PLACE")
    metadata = {**told("orders/new/a.txt"), "Name": Datum("string", "a")}
    assert function.plan.decode({"blob": Datum("bytes", b"x")}, metadata)["name"] == "a"
    with pytest.raises(DecodeError, match=r"'orders/new/a.txt' does not fit the trigger's path '%PLACE%/"):
        arguments(function, "orders/new/a.txt")


def test_unknown_parameters() -> None:
    """A parameter that is no token and has no binding is told with the tokens there are, and the near one."""

    def f(blob: bytes, nmae: str) -> None: ...

    assert faults(f, "orders/{name}.{ext}") == [("parameter-without-binding", "did you mean 'name'?")]
    with pytest.raises(func.AppError) as error:
        declared(f, "orders/{name}.{ext}")
    assert "{name}, {ext}" in error.value.exceptions[0].found

    def g(blob: bytes, size: int) -> None: ...

    assert faults(g, "orders/{name}") == [
        ("parameter-without-binding", "put {size} into the path, or bind the parameter")
    ]
    assert faults(g, "orders/{name}", "blob") == faults(g, "orders/{name}")


def test_unclear_parameters() -> None:
    """Two parameters that may be the blob, and a name that no parameter has, are faults that say what to write."""

    def f(first: str, second: str) -> None: ...

    assert faults(f, "orders/{name}") == [
        ("ambiguous-parameter", "say which takes the blob: arg_name='first'"),
    ]

    def g(blob: str, name: str) -> None: ...

    assert faults(g, "orders/{name}", "blbo") == [("binding-without-parameter", "did you mean arg_name='blob'?")]


def test_types_that_no_text_becomes() -> None:
    """A token cannot become a list, and a blob none of another service's payloads."""

    def f(blob: bytes, name: list[str]) -> None: ...

    assert faults(f, "orders/{name}") == [
        ("unsupported-type", "annotate 'name' with one of these; for the blob itself, say arg_name='name'")
    ]

    def g(blob: func.QueueMessage, name: str) -> None: ...

    assert [rule for rule, _ in faults(g, "orders/{name}")] == ["unsupported-type"]

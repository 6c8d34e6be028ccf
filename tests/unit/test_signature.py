"""Signatures: whatever annotations a handler carries, they are read, and what cannot be known says nothing."""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NewType, Optional, Union

import pytest
from typing_extensions import TypeAliasType

from azfunc.bindings.context import Context
from azfunc.bindings.out import Out
from azfunc.bindings.queue import QueueMessage
from azfunc.bindings.values import UNANNOTATED, Shape
from azfunc.signature import is_coroutine, locate, read_signature, unwrap

if TYPE_CHECKING:
    from orders import Order

    import azfunc as func
    from azfunc import Out as OnlyForCheckers

OrderId = NewType("OrderId", str)


def shape_of(annotation: object) -> Shape:
    """The shape of one parameter with that annotation."""

    def handler(value): ...  # type: ignore[no-untyped-def]

    handler.__annotations__ = {"value": annotation}
    return read_signature(handler).parameters["value"].shape


@pytest.mark.parametrize(
    ("annotation", "shape"),
    [
        (str, Shape(str)),
        ("str", Shape(str)),
        (str | None, Shape(str, None, True)),
        (Optional[str], Shape(str, None, True)),  # noqa: UP045 - the older spelling is what is tested
        ("str | None", Shape(str, None, True)),
        (list[str], Shape(list[str], str)),
        ("list[str]", Shape(list[str], str)),
        (list[str] | None, Shape(list[str], str, True)),
        (Sequence[QueueMessage], Shape(Sequence[QueueMessage], QueueMessage)),
        (Annotated[str, "note"], Shape(str)),
        (Annotated[str | None, "note"], Shape(str, None, True)),
        (OrderId, Shape(str)),
        (list[Annotated[str, "note"]], Shape(list[Annotated[str, "note"]], str)),
        (Union[str, bytes], Shape(Union[str, bytes])),  # noqa: UP007 - the older spelling is what is tested
        (Union[str, bytes, None], Shape(Union[str, bytes], None, True)),  # noqa: UP007 - as above
        (dict[str, int], Shape(dict[str, int])),
        (Any, Shape(Any)),
        (object, Shape(object)),
    ],
    ids=str,
)
def test_annotations_are_taken_apart(annotation: object, shape: Shape) -> None:
    """Lists, optionals, Annotated, NewType and strings give the type inside."""
    assert shape_of(annotation) == shape


def test_type_aliases() -> None:
    """``type X = ...`` of Python 3.12, and its twin for older ones, are looked through."""
    assert shape_of(TypeAliasType("Orders", list[str])) == Shape(list[str], str)


def test_names_that_exist_only_for_checkers() -> None:
    """What stands around a name that does not exist at run time is understood all the same."""

    def handler(
        order: "Order",
        orders: "list[Order]",
        maybe: "Order | None",
        dotted: "orders.Order",  # type: ignore[name-defined]  # noqa: F821
        out: "Out[Order]",
        other: "OnlyForCheckers[Order]",
        mine: "func.Out[Order]",
        ctx: "func.Context",
    ) -> "Order": ...  # type: ignore[empty-body]

    signature = read_signature(handler)
    parameters = signature.parameters
    assert parameters["order"].shape == Shape()
    assert parameters["orders"].shape.item is UNANNOTATED
    assert parameters["orders"].shape.is_list
    assert parameters["maybe"].shape == Shape(UNANNOTATED, None, True)
    assert parameters["dotted"].shape == Shape()
    assert parameters["out"].is_out
    assert parameters["mine"].is_out
    assert not parameters["other"].is_out  # an alias that exists nowhere cannot be known
    assert parameters["ctx"].is_context
    assert signature.returned == Shape()


def test_closures_are_seen_by_string_annotations() -> None:
    """A string annotation sees the names of the functions around the handler."""

    class Local: ...

    def handler(value: "Local") -> None:
        _ = Local

    assert read_signature(handler).parameters["value"].shape == Shape(Local)


def test_an_annotation_that_raises_says_nothing() -> None:
    """Any expression may stand there; one that fails is no reason to lose the function."""
    assert shape_of("1 / 0") == Shape()
    assert shape_of("not python at all") == Shape()


def test_out_and_context() -> None:
    """Out gives the type of its argument; a context is known by its annotation under any name."""

    def handler(a: Out[str], b: Out[list[QueueMessage]], c: Out, d: Context, e: Out[str] | None): ...  # type: ignore[no-untyped-def, type-arg]

    parameters = read_signature(handler).parameters
    assert parameters["a"].is_out
    assert parameters["a"].shape == Shape(str)
    assert parameters["b"].shape.item is QueueMessage
    assert parameters["c"].is_out
    assert not parameters["c"].shape.is_annotated
    assert parameters["d"].is_context
    assert parameters["e"].is_out


def test_kinds_of_parameters() -> None:
    """Positional-only and variadic parameters cannot be bound; defaults are known."""

    def handler(a, /, b, c=1, *args, d, e=2, **kwargs): ...  # type: ignore[no-untyped-def]

    parameters = read_signature(handler).parameters
    assert [name for name, parameter in parameters.items() if not parameter.by_name] == ["a", "args", "kwargs"]
    assert [name for name, parameter in parameters.items() if parameter.has_default] == ["c", "e"]
    assert read_signature(handler).text == "def handler(a, b, c, d, e, args, kwargs)"


def test_returns() -> None:
    """None as return annotation is told apart from no annotation."""

    def nothing() -> None: ...
    def untold(): ...  # type: ignore[no-untyped-def]
    def text() -> "str": ...  # type: ignore[empty-body]

    assert read_signature(nothing).returns is None
    assert read_signature(untold).returns == Shape()
    assert read_signature(text).returns == Shape(str)


def passing(function: Callable[..., object]) -> Callable[..., object]:
    """A decorator as users write it."""

    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        return function(*args, **kwargs)

    return wrapper


def test_wrapped_functions() -> None:
    """Parameters, place, name and asyncness are those of the innermost function."""

    async def handler(msg: QueueMessage) -> str:
        return ""

    wrapped = passing(passing(handler))
    assert list(read_signature(wrapped).parameters) == ["msg"]
    assert read_signature(wrapped).name == "handler"
    assert unwrap(wrapped) is handler
    assert is_coroutine(wrapped)
    assert locate(wrapped) == (__file__, handler.__code__.co_firstlineno)


def test_a_declared_signature_wins() -> None:
    """A decorator that injects an argument says so with __signature__."""
    import inspect

    @passing
    def handler(msg: str, db: object) -> None: ...

    handler.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("msg", inspect.Parameter.KEYWORD_ONLY, annotation=str)]
    )
    assert list(read_signature(handler).parameters) == ["msg"]


def test_callable_objects_and_partials() -> None:
    """Anything callable that Python can inspect serves as handler."""

    class Cook:
        async def __call__(self, msg: QueueMessage) -> None: ...

    def cook(kind: str, msg: QueueMessage) -> None: ...

    assert read_signature(Cook()).parameters["msg"].shape == Shape(QueueMessage)
    assert locate(Cook()).file == __file__
    assert read_signature(functools.partial(cook, "soup")).parameters.keys() == {"msg"}


def test_loops_of_wrapped_end() -> None:
    """A handler whose __wrapped__ leads back to itself is no endless loop."""

    def handler() -> None: ...

    handler.__wrapped__ = handler  # type: ignore[attr-defined]
    assert unwrap(handler) is handler

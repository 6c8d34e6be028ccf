"""Whether a value that a handler gave is what its annotation says, before anything is sent.

Values are not changed and not validated once more: a model is right by being an instance of its class. What
azure.functions takes under an annotation is taken here too: a dict or a list for ``Out[str]``, any of a binding's
payload classes for another.
"""

import types
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, is_typeddict

from azfunc.bindings.values import (
    UNANNOTATED,
    Payload,
    Shape,
    describe_type,
    is_model,
    is_plain_iterable,
    payload_class,
)
from azfunc.errors import EncodeError

Check = Callable[[object], str | None]
"""Says what a value is where it does not fit; None where it does."""

_TEXT = (str, bytes, bytearray)


def value_check(shape: Shape) -> Check | None:
    """What checks the values that a parameter or return value of a shape gives; None where anything goes."""
    if shape.is_list and payload_class(shape.item) is not None:
        return None
    return _check(shape.annotation)


def checked(value: object, check: Check, shape: Shape) -> object:
    """The value itself; of several that come one by one, such as from a generator, a list.

    Raises:
        EncodeError: it is not what the annotation says.
    """
    if value is None:
        return None
    if not isinstance(value, _TEXT) and is_plain_iterable(value) and not isinstance(value, Collection):
        value = list(value)
    found = check(value)
    if found is None:
        return value
    asked = describe_type(shape.annotation)
    hint = _hint(shape) if isinstance(value, Mapping) else ""
    raise EncodeError(
        f"The annotation says {asked}, but {found} was given. {hint}Give what it says, or change the annotation."
    )


def _hint(shape: Shape) -> str:
    model = shape.item if shape.is_list else shape.annotation
    if isinstance(model, type) and hasattr(model, "model_validate"):
        return f"{model.__name__}.model_validate(...) makes one of a dict. "
    return f"{describe_type(model)}(**...) makes one of a dict. " if is_model(model) else ""


def _check(annotation: object) -> Check | None:
    if annotation is str or annotation is bytes or annotation is bytearray:
        return _text_check
    if annotation in (UNANNOTATED, Any, object) or payload_class(annotation) is not None:
        return None
    if isinstance(annotation, type) and not get_args(annotation):
        return _class_check(annotation)
    return _composed_check(annotation)


def _composed_check(annotation: object) -> Check | None:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _check(arguments[0])
    if hasattr(annotation, "__supertype__"):
        return _check(getattr(annotation, "__supertype__", None))
    if origin in (Union, types.UnionType):
        return _union_check(arguments)
    if origin is Literal:
        return lambda value: None if value in arguments else _what(value)
    if not isinstance(origin, type):
        return None
    if issubclass(origin, Mapping):
        return _mapping_check(arguments[1] if len(arguments) == 2 else UNANNOTATED)
    if issubclass(origin, tuple) and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        return _class_check(tuple)
    if issubclass(origin, Iterable) and len(arguments) in (1, 2):
        return _items_check(arguments[0])
    return _class_check(cast("Any", origin))


def _text_check(value: object) -> str | None:
    if isinstance(value, _TEXT):
        return None
    found = _what(value)
    if is_model(value):
        return found
    is_data = isinstance(value, (Mapping, Payload)) or is_plain_iterable(value) or hasattr(value, "read")
    return None if is_data else found


def _class_check(kind: type[object]) -> Check | None:
    if is_typeddict(kind):
        return _typed_dict_check(kind)
    if getattr(kind, "_is_protocol", False):
        return None
    wanted: tuple[type, ...] = (kind,)
    if kind is float:
        wanted = (float, int)
    elif kind is dict:
        wanted = (Mapping,)
    elif kind in (list, tuple, set, frozenset):
        return lambda value: None if is_plain_iterable(value) else _what(value)

    def check(value: object) -> str | None:
        return None if isinstance(value, wanted) else _what(value)

    return check


def _typed_dict_check(kind: type[object]) -> Check:
    required: Iterable[str] = getattr(kind, "__required_keys__", frozenset[str]())
    checks: dict[str, Check] = {}
    for name, hint in _hints(kind).items():
        inner = _check(get_args(hint)[0] if str(get_origin(hint)).endswith("Required") else hint)
        if inner is not None:
            checks[name] = inner

    def check(value: object) -> str | None:
        if not isinstance(value, Mapping):
            return _what(value)
        members = cast("Mapping[str, object]", value)
        missing = sorted(name for name in required if name not in members)
        if missing:
            return f"a dict without {', '.join(missing)}"
        told = ((name, inner(members[name])) for name, inner in checks.items() if name in members)
        return next((f"a dict with {found} as {name!r}" for name, found in told if found is not None), None)

    return check


def _hints(kind: type[object]) -> Mapping[str, object]:
    from typing import get_type_hints

    try:
        return get_type_hints(kind)
    except Exception:  # names that exist for checkers alone; any expression may stand there
        return {}


def _union_check(members: tuple[object, ...]) -> Check | None:
    checks: list[Check] = []
    for member in members:
        check = _check(member)
        if check is None:
            return None
        checks.append(check)
    return lambda value: _what(value) if all(check(value) is not None for check in checks) else None


def _items_check(item: object) -> Check:
    inner = _check(item)

    def check(value: object) -> str | None:
        if not is_plain_iterable(value):
            return _what(value)
        if inner is None:
            return None
        told = ((index, inner(one)) for index, one in enumerate(value))
        return next((f"a {type(value).__name__} with {found} as item {index}" for index, found in told if found), None)

    return check


def _mapping_check(item: object) -> Check:
    inner = _check(item)

    def check(value: object) -> str | None:
        if not isinstance(value, Mapping):
            return _what(value)
        if inner is None:
            return None
        told = ((name, inner(one)) for name, one in cast("Mapping[object, object]", value).items())
        return next((f"a dict with {found} as {name!r:.60}" for name, found in told if found is not None), None)

    return check


def _what(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"

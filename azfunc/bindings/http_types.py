"""What a type means for an HTTP function: one value, several of a repeated name, a file, or a body."""

import typing
from collections import abc, deque
from typing import Annotated, Any, Literal, TypeAlias, cast, get_args, get_origin

from azfunc.bindings.http_payload import HttpRequest
from azfunc.bindings.values import UNANNOTATED, is_model, members_of

TypeKind: TypeAlias = Literal["request", "scalar", "scalars", "file", "files", "raw", "model", "structure"]
"""``raw`` is ``bytes``; ``model`` has fields of its own; ``structure`` is any other type that needs JSON."""

_NONE = type(None)
_SEVERAL = frozenset(
    (list, set, frozenset, tuple, deque, abc.Sequence, abc.MutableSequence, abc.Set, abc.MutableSet, abc.Collection)
)
_PLAIN: frozenset[object] = frozenset((str, int, float, bool, bytes, dict, list, _NONE, Any, object))


def bare(annotation: object) -> object:
    """A type without ``Annotated``, ``NewType``, ``type X = …`` and ``| None`` around it."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):
            annotation = getattr(annotation, "__supertype__", None)
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = getattr(annotation, "__value__", None)
        else:
            rest = [member for member in members_of(annotation) if member is not _NONE]
            if len(rest) != 1 or rest[0] is annotation:
                return annotation
            annotation = rest[0]


def types_of(annotation: object) -> list[object]:
    """The types that a union consists of, at any depth, without None and what is around each."""
    inner = bare(annotation)
    members = [member for member in members_of(inner) if member is not _NONE]
    if len(members) == 1 and members[0] is inner:
        return [inner]
    return [found for member in members for found in types_of(member)]


def is_request_class(annotation: object) -> bool:
    """Whether a type is `HttpRequest`, that of azure.functions, or a name of either that only checkers see."""
    if isinstance(annotation, type):
        return issubclass(annotation, HttpRequest) or (
            annotation.__name__ == "HttpRequest" and annotation.__module__.startswith("azure.functions")
        )
    return is_placeholder(annotation) and repr(annotation).rpartition(".")[2] == "HttpRequest"


def is_uploaded_file(kind: object) -> bool:
    """Whether a class is `UploadedFile`; its module takes long to load, and most handlers take no files."""
    return isinstance(kind, type) and kind.__name__ == "UploadedFile" and kind.__module__ == "azfunc.bindings.form"


def is_placeholder(annotation: object) -> bool:
    """Whether a type stands for a name that does not exist at run time."""
    return callable(getattr(annotation, "means", None)) and not isinstance(annotation, type)


def kind_of(annotation: object) -> TypeKind:
    """What an annotation means."""
    members = types_of(annotation)
    kinds: set[TypeKind] = {_kind_of_one(member) for member in members}
    if len(kinds) == 1 and (len(members) == 1 or kinds != {"model"}):  # several models have no fields in common
        return kinds.pop()
    return "structure"


def _kind_of_one(kind: object) -> TypeKind:
    origin = get_origin(kind) or kind
    if is_request_class(kind):
        return "request"
    if is_uploaded_file(kind):
        return "file"
    if kind is bytes or kind is bytearray:
        return "raw"
    if origin in _SEVERAL:
        return _kind_of_several(kind)
    if has_fields(origin):
        return "model"
    if isinstance(origin, type) and issubclass(origin, abc.Mapping | tuple | list | set | frozenset | deque):
        return "structure"
    return "scalar"


def _kind_of_several(kind: object) -> TypeKind:
    items: set[TypeKind] = {kind_of(item) for item in get_args(kind) if item is not Ellipsis}
    if items == {"scalar"}:
        return "scalars"
    return "files" if items == {"file"} else "structure"


def has_fields(kind: object) -> bool:
    """Whether a class is a pydantic model, a dataclass or a TypedDict."""
    return isinstance(kind, type) and (is_model(kind) or is_typed_dict(kind))


def is_typed_dict(kind: object) -> bool:
    """Whether a class is a TypedDict, that of ``typing`` or of ``typing_extensions``."""
    return typing.is_typeddict(kind) or (isinstance(kind, type) and hasattr(kind, "__total__"))


def is_plain(annotation: object) -> bool:
    """Whether a type is made of what Python brings along, so that pydantic can certainly make values of it."""
    if isinstance(annotation, list):  # the parameters of a Callable
        return False
    if annotation is UNANNOTATED or annotation in _PLAIN or get_origin(annotation) is Literal:
        return True
    if get_origin(annotation) is Annotated:
        return is_plain(get_args(annotation)[0])
    arguments = get_args(annotation)
    return bool(arguments) and all(argument is Ellipsis or is_plain(argument) for argument in arguments)


def item_of(annotation: object) -> object:
    """The type of the items of a list, set or tuple of one type; UNANNOTATED where there is no such type."""
    found = [member for member in types_of(annotation) if get_origin(member) in _SEVERAL]
    arguments = [one for one in get_args(found[0]) if one is not Ellipsis] if len(found) == 1 else []
    is_one_type = bool(arguments) and all(one == arguments[0] for one in arguments)
    return cast("object", arguments[0]) if is_one_type else UNANNOTATED


def is_optional(annotation: object) -> bool:
    """Whether None is among the types."""
    return any(member is _NONE for member in _all_members(annotation))


def _all_members(annotation: object) -> list[object]:
    if get_origin(annotation) is Annotated:
        return _all_members(get_args(annotation)[0])
    members = members_of(annotation)
    return [annotation] if members == (annotation,) else [one for member in members for one in _all_members(member)]

"""A handler's parameters and annotations, read once.

Annotations may be objects or strings, and may name types that exist only for checkers: such a name becomes a
`Placeholder`, so that what stands around it (``Out[...]``, ``list[...]``, ``| None``) is still understood.
"""

import builtins
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, NamedTuple, Union, cast, get_args, get_origin

from azfunc.bindings.context import Context
from azfunc.bindings.out import Out
from azfunc.bindings.values import UNANNOTATED, Shape, says_rule
from azfunc.errors import Location

Handler = Callable[..., object]
"""A function that a user decorates: sync or async."""

_VARIADIC, _VARIADIC_KEYWORDS, _COROUTINE = 0x04, 0x08, 0x80
"""Flags of code objects, as `inspect` has them; importing it would double the time that an import takes."""

_LIST_ORIGINS = (list, Sequence)


class Parameter(NamedTuple):
    """One parameter of a handler."""

    name: str
    shape: Shape
    is_out: bool = False
    is_context: bool = False
    has_default: bool = False
    by_name: bool = True
    """False for positional-only and variadic parameters, which nothing can be bound to."""
    annotation: object = UNANNOTATED
    """The annotation as it stands, with what is around the type."""
    is_noted: bool = False
    """Whether an `Annotated` says more than the type."""

    @property
    def key(self) -> str:
        """Under which its argument is passed."""
        return self.name

    @property
    def notes(self) -> tuple[object, ...]:
        """What its `Annotated` says beside the type."""
        return notes_of(self.annotation) if self.is_noted else ()


class Signature(NamedTuple):
    """What a handler takes and returns."""

    parameters: Mapping[str, Parameter]
    returns: Shape | None
    """None where the handler is annotated to return nothing."""
    name: str
    """The name of the function that declares it."""
    return_annotation: object = UNANNOTATED
    """What it returns, as the annotation stands."""
    is_noted: bool = False
    """Whether an `Annotated` around some parameter or the return value says more than the type."""
    injected: frozenset[str] = frozenset()
    """Parameters that a dependency or settings fill, and no binding."""

    @property
    def text(self) -> str:
        """The signature as it stands in source, for messages."""
        return f"def {self.name}({', '.join(self.parameters)})"

    @property
    def returned(self) -> Shape:
        """What the handler returns; for one annotated with None, anything."""
        return self.returns or Shape()


_SUBSCRIPTABLE_ANNOTATED: typing.Any = Annotated
_SUBSCRIPTABLE_OUT: typing.Any = Out
"""Out, for arguments that only exist at run time."""


class Placeholder:
    """Stands for a name of an annotation that does not exist at run time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, name: str) -> "Placeholder":
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder(f"{self.name}.{name}")

    def __getitem__(self, item: object) -> object:
        if self.means("Out"):
            return cast("object", _SUBSCRIPTABLE_OUT[item])
        return Placeholder(f"{self.name}[{_named(item)}]")

    def __or__(self, other: object) -> object:
        return Union[self, other]  # noqa: UP007 - one side is no type

    def __ror__(self, other: object) -> object:
        return Union[other, self]  # noqa: UP007 - one side is no type

    def __call__(self) -> None:
        """Callable, because typing takes only callables as arguments of generics."""
        raise TypeError(f"{self.name} exists only for type checkers")

    def __repr__(self) -> str:
        return self.name

    def means(self, name: str) -> bool:
        """Whether this is azfunc's ``name``, imported for checkers alone."""
        return self.name.rpartition(".")[2] == name


_NO_CLASSES = (types.GenericAlias, Placeholder)
"""What may pass for a class in an annotation, but is none."""


def _named(item: object) -> str:
    """What stands between the brackets of a type, as far as a message needs it."""
    return item.__name__ if isinstance(item, type) else str(item)


class _Namespace(Mapping[str, object]):
    """The names that an annotation sees: of its closure, its module, the builtins; a placeholder for others."""

    def __init__(self, handler: Handler) -> None:
        self._globals: Mapping[str, object] = getattr(handler, "__globals__", {})
        self._closure: Mapping[str, object] = _closure_of(handler) if isinstance(handler, types.FunctionType) else {}

    def __getitem__(self, name: str) -> object:
        scopes: tuple[Mapping[str, object], ...] = (self._closure, self._globals, vars(builtins))
        for scope in scopes:
            if name in scope:
                return scope[name]
        return Placeholder(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _closure_of(function: types.FunctionType) -> Mapping[str, object]:
    """The variables of enclosing functions that a function uses, without those that are not set yet."""
    found: dict[str, object] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # it will be set after the definition
            continue
    return found


def layers(handler: Handler) -> list[Handler]:
    """A handler and what it wraps, the innermost function last; `functools.wraps` leaves ``__wrapped__`` behind."""
    found = [handler]
    below: Handler | None = getattr(handler, "__wrapped__", None)
    while below is not None and not any(below is layer for layer in found):
        found.append(below)
        below = getattr(below, "__wrapped__", None)
    return found


def unwrap(handler: Handler) -> Handler:
    """The function below all decorators that keep ``__wrapped__``."""
    return layers(handler)[-1] if hasattr(handler, "__wrapped__") else handler


def python_name(handler: Handler) -> str:
    """The name that a handler has in source."""
    return cast("str", getattr(unwrap(handler), "__name__", type(handler).__name__))


def docstring(handler: Handler) -> str:
    """The text of a handler's docstring without its indentation; empty where it has none."""
    text: object = getattr(unwrap(handler), "__doc__", None)
    if not isinstance(text, str):
        return ""
    from textwrap import dedent

    first, _, rest = text.partition("\n")
    return f"{first.strip()}\n{dedent(rest)}".strip()


def is_coroutine(handler: Handler) -> bool:
    """Whether a handler is async, also one below a sync decorator."""
    inner = unwrap(handler)
    if isinstance(inner, types.FunctionType):
        if inner.__code__.co_flags & _COROUTINE:
            return True
        if handler is inner and not inner.__dict__:
            return False
    from inspect import iscoroutinefunction

    return iscoroutinefunction(handler)


def locate(handler: Handler) -> Location:
    """Where a handler is defined."""
    code = code_of(unwrap(handler)) or code_of(handler)
    return Location(code.co_filename, code.co_firstlineno) if code else Location("<unknown>", 0)


def put_at(handler: types.FunctionType, where: Location) -> None:
    """Gives a handler of azfunc's own a place in the user's source, where messages, logs and hosts find it."""
    handler.__code__ = handler.__code__.replace(co_filename=where.file, co_firstlineno=where.line)


def code_of(handler: Handler) -> types.CodeType | None:
    """The code of a function, or of what makes an object callable; None where it is not Python."""
    code: types.CodeType | None = getattr(handler, "__code__", None)
    if code is None:
        code = getattr(getattr(type(handler), "__call__", None), "__code__", None)  # noqa: B004 - its code is wanted
    return code


def read_signature(handler: Handler) -> Signature:
    """Reads a handler's signature, through decorators that keep ``__wrapped__``.

    Raises:
        TypeError, ValueError: it has no signature that Python can read.
    """
    source = _signature_source(handler)
    annotations = read_annotations(source)
    returned = annotations.get("return", UNANNOTATED)
    returns = None if returned is None or returned is type(None) else shape_of(returned)
    parameters: dict[str, Parameter] = {}
    is_noted = _is_noted(returned)
    for name, has_default, by_name in _kinds(handler, source):
        parameter = parameters[name] = _parameter(name, annotations.get(name, UNANNOTATED), has_default, by_name)
        is_noted = is_noted or parameter.is_noted
    return Signature(parameters, returns, python_name(source), returned, is_noted)


def _signature_source(handler: Handler) -> Handler:
    """The function whose parameters count: the innermost one, or the first that declares ``__signature__``."""
    found = layers(handler)
    for layer in found:
        if hasattr(layer, "__signature__"):
            return layer
    return found[-1]


def _kinds(handler: Handler, source: Handler) -> Iterator[tuple[str, bool, bool]]:
    """Name, whether it has a default, and whether it can be given by name, for each parameter."""
    code = getattr(source, "__code__", None)
    if isinstance(source, types.FunctionType) and code is not None and not hasattr(source, "__signature__"):
        count, by_position = code.co_argcount, code.co_posonlyargcount
        first_default = count - len(source.__defaults__ or ())
        names = code.co_varnames
        for index in range(count):
            yield names[index], index >= first_default, index >= by_position
        end = count + code.co_kwonlyargcount
        for name in names[count:end]:
            yield name, name in (source.__kwdefaults__ or {}), True
        variadic = bool(code.co_flags & _VARIADIC) + bool(code.co_flags & _VARIADIC_KEYWORDS)
        for name in names[end : end + variadic]:
            yield name, False, False
        return
    from inspect import Parameter as Declared
    from inspect import signature

    by_name = (Declared.POSITIONAL_OR_KEYWORD, Declared.KEYWORD_ONLY)
    for parameter in signature(handler).parameters.values():
        yield parameter.name, parameter.default is not parameter.empty, parameter.kind in by_name


def read_annotations(handler: Handler) -> dict[str, object]:
    """A handler's annotations as objects; names that do not exist at run time become placeholders."""
    holder = handler if hasattr(handler, "__annotations__") else type(handler).__call__
    try:
        raw: Mapping[str, object] = getattr(holder, "__annotations__", {})
    except NameError:  # Python 3.14 evaluates annotations when they are asked for
        if sys.version_info >= (3, 14):
            import annotationlib

            raw = annotationlib.get_annotations(holder, format=annotationlib.Format.STRING)
        else:
            raise
    if str not in map(type, raw.values()):
        return dict(raw)
    namespace = _Namespace(cast("Handler", holder))
    return {name: _evaluate(value, namespace) for name, value in raw.items()}


def _evaluate(value: object, namespace: _Namespace) -> object:
    if not isinstance(value, str):
        return value
    try:
        return cast("object", eval(value, {"__builtins__": vars(builtins)}, namespace))
    except Exception:  # an annotation may be any expression; what cannot be read says nothing
        return Placeholder(value)


def _parameter(name: str, annotation: object, has_default: bool, by_name: bool) -> Parameter:
    if _is_class(annotation) or getattr(annotation, "__origin__", None) is Out:
        try:
            return _common_parameter(name, annotation, has_default, by_name)
        except TypeError:  # a type that cannot be hashed
            pass
    return _read_parameter(name, annotation, has_default, by_name)


def _read_parameter(name: str, annotation: object, has_default: bool, by_name: bool) -> Parameter:
    stripped = strip_annotated(annotation)
    inner = strip_annotated(_without_none(stripped)[0])
    origin = get_origin(inner) or inner
    is_out = origin is Out or (isinstance(inner, Placeholder) and inner.means("Out"))
    is_context = origin is Context or (isinstance(inner, Placeholder) and inner.means("Context"))
    if is_out:
        shape = shape_of(next(iter(get_args(inner)), UNANNOTATED))
    elif isinstance(inner, Placeholder) and inner.means("MCPToolContext"):
        from azfunc.bindings.mcp_payload import MCPToolContext

        shape = Shape(MCPToolContext)
    else:
        shape = shape_of(annotation)
    return Parameter(name, shape, is_out, is_context, has_default, by_name, annotation, _is_noted(annotation))


_common_parameter = lru_cache(maxsize=512)(_read_parameter)
"""Apps name the same few parameters of the same few types again and again."""


def _is_class(annotation: object) -> bool:
    return annotation is UNANNOTATED or (isinstance(annotation, type) and not isinstance(annotation, _NO_CLASSES))


def strip_annotated(annotation: object) -> object:
    """The type inside ``Annotated``, ``NewType`` and ``type X = …``."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):
            annotation = getattr(annotation, "__supertype__", None)
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = getattr(annotation, "__value__", None)
        else:
            return annotation


def notes_of(annotation: object) -> tuple[object, ...]:
    """What ``Annotated`` says beside the type, also behind ``type X = …`` and beside ``None``."""
    while type(annotation).__name__ == "TypeAliasType":
        annotation = getattr(annotation, "__value__", None)
    if get_origin(annotation) is Annotated:
        first, *notes = get_args(annotation)
        return (*notes_of(first), *notes)
    inner, is_optional = _without_none(annotation)
    return notes_of(inner) if is_optional else ()


def _is_noted(annotation: object) -> bool:
    return annotation is not None and not _is_class(annotation) and bool(notes_of(annotation))


def shape_of(annotation: object) -> Shape:
    """What a type asks for, taken apart."""
    if _is_class(annotation):
        return Shape(annotation)
    inner, optional = _without_none(strip_annotated(annotation))
    inner = strip_annotated(inner)
    if isinstance(inner, Placeholder | typing.TypeVar):
        return Shape(UNANNOTATED, None, optional)
    item = noted_item = None
    if get_origin(inner) in _LIST_ORIGINS:
        given = next(iter(get_args(inner)), UNANNOTATED)
        item = strip_annotated(given)
        item = UNANNOTATED if isinstance(item, Placeholder) else item
        noted_item = _noted(given, item)
    return Shape(inner, item, optional, _noted(annotation, inner), noted_item)


def _noted(annotation: object, inner: object) -> object:
    """A type with the rules for its values that ``Annotated`` says around it; None where it says none."""
    if annotation is inner:
        return None
    rules = [note for note in notes_of(annotation) if says_rule(note)]
    return cast("object", _SUBSCRIPTABLE_ANNOTATED[(inner, *rules)]) if rules else None


def _without_none(annotation: object) -> tuple[object, bool]:
    """``X | None`` without the None, and whether there was one."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    members = get_args(annotation)
    rest = [member for member in members if member is not type(None)]
    if len(rest) == len(members):
        return annotation, False
    return (rest[0] if len(rest) == 1 else Union[tuple(rest)]), True  # noqa: UP007 - made of a list

"""Converters of other packages for the durable bindings: `register_converter` and `get_binding_registry`.

azfunc reads and writes these bindings by itself. A package that runs orchestrations may do it in its own way: it
registers a class that decodes what arrives and encodes what a handler returns, before the app is read.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias, cast

from azfunc.bindings.datum import NOTHING, Datum, Kind, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder
from azfunc.bindings.values import Shape, UnsupportedShapeError, dump_json
from azfunc.errors import RegistrationError

AnyClass: TypeAlias = type[object]
"""Any class. (A datum's ``type`` is the word for how it travels.)"""

_DURABLE = ("activityTrigger", "durableClient", "entityTrigger", "orchestrationTrigger")
_PYTHON_KINDS = ("dict", "list", "bool")
"""Kinds that converters give for JSON values that are no text yet."""


class ConverterDatum:
    """A value with the way in which it travels, as converters take and give it.

    Args:
        value: the value; of ``json`` its text.
        type: ``string``, ``bytes``, ``json``, ``int``, ``double``, ``http``, ``collection_…``; None for no value.
    """

    __slots__ = ("type", "value")

    def __init__(self, value: object, type: str | None) -> None:
        self.value: object = value
        self.type: str | None = type

    @property
    def python_value(self) -> object:
        """The plain Python value: JSON is parsed, collections become lists."""
        if self.value is None or self.type is None:
            return None
        return Datum(cast("Kind", self.type), self.value).python()

    @property
    def python_type(self) -> AnyClass:
        """The type of ``python_value``."""
        return type(self.python_value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ConverterDatum) and (self.value, self.type) == (other.value, other.type)

    def __hash__(self) -> int:
        return hash((self.value, self.type))

    def __repr__(self) -> str:
        return f"<azfunc.ConverterDatum {self.type} {self.value!r:.60}>"


class _Converter:
    """What both directions share."""

    def __init_subclass__(cls, *, binding: str | None = None, trigger: object = None, **kwargs: object) -> None:
        """Takes the class arguments of azure.functions; a ``binding`` is registered, if that is allowed."""
        super().__init_subclass__(**kwargs)
        cls._trigger = trigger
        if binding is not None:
            register_converter(binding, cls)

    @classmethod
    def has_trigger_support(cls) -> bool:
        """Whether triggers are among the bindings that it is for."""
        return cls._trigger is not None

    @classmethod
    def has_implicit_output(cls) -> bool:
        """Whether the handler's return value is sent without a ``$return`` binding."""
        return False

    _trigger: object = None


class InConverter(_Converter):
    """Base of converters that make a handler's argument of what arrives."""

    @classmethod
    def check_input_type_annotation(cls, pytype: type[object]) -> bool:
        """Whether a parameter may be annotated with this class."""
        raise NotImplementedError

    @classmethod
    def decode(cls, data: ConverterDatum, *, trigger_metadata: Mapping[str, ConverterDatum] | None) -> object:
        """The handler's argument."""
        raise NotImplementedError


class OutConverter(_Converter):
    """Base of converters that make what is sent of what a handler returns."""

    @classmethod
    def check_output_type_annotation(cls, pytype: type[object]) -> bool:
        """Whether a return value may be annotated with this class."""
        raise NotImplementedError

    @classmethod
    def encode(cls, obj: object, *, expected_type: type[object] | None) -> ConverterDatum | Datum | None:
        """What is sent; None for nothing."""
        raise NotImplementedError


class _Given(Protocol):
    """A datum of any package."""

    type: str | None
    value: object


_CONVERTERS: dict[str, type[object]] = {}


class ConverterRegistry:
    """The converters that packages have registered."""

    def get(self, binding_name: str) -> type[object] | None:
        """The converter of a binding type; None where azfunc reads and writes it by itself."""
        return _CONVERTERS.get(binding_name)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(_CONVERTERS))

    def __len__(self) -> int:
        return len(_CONVERTERS)


_REGISTRY = ConverterRegistry()


def get_binding_registry() -> ConverterRegistry:
    """The converters that packages have registered, by binding type."""
    return _REGISTRY


def register_converter(binding_name: str, converter_cls: type[object], *, overwrite: bool = False) -> None:
    """Lets a class decode and encode the values of a durable binding, in all apps that are read from now on.

    Args:
        binding_name: ``orchestrationTrigger``, ``entityTrigger``, ``activityTrigger`` or ``durableClient``.
        converter_cls: a class derived from `InConverter`, `OutConverter` or both, or one with the same methods.
        overwrite: must be True, which says that azfunc's own conversion, or another package's, is replaced on
            purpose.

    Raises:
        RegistrationError: the converter is no such class, the binding is none of these, or ``overwrite`` is False.
    """
    if not isinstance(converter_cls, type) or not (
        _offers(converter_cls, "decode") or _offers(converter_cls, "encode")
    ):
        raise RegistrationError(
            f"register_converter({binding_name!r}, …) got {converter_cls!r}, which is no class with decode or encode. "
            "Derive one from InConverter, OutConverter or both."
        )
    if binding_name not in _DURABLE:
        raise RegistrationError(
            f"register_converter(…) got the binding {binding_name!r}, but converters can be replaced for "
            f"{', '.join(_DURABLE)} alone. Declare a binding class of your own for other types."
        )
    if not overwrite:
        known = _CONVERTERS.get(binding_name)
        owner = "azfunc itself" if known is None else f"{known.__module__}.{known.__qualname__}"
        raise RegistrationError(
            f"register_converter({binding_name!r}, {converter_cls.__name__}) would replace the conversion by {owner}. "
            "Pass overwrite=True if that is meant."
        )
    _CONVERTERS[binding_name] = converter_cls


def _offers(converter: object, method: str) -> bool:
    return callable(getattr(converter, method, None))


def converter_decoder(binding_name: str, shape: Shape) -> Decoder | None:
    """What makes a parameter's value by a registered converter; None if there is none.

    Raises:
        UnsupportedShapeError: the converter refuses the parameter's annotation.
    """
    found = _CONVERTERS.get(binding_name)
    if found is None or not _offers(found, "decode"):
        return None
    converter = cast("type[InConverter]", found)
    annotation = shape.annotation
    is_class = isinstance(annotation, type) and annotation not in UNTYPED
    if is_class and not converter.check_input_type_annotation(cast("AnyClass", annotation)):
        raise UnsupportedShapeError(f"a type that {converter.__name__} accepts")

    def decode(datum: Datum, metadata: Metadata) -> object:
        told = {name: _to_converter(value) for name, value in metadata.items()}
        return converter.decode(_to_converter(datum), trigger_metadata=told)

    return decode


def converter_datum(binding_name: str, value: object) -> Datum | None:
    """What a registered converter sends for a return value; None if there is no converter for it."""
    found = _CONVERTERS.get(binding_name)
    if found is None or not _offers(found, "encode"):
        return None
    made = cast("type[OutConverter]", found).encode(value, expected_type=None)
    return made if isinstance(made, Datum) else _from_converter(cast("_Given | None", made))


def _to_converter(datum: Datum) -> ConverterDatum:
    return ConverterDatum(datum.value, None if datum.kind == "none" else datum.kind)


def _from_converter(made: _Given | None) -> Datum:
    if made is None or made.type is None:
        return NOTHING
    if made.type in _PYTHON_KINDS or (made.type == "json" and not isinstance(made.value, str | bytes)):
        return Datum("json", dump_json(made.value))
    return Datum(cast("Kind", made.type), made.value)

"""`SchemaBook`: the schemas of all types that an app's HTTP functions name, under names that do not clash."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias, cast

from pydantic import PydanticUserError, TypeAdapter

from azfunc.bindings.http_adapters import Adapter, adapter_of
from azfunc.bindings.http_parts import Part
from azfunc.bindings.values import describe_type
from azfunc.errors import Fault
from azfunc.function import Function
from azfunc.openapi.json_schema import REF, RuntimeSchema
from azfunc.openapi.texts import Schema

Mode: TypeAlias = Literal["validation", "serialization"]
"""Of what is read, or of what is sent."""


class _Wanted(NamedTuple):
    """A type whose schema is asked for."""

    annotation: object
    """Kept, since types are known by their identity: some have no hash."""
    adapter: Adapter
    function: Function
    where: str


class SchemaBook:
    """Collects types first and makes all schemas at once, since the names of models depend on one another."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[int, Mode], _Wanted] = {}
        self._schemas: dict[tuple[int, Mode], Schema] = {}
        self.components: dict[str, Schema] = {}

    def want(self, annotation: object, mode: Mode, function: Function, where: str) -> None:
        """Asks for the schema of a type.

        Args:
            annotation: the type; it is found again by this very object.
            mode: whether values are read or sent.
            function: whose signature names it.
            where: the place in the signature, for messages.

        Raises:
            UnsupportedShapeError: pydantic cannot make values of that type.
        """
        self._wanted.setdefault((id(annotation), mode), _Wanted(annotation, adapter_of(annotation), function, where))

    def make(self) -> None:
        """Makes the schemas; raises pydantic's error where one cannot be made, see `faults`."""
        inputs: list[tuple[int, Mode, Adapter]] = [
            (key, mode, wanted.adapter) for (key, mode), wanted in self._wanted.items()
        ]
        schemas, document = TypeAdapter.json_schemas(inputs, ref_template=REF, schema_generator=RuntimeSchema)
        self._schemas = schemas
        self.components = dict(sorted(cast("dict[str, Schema]", document.get("$defs", {})).items()))

    def faults(self) -> Iterator[tuple[Function, Fault]]:
        """A fault for each type that has no schema."""
        for (_, mode), wanted in self._wanted.items():
            try:
                wanted.adapter.json_schema(mode=mode, schema_generator=RuntimeSchema)
            except PydanticUserError as error:
                yield (
                    wanted.function,
                    Fault(
                        "type-without-schema",
                        f"{wanted.where} has a type that JSON Schema cannot describe",
                        describe_type(wanted.annotation),
                        f"a type with a schema ({str(error).splitlines()[0]})",
                        "give the type a schema with pydantic.WithJsonSchema, or leave the function out of documents "
                        "with include_in_schema=False",
                    ),
                )

    def schema(self, annotation: object, mode: Mode) -> Schema:
        """A schema that has been asked for: a copy, so that more may be said in it."""
        return dict(self._schemas[id(annotation), mode])

    def default(self, part: Part) -> object:
        """The default value of a part as JSON; None where it has no such form."""
        wanted = self._wanted[id(part.annotation), "validation"]
        try:
            return wanted.adapter.dump_python(part.default, mode="json", by_alias=True, warnings="error")
        except ValueError:  # of another type than its annotation, or without a form
            return None

    def resolve(self, reference: str) -> Schema:
        """What a ``$ref`` names."""
        return self.components[reference.removeprefix(REF.format(model=""))]

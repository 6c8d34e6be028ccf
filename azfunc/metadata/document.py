"""Models that read function.json and refuse what hosts refuse.

This module needs pydantic; who only writes documents uses `azfunc.metadata.emit`, which does not.
Follows https://learn.microsoft.com/azure/azure-functions/functions-reference#function-configuration.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal, NamedTuple, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from azfunc.bindings.datum import JsonValue
from azfunc.errors import DocumentError
from azfunc.metadata.jsonc import parse_json, read_json

_NAME = re.compile(r"(?!.*__)(?:[A-Za-z_][A-Za-z0-9_]{0,127}|\$return)\Z")
_INTERVAL = re.compile(r"(?:\d+\.)?(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d{1,7})?)?\Z")
_MOST_BINDINGS = 1000
"""More than any function has parameters."""
_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")

# What is wrong, in the words of JSON; pydantic's own speak of Python.
_WORDS = {
    "missing": "this property is missing",
    "string_type": "expected text in quotes",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
    "list_type": "expected a list, [...]",
    "model_type": "expected an object, {...}",
    "model_attributes_type": "expected an object, {...}",
    "too_short": "at least one binding must be declared",
}


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _binding_name(name: str) -> str:
    if _NAME.match(name):
        return name
    raise ValueError(
        "hosts refuse this name; expected $return, or up to 128 letters, digits and single underscores "
        "that do not begin with a digit"
    )


def _interval(text: str) -> str:
    if _INTERVAL.match(text):
        return text
    raise ValueError("expected a duration hh:mm:ss")


def _not_too_many(bindings: object) -> object:
    """Keeps a damaged file from being told in a million lines."""
    if isinstance(bindings, list) and len(cast("list[object]", bindings)) > _MOST_BINDINGS:
        raise ValueError(f"azfunc reads {_MOST_BINDINGS} bindings of a function at most")
    return bindings  # pyright: ignore[reportUnknownVariableType]  # a list of anything


class _Document(BaseModel):
    """Keeps properties that it does not know, and takes no value for one of another type."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow", strict=True, frozen=True, alias_generator=to_camel, populate_by_name=True
    )

    def to_document(self) -> dict[str, JsonValue]:
        """The JSON object, with what was read and nothing added: known properties first."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class BindingDocument(_Document):
    """One entry of ``bindings``; what only its type knows stays in ``model_extra``."""

    type: Annotated[str, Field(min_length=1)]
    direction: Annotated[Literal["in", "out", "inout"], BeforeValidator(_lower)] = "in"
    """Read without regard to case."""
    name: Annotated[str, AfterValidator(_binding_name)]

    @property
    def is_trigger(self) -> bool:
        """Whether hosts take it for the function's trigger."""
        return self.direction == "in" and self.type.lower().endswith("trigger")


class RetryDocument(_Document):
    """The ``retry`` of a function: how the host tries a failed invocation again."""

    strategy: Annotated[
        Literal["fixedDelay", "exponentialBackoff"],
        BeforeValidator(lambda value: _STRATEGIES.get(str(value).lower(), value)),
    ]
    """Read without regard to case."""
    max_retry_count: Annotated[int, Field(ge=-1)]
    delay_interval: Annotated[str, AfterValidator(_interval)] | None = None
    minimum_interval: Annotated[str, AfterValidator(_interval)] | None = None
    maximum_interval: Annotated[str, AfterValidator(_interval)] | None = None

    @model_validator(mode="after")
    def _has_intervals(self) -> "RetryDocument":
        needed = ("delay_interval",) if self.strategy == "fixedDelay" else ("minimum_interval", "maximum_interval")
        missing = [to_camel(name) for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"the strategy {self.strategy} needs {' and '.join(missing)}")
        return self


_STRATEGIES = {"fixeddelay": "fixedDelay", "exponentialbackoff": "exponentialBackoff"}


class FunctionDocument(_Document):
    """A function.json."""

    script_file: str | None = None
    entry_point: str | None = None
    bindings: Annotated[list[BindingDocument], Field(min_length=1), BeforeValidator(_not_too_many)]
    retry: RetryDocument | None = None
    disabled: bool | str | None = None
    configuration_source: Literal["config", "attributes"] | None = None

    @property
    def trigger(self) -> BindingDocument:
        """The binding that starts the function."""
        return next(binding for binding in self.bindings if binding.is_trigger)

    @model_validator(mode="after")
    def _fits_hosts(self) -> "FunctionDocument":
        triggers = [binding.type for binding in self.bindings if binding.is_trigger]
        if len(triggers) != 1:
            raise ValueError(f"bindings hold {', '.join(triggers) or 'no trigger'}; expected exactly one trigger")
        seen: set[str] = set()
        for binding in self.bindings:
            if binding.name.lower() in seen:
                raise ValueError(f"two bindings have the name '{binding.name}' (hosts compare without regard to case)")
            seen.add(binding.name.lower())
            if binding.name == "$return" and binding.direction != "out":
                raise ValueError(f"the binding $return has the direction {binding.direction}; expected out")
        return self


def read_function_document(path: Path) -> FunctionDocument:
    """Reads a function.json.

    Raises:
        DocumentError: it cannot be read, is no JSON, or holds what hosts refuse; names the file, and the line and
            column or the JSON path.
    """
    return check_function_document(read_json(path), source=str(path))


def parse_function_document(data: bytes | str, *, source: str) -> FunctionDocument:
    """Reads the text of a function.json; ``source`` is what messages call it.

    Raises:
        DocumentError: as `read_function_document`.
    """
    return check_function_document(parse_json(data, source=source), source=source)


def check_function_document(value: JsonValue, *, source: str) -> FunctionDocument:
    """Makes the document of a JSON value that has been read already.

    Raises:
        DocumentError: it holds what hosts refuse; names the source and every JSON path.
    """
    try:
        return FunctionDocument.model_validate(value)
    except ValidationError as error:
        lines = [f"{source}: {_json_path(problem.path)}: {problem.what}." for problem in _problems(error)]
        raise DocumentError("\n".join(lines)) from error


class DocumentProblem(NamedTuple):
    """What hosts refuse in a document, and where it stands."""

    path: tuple[str | int, ...]
    """Keys and indexes that lead there from the top."""
    what: str
    """What was expected, and what was found if that is short."""

    @property
    def json_path(self) -> str:
        """The path as messages write it, such as ``$.bindings[0].type``."""
        return _json_path(self.path)


def find_problems(value: JsonValue) -> list[DocumentProblem]:
    """All that hosts refuse in a document, for tools that go on in spite of it; empty for one that they take."""
    try:
        FunctionDocument.model_validate(value)
    except ValidationError as error:
        return list(_problems(error))
    return []


def _problems(error: ValidationError) -> Iterator[DocumentProblem]:
    for detail in error.errors(include_url=False):
        found = _found(detail["type"], cast("object", detail["input"]))
        yield DocumentProblem(detail["loc"], f"{_words(detail['type'], detail['msg'])}{found}")


def _json_path(location: Sequence[int | str]) -> str:
    path = "$"
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _PLAIN_NAME.match(part):
            path += f".{part}"
        else:
            path += f"[{part!r}]"
    return path


def _words(kind: str, message: str) -> str:
    if kind in _WORDS:
        return _WORDS[kind]
    message = message.removeprefix("Value error, ").removeprefix("Input should be ")
    return f"expected {message}" if kind in ("literal_error", "greater_than_equal") else message


def _found(kind: str, value: object) -> str:
    if kind == "missing" or isinstance(value, dict | list | BaseModel):
        return ""
    text = repr(value)
    return f", found {text if len(text) <= 60 else text[:57] + '...'}"

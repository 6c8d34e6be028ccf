"""Where the arguments of an HTTP function come from: markers for ``Annotated``, and what was read of a signature.

``def list_orders(page: Annotated[int, Query(ge=1)] = 1)``. Without a marker the place follows from the name and type:
see docs/http-by-signature.md.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Literal, TypeAlias

from azfunc.bindings.record import field, record

Place: TypeAlias = Literal["path", "query", "header", "cookie", "body", "form", "file"]
"""The part of a request that an argument is read from."""


class _NoDefault:
    def __repr__(self) -> str:
        return "<no default>"


NO_DEFAULT: Final = _NoDefault()
"""The default of a part that the handler gives none."""


@record
class Marker:
    """What `Path`, `Query`, `Header`, `Cookie`, `Body`, `Form` and `File` say of a parameter.

    The constraints are those of ``pydantic.Field``, which may stand in the ``Annotated`` instead.

    Args:
        alias: the name in the request, where it is not the parameter's.
        title: a short name for documents.
        description: what the value means, for documents.
        example: one value, for documents.
        examples: several values, for documents.
        deprecated: whether callers should stop to send it.
        include_in_schema: whether documents mention it.
        gt: the value is greater than this.
        ge: the value is this or greater.
        lt: the value is less than this.
        le: the value is this or less.
        multiple_of: the value is a multiple of this.
        min_length: characters or items at least.
        max_length: characters or items at most.
        pattern: a regular expression that is found in the text.
    """

    place: ClassVar[Place]

    alias: str | None = field(default=None, kw_only=True)
    title: str | None = field(default=None, kw_only=True)
    description: str | None = field(default=None, kw_only=True)
    example: object = field(default=None, kw_only=True)
    examples: Sequence[object] | None = field(default=None, kw_only=True)
    deprecated: bool = field(default=False, kw_only=True)
    include_in_schema: bool = field(default=True, kw_only=True)
    gt: float | None = field(default=None, kw_only=True)
    ge: float | None = field(default=None, kw_only=True)
    lt: float | None = field(default=None, kw_only=True)
    le: float | None = field(default=None, kw_only=True)
    multiple_of: float | None = field(default=None, kw_only=True)
    min_length: int | None = field(default=None, kw_only=True)
    max_length: int | None = field(default=None, kw_only=True)
    pattern: str | None = field(default=None, kw_only=True)

    def constraints(self) -> dict[str, object]:
        """The constraints that are given, by the names that ``pydantic.Field`` has for them."""
        return {name: value for name in _CONSTRAINTS if (value := self.__dict__[name]) is not None}


_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")


@record
class Path(Marker):
    """A token of the route."""

    place: ClassVar[Place] = "path"


@record
class Query(Marker):
    """A parameter of the query string; a model takes its fields from there."""

    place: ClassVar[Place] = "query"


@record
class Header(Marker):
    """A header; a model takes its fields from headers.

    Args:
        convert_underscores: whether ``user_agent`` means ``user-agent``; an alias is taken as it stands.
    """

    place: ClassVar[Place] = "header"

    convert_underscores: bool = field(default=True, kw_only=True)


@record
class Cookie(Marker):
    """A cookie; a model takes its fields from cookies."""

    place: ClassVar[Place] = "cookie"


@record
class Body(Marker):
    """The body: JSON, or for ``bytes`` and ``str`` the body as it is.

    Args:
        embed: whether the body is an object that holds the value under the parameter's name, as it is anyway where
            several parameters come from the body.
    """

    place: ClassVar[Place] = "body"

    embed: bool = field(default=False, kw_only=True)


@record
class Form(Marker):
    """A field of a form, urlencoded or multipart; a model takes its fields from there."""

    place: ClassVar[Place] = "form"


@record
class File(Marker):
    """A file of a multipart form: an `UploadedFile`, or its content as ``bytes``."""

    place: ClassVar[Place] = "file"


@record
class Part:
    """One argument of an HTTP function, and where it comes from.

    Attributes:
        key: under which the decoder gives it: the parameter's name, or that of a dependency's parameter.
        name: what it is called in the request; for a token of the route as the route spells it.
        place: the part of the request.
        annotation: its whole type with constraints, for a ``TypeAdapter``.
        required: whether a request without it is refused.
        default: the value of a request without it; `NO_DEFAULT` where there is none.
        marker: what was said of it, or None.
        is_group: whether it is a model whose fields come from the place, each by its own name.
        is_raw: whether it is the body, or the content of a file, as it came: ``str`` or ``bytes``.
        is_many: whether a repeated name gives a list, set or tuple.
    """

    key: str
    name: str
    place: Place
    annotation: object
    required: bool
    default: object = NO_DEFAULT
    marker: Marker | None = None
    is_group: bool = False
    is_raw: bool = False
    is_many: bool = False


@record
class Operation:
    """What a route says of its function beside route, verbs and level; documents show it.

    Attributes:
        status_code: the status of an answer that names none.
        summary: a line about it; documents take the handler's name where there is none.
        description: more about it; documents take the handler's docstring where there is none.
        tags: groups that documents sort it into.
        operation_id: its name in documents, unique in the app; the function's name where there is none.
        deprecated: whether callers should stop to call it.
        include_in_schema: whether documents mention it.
        responses: further answers by status: a model, or an OpenAPI response object.
    """

    status_code: int = 200
    summary: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    operation_id: str | None = None
    deprecated: bool = False
    include_in_schema: bool = True
    responses: Mapping[int | str, object] | None = None


@record
class HttpReading:
    """What an HTTP trigger has read of its handler's signature.

    Attributes:
        parts: the arguments that come from the request.
        returns: the type of the answer's body; `azfunc.bindings.values.UNANNOTATED` where nothing is said, and None
            where the handler returns nothing.
        status: the status of an answer that names none; nothing returned is 204 instead of 200.
        embedded: whether the body is a JSON object that holds the parts of place ``body`` by their names.
        body_media: the media type of the body that is asked for; empty where none is.
        answer_media: the media type of the answer's body; empty where it is not known before or there is none.
        streams: whether the answer is annotated to come in pieces, of the type ``returns``.
        takes_request: keys of the arguments that take the whole `HttpRequest`.
    """

    parts: tuple[Part, ...]
    returns: object
    status: int = 200
    embedded: bool = False
    body_media: str = ""
    answer_media: str = ""
    streams: bool = False
    takes_request: tuple[str, ...] = ()

    def at(self, *places: Place) -> tuple[Part, ...]:
        """The parts that come from these places."""
        return tuple(part for part in self.parts if part.place in places)

"""HTTP: trigger, output, and `Route`, which declares both.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, cast

from azfunc.bindings.binding import Binding, PayloadTypes
from azfunc.bindings.datum import Datum, HttpRequestData, JsonValue, Metadata
from azfunc.bindings.decoding import UNTYPED
from azfunc.bindings.enums import AuthLevelLike, DataTypeLike, HttpMethod, HttpMethodLike
from azfunc.bindings.http_payload import HttpRequest, HttpResponse
from azfunc.bindings.http_response import is_response, response_data
from azfunc.bindings.kinds import Encoder, Output, Trigger
from azfunc.bindings.names import has_expression
from azfunc.bindings.properties import camel_case, to_json_value
from azfunc.bindings.record import binding_class, field, record
from azfunc.bindings.route_template import RouteError, parse_route
from azfunc.bindings.values import Shape, UnsupportedShapeError, members_of
from azfunc.errors import DecodeError, EncodeError, Fault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.http_parts import HttpReading, Operation
    from azfunc.bindings.spread import Asked, Handled, Spread

RESERVED_ROUTES = ("admin", "runtime")
"""Beginnings of routes that hosts keep to themselves."""


def request_of(data: HttpRequestData) -> HttpRequest:
    """The request as a handler takes it."""
    return HttpRequest(
        data.method,
        data.url,
        headers=data.headers,
        params=data.query,
        route_params=data.route_params,
        body=data.body,
        identities=data.identities,
    )


@binding_class
class HttpTrigger(Trigger):
    """Runs the function for each HTTP request to its route."""

    type: ClassVar[str] = "httpTrigger"
    payloads: ClassVar[PayloadTypes] = (HttpRequest,)
    may_fill_several: ClassVar[bool] = True

    arg_name: str | None = None
    route: str | None = None
    methods: tuple[HttpMethod | str, ...] | None = None
    auth_level: AuthLevelLike | None = None
    data_type: DataTypeLike | None = None

    said: ClassVar[Mapping[str, object]] = MappingProxyType({})
    """What the route says for answers and documents; a copy has its own."""
    answers: ClassVar[bool] = False
    """Whether the handler's return value is the answer; a copy has its own."""
    reading: "ClassVar[HttpReading | None]" = None
    """What was read of the handler's signature; None where the handler takes the request alone."""

    @property
    def operation(self) -> "Operation":
        """What the route says for answers and documents."""
        from azfunc.bindings.http_parts import Operation

        make = cast("Callable[..., Operation]", Operation)
        return make(**self.said)

    def fills_several(self, asked: "Sequence[Asked]") -> bool:
        if self.arg_name is not None:
            return False
        return len(asked) != 1 or not _is_request_alone(asked[0])

    def spread(self, handled: "Handled") -> "Spread":
        from azfunc.bindings.http_signature import spread_http

        return spread_http(self, handled)

    def target(self) -> str:
        return f"/{self.route}" if self.route is not None else ""

    def method_texts(self) -> list[str]:
        """The verbs as function.json documents them; empty when all are answered."""
        return [method.text if isinstance(method, HttpMethod) else method for method in self.methods or ()]

    def decode(self, datum: Datum, metadata: Metadata) -> HttpRequest:
        if not isinstance(datum.value, HttpRequestData):
            raise DecodeError(f"A {datum.kind} value arrived where an HTTP request is expected.")
        return request_of(datum.value)

    def refuse_foreign(self, annotation: object) -> None:
        super().refuse_foreign(annotation)
        raise UnsupportedShapeError("HttpRequest")

    def rules(self) -> Iterator[Fault]:
        yield from self._method_faults()
        if not isinstance(self.route, str) or has_expression(self.route.replace("{", "").replace("}", "")):
            return
        try:
            parse_route(self.route)
        except RouteError as error:
            yield Fault(
                "bad-route",
                f"its route is no route template: {error}",
                f"route={self.route!r}",
                "segments parted by single slashes, with {name}, {name:int}, {name?}, {name=default} or {*rest}",
                "write the route without a leading slash, such as 'orders/{id:int}'",
            )
        for word in RESERVED_ROUTES:
            if self.route.lower().startswith(word):
                yield Fault(
                    "reserved-route",
                    f"its route begins with '{word}', which hosts keep to themselves",
                    f"route={self.route!r}",
                    f"a route that does not begin with {' or '.join(RESERVED_ROUTES)} (words like 'administer' count)",
                    "give it another route with route=...",
                )

    def _method_faults(self) -> Iterator[Fault]:
        for method in self.methods or ():
            if not isinstance(method, HttpMethod):
                texts = ", ".join(member.name for member in HttpMethod)
                yield Fault(
                    "unknown-enum-text",
                    "one of its methods is no HTTP verb",
                    f"methods has {method!r}",
                    f"HttpMethod members or texts among {texts}",
                    "pass methods as a list, such as methods=['GET', 'POST']",
                )


def _is_request_alone(asked: "Asked") -> bool:
    """Whether a handler's only parameter takes the request, as in azure.functions."""
    annotation = asked.shape.annotation
    if asked.notes:
        return False
    if annotation in UNTYPED:
        return True
    return isinstance(annotation, type) and annotation.__name__ == "HttpRequest"


@binding_class
class HttpOutput(Output):
    """The answer to an HTTP request, by default the handler's return value."""

    type: ClassVar[str] = "http"
    payloads: ClassVar[PayloadTypes] = (HttpResponse,)

    arg_name: str | None = "$return"
    data_type: DataTypeLike | None = None

    status_code: ClassVar[int] = 200
    """The status of a typed answer that names none; a copy may have its own."""

    def encode(self, value: object) -> Datum:
        if isinstance(value, str):
            return Datum("string", value)
        if is_response(value):
            return Datum("http", response_data(cast("HttpResponse", value)))
        raise EncodeError(
            f"An HTTP function returned {type(value).__name__}, where HttpResponse or str is expected. "
            "Return HttpResponse(body, mimetype='application/json') for JSON, or annotate what the function returns."
        )

    def encoder(self, shape: Shape) -> Encoder:
        if not self.answers_by_type(shape):
            return self.encode
        from azfunc.bindings.http_answers import AnswerEncoder

        return AnswerEncoder(shape.annotation, self.status_code).encode

    def answers_by_type(self, shape: Shape) -> bool:
        """Whether a value is sent as its annotation says; otherwise as azure.functions does."""
        return not all(_is_answer(kind) for kind in members_of(shape.annotation))


def _is_answer(kind: object) -> bool:
    return kind in UNTYPED or kind is str or (isinstance(kind, type) and is_response(kind))


@record
class RouteNames:
    """The first arguments of all decorators for HTTP functions, in the order of azure.functions."""

    route: str | None = None
    trigger_arg_name: str | None = field(default=None, kw_only=True)
    binding_arg_name: str = field(default="$return", kw_only=True)


@record
class RouteMethods(RouteNames):
    """The next one, where the verbs are chosen."""

    methods: Iterable[HttpMethodLike] | None = field(default=None, kw_only=True)


@record
class RouteOptions:
    """The arguments behind them."""

    auth_level: AuthLevelLike | None = field(default=None, kw_only=True)
    trigger_extra_fields: Mapping[str, object] | None = field(default=None, kw_only=True)
    binding_extra_fields: Mapping[str, object] | None = field(default=None, kw_only=True)
    status_code: int = field(default=200, kw_only=True)
    summary: str | None = field(default=None, kw_only=True)
    description: str | None = field(default=None, kw_only=True)
    tags: Iterable[str] = field(default=(), kw_only=True)
    operation_id: str | None = field(default=None, kw_only=True)
    deprecated: bool = field(default=False, kw_only=True)
    include_in_schema: bool = field(default=True, kw_only=True)
    responses: Mapping[int | str, object] | None = field(default=None, kw_only=True)


@record
class Route(RouteOptions, RouteMethods):
    """Runs the function for HTTP requests to a route and answers with what it returns.

    A handler that takes the request alone is called with it, as azure.functions does. Another is called with what its
    parameters ask for: parts of the request, by their names and types.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger

    Args:
        route: template below the route prefix (``api``), such as ``orders/{id:int}``; left out, it is the
            function's name.
        trigger_arg_name: the handler's parameter that takes the request; left out, it is ``req`` or the one
            parameter that can be meant, or the parameters say what they take.
        binding_arg_name: where the answer comes from: ``$return``, or an ``Out[HttpResponse]`` parameter.
        methods: the verbs that are answered; all of them if left out.
        auth_level: the key that a caller needs; the app's ``http_auth_level`` if left out.
        trigger_extra_fields: more properties for the httpTrigger entry.
        binding_extra_fields: more properties for the http entry.
        status_code: the status of an answer that names none; with 200, an answer of nothing is 204.
        summary: a line about the function, for documents; the handler's name if left out.
        description: more about it, for documents; the handler's docstring if left out.
        tags: groups that documents sort it into.
        operation_id: its name in documents; the function's name if left out.
        deprecated: whether callers should stop to call it, for documents.
        include_in_schema: whether documents mention it.
        responses: further answers by status, for documents: a model, or an OpenAPI response object.
    """

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, self.methods)


def route_bindings(
    names: RouteNames, options: RouteOptions, methods: Iterable[HttpMethodLike] | None
) -> tuple[Binding, ...]:
    """The trigger of a route, and its answer."""
    answer_name = names.binding_arg_name or "$return"
    trigger = HttpTrigger(
        arg_name=names.trigger_arg_name,
        route=names.route,
        methods=_methods(methods),
        auth_level=options.auth_level,
    )
    answer = HttpOutput(arg_name=answer_name)
    given = options.__dict__
    said = {name: given[name] for name, default in _SAID.items() if given[name] != default}
    if said:
        answer = answer.with_fields(status_code=options.status_code)
        tags = (options.tags,) if isinstance(options.tags, str) else tuple(options.tags)
        trigger = trigger.with_fields(said={**said, "tags": tags})
    if answer_name == "$return":
        trigger = trigger.with_fields(answers=True)
    return (
        trigger.with_extra(_extra(options.trigger_extra_fields)),
        answer.with_extra(_extra(options.binding_extra_fields)),
    )


_SAID: Mapping[str, object] = {
    "status_code": 200,
    "summary": None,
    "description": None,
    "tags": (),
    "operation_id": None,
    "deprecated": False,
    "include_in_schema": True,
    "responses": None,
}
"""What a route may say beside route, verbs and level, with what it means to say nothing."""


def _methods(methods: Iterable[HttpMethod | str] | None) -> tuple[HttpMethod | str, ...] | None:
    if methods is None:
        return None
    items: Iterable[HttpMethod | str] = (methods,) if isinstance(methods, str) else methods
    return tuple(HttpMethod.parse(method) or method for method in items)


def _extra(fields: Mapping[str, object] | None) -> dict[str, JsonValue]:
    return {camel_case(name): to_json_value(value) for name, value in (fields or {}).items()}

"""HTTP: trigger, output, and `Route`, which declares both.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, cast

from azfunc.bindings.base import (
    UNTYPED,
    Binding,
    Encoder,
    Output,
    PayloadTypes,
    Trigger,
    camel_case,
    to_json_value,
)
from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData, JsonValue, Metadata
from azfunc.bindings.enums import AuthLevelLike, DataTypeLike, HttpMethod, HttpMethodLike
from azfunc.bindings.http_payload import HttpRequest, HttpResponse, content_type
from azfunc.bindings.names import has_expression
from azfunc.bindings.record import binding_class, field, record
from azfunc.bindings.route_template import RouteError, parse_route
from azfunc.bindings.values import Shape, UnsupportedShapeError, members_of
from azfunc.errors import DecodeError, EncodeError, Fault

RESERVED_ROUTES = ("admin", "runtime")
"""Beginnings of routes that hosts keep to themselves."""


@binding_class
class HttpTrigger(Trigger):
    """Runs the function for each HTTP request to its route."""

    type: ClassVar[str] = "httpTrigger"
    payloads: ClassVar[PayloadTypes] = (HttpRequest,)

    arg_name: str | None = None
    route: str | None = None
    methods: tuple[HttpMethod | str, ...] | None = None
    auth_level: AuthLevelLike | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"/{self.route}" if self.route is not None else ""

    def method_texts(self) -> list[str]:
        """The verbs as function.json documents them; empty when all are answered."""
        return [method.text if isinstance(method, HttpMethod) else method for method in self.methods or ()]

    def decode(self, datum: Datum, metadata: Metadata) -> HttpRequest:
        if not isinstance(datum.value, HttpRequestData):
            raise DecodeError(f"A {datum.kind} value arrived where an HTTP request is expected.")
        data = datum.value
        return HttpRequest(
            data.method,
            data.url,
            headers=data.headers,
            params=data.query,
            route_params=data.route_params,
            body=data.body,
        )

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


@binding_class
class HttpOutput(Output):
    """The answer to an HTTP request, by default the handler's return value."""

    type: ClassVar[str] = "http"
    payloads: ClassVar[PayloadTypes] = (HttpResponse,)

    arg_name: str | None = "$return"
    data_type: DataTypeLike | None = None

    def encode(self, value: object) -> Datum:
        if isinstance(value, str):
            return Datum("string", value)
        if _is_response(value):
            return Datum("http", _response_data(cast("HttpResponse", value)))
        raise EncodeError(
            f"An HTTP function returned {type(value).__name__}, where HttpResponse or str is expected. "
            "Return HttpResponse(body, mimetype='application/json') for JSON."
        )

    def encoder(self, shape: Shape) -> Encoder:
        if not all(_is_answer(kind) for kind in members_of(shape.annotation)):
            raise UnsupportedShapeError("HttpResponse or str")
        return self.encode


def _is_answer(kind: object) -> bool:
    return kind in UNTYPED or kind is str or (isinstance(kind, type) and _is_response(kind))


def _is_response(value: object) -> bool:
    """Whether a value, or a class, is an HTTP response of ours or of azure.functions."""
    return all(hasattr(value, name) for name in ("status_code", "headers", "mimetype", "charset", "get_body"))


def _response_data(response: HttpResponse) -> HttpResponseData:
    headers = list(response.headers.items())
    if isinstance(response, HttpResponse):
        headers = response.headers.multi_items()
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("content-type", content_type(response)))
    return HttpResponseData(response.status_code, tuple(headers), response.get_body())


@record
class Route:
    """Runs the function for HTTP requests to a route and answers with what it returns.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger

    Args:
        route: template below the route prefix (``api``), such as ``orders/{id:int}``; left out, it is the
            function's name.
        trigger_arg_name: the handler's parameter that takes the request; left out, it is ``req`` or the one
            parameter that can be meant.
        binding_arg_name: where the answer comes from: ``$return``, or an ``Out[HttpResponse]`` parameter.
        methods: the verbs that are answered; all of them if left out.
        auth_level: the key that a caller needs; the app's ``http_auth_level`` if left out.
        trigger_extra_fields: more properties for the httpTrigger entry.
        binding_extra_fields: more properties for the http entry.
    """

    route: str | None = None
    trigger_arg_name: str | None = field(default=None, kw_only=True)
    binding_arg_name: str = field(default="$return", kw_only=True)
    methods: Iterable[HttpMethodLike] | None = field(default=None, kw_only=True)
    auth_level: AuthLevelLike | None = field(default=None, kw_only=True)
    trigger_extra_fields: Mapping[str, object] | None = field(default=None, kw_only=True)
    binding_extra_fields: Mapping[str, object] | None = field(default=None, kw_only=True)

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        trigger = HttpTrigger(
            arg_name=self.trigger_arg_name,
            route=self.route,
            methods=_methods(self.methods),
            auth_level=self.auth_level,
        )
        answer = HttpOutput(arg_name=self.binding_arg_name or "$return")
        return (
            trigger.with_extra(_extra(self.trigger_extra_fields)),
            answer.with_extra(_extra(self.binding_extra_fields)),
        )


def _methods(methods: Iterable[HttpMethod | str] | None) -> tuple[HttpMethod | str, ...] | None:
    if methods is None:
        return None
    items: Iterable[HttpMethod | str] = (methods,) if isinstance(methods, str) else methods
    return tuple(HttpMethod.parse(method) or method for method in items)


def _extra(fields: Mapping[str, object] | None) -> dict[str, JsonValue]:
    return {camel_case(name): to_json_value(value) for name, value in (fields or {}).items()}

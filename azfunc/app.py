"""`FunctionApp` and `Blueprint`: what users put their functions on.

The decorators collect; nothing is checked before the app is read, and then everything at once.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, overload

from azfunc.assemble import Assembled, assemble
from azfunc.bindings.enums import AuthLevel, AuthLevelLike
from azfunc.catalogue import BindingDecorators
from azfunc.clashes import clash_faults
from azfunc.declare import Decorator, SettingDecorator, caller
from azfunc.errors import AppError, DefinitionError, Fault, RegistrationError
from azfunc.function import Function, HttpType
from azfunc.middleware import Lifespan, Middleware, layer_of
from azfunc.registry import Draft, Prefix
from azfunc.retry import Interval, RetryPolicy, read_policy

if TYPE_CHECKING:
    from pathlib import Path

    from azfunc.bindings.binding import Binding
    from azfunc.bindings.invalid import InvalidPolicy
    from azfunc.bindings.mcp_payload import McpPropertyTypeLike
    from azfunc.call import Call
    from azfunc.official import OfficialFunction
    from azfunc.openapi.info import ApiInfo
    from azfunc.telemetry import TracerProviderLike


F = TypeVar("F", bound=Callable[..., object])
M = TypeVar("M", bound="Middleware")
L = TypeVar("L", bound="Lifespan")
E = TypeVar("E", bound=Exception)
R = TypeVar("R")


class ExceptionHandlerDecorator(Generic[E]):
    """Registers an exception handler, and returns the same function."""

    def __init__(self, kind: type[E], handlers: "dict[type[Exception], Callable[..., object]]") -> None:
        self._kind = kind
        self._handlers = handlers

    def __call__(self, handler: "Callable[[E, Call], R]", /) -> "Callable[[E, Call], R]":
        self._handlers[self._kind] = handler
        return handler


class Decorators(BindingDecorators):
    """What apps and blueprints have in common: the decorators, and the registering of blueprints."""

    def __init__(self) -> None:
        super().__init__(type(self).__name__)

    def function_name(self, name: str, setting_extra_fields: Mapping[str, object] | None = None) -> Decorator:
        """Gives the function another name in the host than its Python name.

        Args:
            name: 1 to 128 letters, digits, hyphens and underscores, beginning with a letter.
            setting_extra_fields: taken for compatibility with azure.functions, where nothing reads it either.
        """

        def apply(draft: Draft) -> None:
            draft.name = name if draft.name is None else draft.name

        return SettingDecorator(self._registry, "@function_name(...)", apply)

    def function(self, function: F) -> F:
        """Registers a function whose bindings stand in its annotations.

        ::

            @app.function
            def record(order: Annotated[Order, QueueTrigger(queue_name="orders", connection="Storage")]) -> None: ...
        """
        self._registry.check_open("@function", caller())
        self._registry.draft(function)
        return function

    def add_middleware(self, middleware: M) -> M:
        """Puts middleware around all functions of this app or blueprint; what is added first is the outermost.

        ::

            @app.add_middleware
            async def timed(call: Call, call_next: AsyncCallNext) -> object: ...

        Args:
            middleware: ``def (call, call_next)``, async or not, or a generator function ``(call)``, async or not,
                that yields once; see `azfunc.middleware`.

        Raises:
            RegistrationError: it has another form.
        """
        self._registry.check_open("add_middleware(...)", caller())
        self._registry.level.layers.append(layer_of(middleware))
        return middleware

    def use(self, *middleware: Middleware) -> Decorator:
        """Puts middleware around one function, inside of that of its app; the first is the outermost.

        Raises:
            RegistrationError: one of them is no middleware.
        """
        layers = tuple(layer_of(one) for one in middleware)

        def apply(draft: Draft) -> None:
            draft.layers = (*layers, *draft.layers)

        return SettingDecorator(self._registry, "@use(...)", apply)

    def exception_handler(self, kind: type[E]) -> ExceptionHandlerDecorator[E]:
        """Handles exceptions of a class that leave functions of this app or blueprint, and the middleware in it.

        The handler, sync or async, takes the exception and the `Call`; what it gives is sent in the place of the
        function's result, for HTTP as the answer. The nearest class wins, and a blueprint's handler over its app's.

        Args:
            kind: the class of exception, subclasses included.
        """
        self._registry.check_open("@exception_handler(...)", caller())
        return ExceptionHandlerDecorator(kind, self._registry.level.exception_handlers)

    def lifespan(self, lifespan: L) -> L:
        """What starts the app, once in each process before its first invocation, and ends it after the last.

        ::

            @app.lifespan
            async def lifespan(app: FunctionApp) -> AsyncIterator[None]:
                await pool.open()
                yield
                await pool.close()

        Several are entered in the order of their declaration and left in the opposite one.
        """
        self._registry.check_open("@lifespan", caller())
        self._registry.level.lifespans.append(lifespan)
        return lifespan

    def on_invalid(self, policy: "InvalidPolicy") -> Decorator:
        """Says what becomes of messages that do not fit the function's types.

        Args:
            policy: ``raise`` fails the invocation, as without this decorator; ``skip`` drops the message with a
                warning in the log; ``dead_letter`` moves it to the dead letters, on triggers that can. Of a batch
                only the messages in question are dropped or moved.
        """

        def apply(draft: Draft) -> None:
            draft.on_invalid = policy

        return SettingDecorator(self._registry, "@on_invalid(...)", apply)

    def http_type(self, http_type: HttpType) -> Decorator:
        """Marks the function as standing for a whole ``asgi`` or ``wsgi`` app."""

        def apply(draft: Draft) -> None:
            draft.http_type = http_type

        return SettingDecorator(self._registry, "@http_type(...)", apply)

    @overload
    def retry(self, strategy: RetryPolicy) -> Decorator: ...
    @overload
    def retry(
        self,
        strategy: str,
        max_retry_count: str | int,
        delay_interval: Interval | None = None,
        minimum_interval: Interval | None = None,
        maximum_interval: Interval | None = None,
        setting_extra_fields: Mapping[str, object] | None = None,
    ) -> Decorator: ...
    def retry(
        self,
        strategy: RetryPolicy | str,
        max_retry_count: str | int = "",
        delay_interval: Interval | None = None,
        minimum_interval: Interval | None = None,
        maximum_interval: Interval | None = None,
        setting_extra_fields: Mapping[str, object] | None = None,
    ) -> Decorator:
        """Lets the host try a failed invocation again.

        https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retries

        Args:
            strategy: a `FixedDelay` or `ExponentialBackoff`; or, as azure.functions spells it, ``fixed_delay`` or
                ``exponential_backoff`` with the arguments below.
            max_retry_count: how often to try again; ``-1`` for ever.
            delay_interval: ``hh:mm:ss`` or timedelta between tries of a fixed delay.
            minimum_interval: shortest wait of an exponential back-off.
            maximum_interval: longest wait of an exponential back-off.
            setting_extra_fields: taken for compatibility with azure.functions, where nothing reads it either.
        """
        where = caller()
        policy = (
            read_policy(strategy, max_retry_count, delay_interval, minimum_interval, maximum_interval)
            if isinstance(strategy, str)
            else strategy
        )

        def apply(draft: Draft) -> None:
            if isinstance(policy, Fault):
                draft.faults.append((policy, where))
            elif draft.retry is None:
                draft.retry = policy

        return SettingDecorator(self._registry, "@retry(...)", apply)

    def mcp_tool(self, metadata: str | None = None, use_result_schema: bool | None = False) -> Decorator:
        """Offers the function as a tool of the app's MCP server; the tool's arguments are the function's parameters.

        The tool has the function's name and its docstring as description. Parameters that another decorator binds,
        a `Context`, and an `MCPToolContext`, which takes the whole call, are no arguments of the tool.

        https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-tool-trigger

        Args:
            metadata: the tool's ``_meta`` as JSON text.
            use_result_schema: answer with structured content. It is so by itself where the function is annotated to
                return a class that `mcp_content` marks, or content of the MCP SDK.
        """
        from azfunc.bindings.mcp_tool import SignatureTool

        where = caller()
        trigger = SignatureTool(metadata=metadata, use_result_schema=use_result_schema)

        def apply(draft: Draft) -> None:
            draft.bindings.append((trigger, where))

        return SettingDecorator(self._registry, "@mcp_tool(...)", apply)

    def mcp_tool_property(
        self,
        arg_name: str,
        description: str | None = None,
        property_type: "McpPropertyTypeLike | None" = None,
        is_required: bool | None = True,
        as_array: bool | None = False,
    ) -> Decorator:
        """Says more about one argument of an ``mcp_tool`` than its parameter does.

        https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-tool-trigger

        Args:
            arg_name: the parameter.
            description: what the argument means, for clients and models.
            property_type: its JSON type; None for what the annotation says.
            is_required: whether clients must send it; None for what the annotation and the default value say.
            as_array: whether it is a list; None for what the annotation says.
        """
        from azfunc.bindings.mcp_tool import ToolProperty

        where = caller()
        said = ToolProperty(arg_name, description, property_type, is_required, as_array)

        def apply(draft: Draft) -> None:
            draft.properties = {**draft.properties, arg_name: said}
            draft.faults += [(fault, where) for fault in said.faults()]

        return SettingDecorator(self._registry, "@mcp_tool_property(...)", apply)

    def register_functions(
        self, function_container: "Blueprint", *, route_prefix: str = "", name_prefix: str = ""
    ) -> None:
        """Takes over the functions of a blueprint, those that are added to it later included.

        Args:
            function_container: the blueprint.
            route_prefix: put before the routes of its HTTP functions, parted by a slash.
            name_prefix: put before the names of its functions, as it is.

        Raises:
            RegistrationError: it is no `Blueprint`, or contains this one.
            LateRegistrationError: the app has been read already.
        """
        where = caller()
        self._registry.check_open("register_functions(...)", where)
        if not isinstance(function_container, Blueprint):
            raise RegistrationError(
                f"register_functions(...) at {where} got a {type(function_container).__name__}, where a Blueprint is "
                "expected. An app cannot be registered with another: make it a Blueprint."
            )
        if function_container._registry.holds(self._registry):
            raise RegistrationError(f"register_functions(...) at {where} would make a blueprint contain itself.")
        self._registry.add_child(function_container._registry, Prefix(route_prefix.strip("/"), name_prefix))

    register_blueprint = register_functions


class Blueprint(Decorators):
    """Functions that are declared in a module of their own and registered with an app later.

    ::

        bp = Blueprint()

        @bp.route("menu")
        def menu(req: HttpRequest) -> HttpResponse: ...

        app.register_functions(bp, route_prefix="v1")
    """


class Index(NamedTuple):
    """What an app holds: its good functions, and all faults of the others."""

    functions: Mapping[str, Function]
    faults: Sequence[DefinitionError]
    tolerated: Sequence[DefinitionError] = ()
    """What is wrong with good functions; hosts take them all the same."""
    faulty: Mapping[str, Function] = MappingProxyType({})
    """Functions with faults that could be made all the same, for rules that look further."""
    declared: "Mapping[str, Sequence[Binding]]" = MappingProxyType({})
    """The bindings of functions with faults, as far as they can be told: the trigger first, some without a name."""


class FunctionApp(Decorators):
    """All functions of a project; ``function_app.py`` holds exactly one.

    Args:
        http_auth_level: the key that callers of HTTP functions need where a route does not say; with None hosts
            decide, who take ``function``.
    """

    def __init__(self, http_auth_level: AuthLevelLike | None = AuthLevel.FUNCTION) -> None:
        super().__init__()
        self._where = caller()
        self._auth_level = AuthLevel.parse(http_auth_level)
        self._given_auth_level = http_auth_level
        self._index: Index | None = None
        self._api_info: ApiInfo | None = None
        if "azure.functions" in sys.modules:
            from azfunc.official import make_visible

            make_visible(type(self), sys.modules["azure.functions"])

    @property
    def auth_level(self) -> AuthLevel:
        """The key that callers of HTTP functions need where a route does not say."""
        return self._auth_level or AuthLevel.FUNCTION

    def enable_telemetry(self, tracer_provider: "TracerProviderLike | None" = None) -> None:
        """Makes an OpenTelemetry span of each invocation of this app; needs the extra ``otel``.

        The span is a child of the host's, tells what started the invocation, is linked with the senders of its
        messages, and is current for all that the handler does. Exporting is left to the provider.

        https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/

        Args:
            tracer_provider: makes the spans; the global one if left out, also one that is set later.

        Raises:
            RegistrationError: it has been enabled already.
            AzfuncError: OpenTelemetry is not installed.
        """
        self._registry.check_open("enable_telemetry(...)", caller())
        if self._registry.level.observers:
            raise RegistrationError(
                "enable_telemetry(...) is called twice, which would make two spans of each invocation. Call it once, "
                "with the provider that shall make them."
            )
        from azfunc.telemetry import Telemetry  # not every app has OpenTelemetry

        self._registry.level.observers.append(layer_of(Telemetry(tracer_provider)))

    def add_openapi(
        self,
        route: str = "openapi.json",
        *,
        ui: str | None = "docs",
        title: str = "API",
        version: str = "1.0.0",
        description: str | None = None,
        servers: Sequence[str] = (),
        auth_level: AuthLevelLike | None = None,
    ) -> None:
        """Serves the OpenAPI document of this app, and a page that shows it.

        Both are functions of the app like any other, `openapi_document` and `openapi_page`, so that they run wherever
        the app does. The document is made with the first request; the page loads nothing from elsewhere. Callers need
        a key for them as for the app's other functions: a document tells strangers how to call the API.

        ``azfunc openapi`` writes the same document, with this title and version, without a host.

        Args:
            route: where the document is, below the route prefix.
            ui: where the page is; None for no page.
            title: the name of the API.
            version: the version of the API.
            description: more about it.
            servers: base URLs, without the route prefix, where the API is not where its document is.
            auth_level: the key that callers of both need; the app's ``http_auth_level`` if left out.

        Raises:
            RegistrationError: it has been called already, or a route has parameters.
        """
        where = caller()
        self._registry.check_open("add_openapi(...)", where)
        if self._api_info is not None:
            raise RegistrationError(
                f"{where}: add_openapi(...) is called twice. Call it once: an app has one document."
            )
        from azfunc.openapi.info import ApiInfo  # not every app has a document
        from azfunc.openapi.serving import Serving

        info = ApiInfo(title=title, version=version, description=description, servers=tuple(servers))
        serving = Serving(lambda: self.functions.values(), info, route=route.strip("/"), ui=ui and ui.strip("/"))
        serving.declare(self, auth_level, where)
        self._api_info = info

    @property
    def api_info(self) -> "ApiInfo | None":
        """What `add_openapi` was told of the API as a whole; None where it was not called."""
        return self._api_info

    @property
    def lifespans(self) -> Sequence[Lifespan]:
        """What `lifespan` has been given, by the app and its blueprints."""
        return [lifespan for level in self._registry.levels() for lifespan in level.lifespans]

    @property
    def root(self) -> "Path":
        """The folder of the file that makes the app, where host.json stands."""
        from pathlib import Path

        return Path(self._where.code.co_filename).resolve().parent

    @property
    def app_script_file(self) -> str:
        """The file that hosts look for, ``function_app.py``."""
        return "function_app.py"

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions by name, in the order of declaration. The first read closes the app.

        Raises:
            AppError: some are declared wrongly; it holds every fault of the app.
        """
        index = self.index()
        if index.faults:
            raise AppError(index.faults)
        return index.functions

    def index(self) -> Index:
        """The good functions and the faults of the others, for tools that go on in spite of faults."""
        if self._index is None:
            self._registry.freeze(f"at {caller()}")
            self._index = self._assemble()
        return self._index

    def get_functions(self) -> "list[OfficialFunction]":
        """The functions as Microsoft's workers take them; see `azfunc.official`.

        Raises:
            AppError: some are declared wrongly; it holds every fault of the app.
        """
        from azfunc.official import official_functions

        return official_functions(self)

    def _assemble(self) -> Index:
        assembled = [assemble(draft, prefix, self._auth_level) for draft, prefix in self._registry.drafts()]
        faults = [*self._own_faults(), *(fault for item in assembled for fault in item.faults)]
        faults += clash_faults(assembled)
        wrong = {fault.function for fault in faults}
        functions = {item.name: item.function for item in assembled if item.function and item.name not in wrong}
        tolerated = tuple(fault for item in assembled for fault in item.tolerated)
        faulty = {item.name: item.faulty for item in assembled if item.faulty and item.name not in functions}
        declared = {item.name: _declared(item) for item in assembled if item.name in wrong} if wrong else {}
        return Index(
            MappingProxyType(functions),
            tuple(faults),
            tolerated,
            MappingProxyType(faulty),
            MappingProxyType(declared),
        )

    def _own_faults(self) -> list[DefinitionError]:
        if self._auth_level is not None or self._given_auth_level is None:
            return []
        fault = Fault(
            "unknown-enum-text",
            "http_auth_level is not one of the values of AuthLevel",
            f"http_auth_level={self._given_auth_level!r}",
            ", ".join(level.text for level in AuthLevel),
            "pass AuthLevel.FUNCTION, AuthLevel.ANONYMOUS or AuthLevel.ADMIN",
        )
        return [DefinitionError(fault, function="<app>", where=self._where.location)]

    def __repr__(self) -> str:
        state = "open" if self._index is None else f"{len(self._index.functions)} functions"
        return f"<azfunc.{type(self).__name__} {state}, {self._where}>"


def _declared(item: Assembled) -> "Sequence[Binding]":
    """The bindings of a function with faults: its own are sound where it only clashes with another one."""
    function = item.function or item.faulty
    return item.declared if function is None else function.bindings

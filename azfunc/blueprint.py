"""`Blueprint`, and the decorators that it shares with apps. They collect; nothing is checked before an app is read."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from azfunc.catalogue import BindingDecorators
from azfunc.declare import Decorator, SettingDecorator, caller
from azfunc.errors import Fault, RegistrationError
from azfunc.function import HttpType
from azfunc.middleware import Lifespan, Middleware, layer_of
from azfunc.registry import Draft, Prefix
from azfunc.retry import Interval, RetryPolicy, read_policy

if TYPE_CHECKING:
    from azfunc.bindings.invalid import InvalidPolicy
    from azfunc.bindings.mcp_payload import McpPropertyTypeLike
    from azfunc.call import Call


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

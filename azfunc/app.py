"""`FunctionApp`: all functions of a project. It checks nothing before it is read, and then everything at once."""

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from azfunc.assemble import Assembled, assemble
from azfunc.bindings.enums import AuthLevel, AuthLevelLike
from azfunc.blueprint import Decorators
from azfunc.clashes import clash_faults
from azfunc.declare import caller
from azfunc.errors import AppError, DefinitionError, Fault, RegistrationError
from azfunc.function import Function
from azfunc.middleware import Lifespan, layer_of

if TYPE_CHECKING:
    from pathlib import Path

    from azfunc.bindings.binding import Binding
    from azfunc.official import OfficialFunction
    from azfunc.openapi.info import ApiInfo
    from azfunc.telemetry import TracerProviderLike


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

"""Middleware and exception handlers: what stands around the handlers of an app, a blueprint or a function.

Middleware is written in one of four ways::

    def timed(call: Call, call_next: CallNext) -> object: ...              # around sync handlers on their thread
    async def timed(call: Call, call_next: AsyncCallNext) -> object: ...   # on the event loop
    def timed(call: Call) -> Generator[None, object, object]: ...          # result = yield
    async def timed(call: Call) -> AsyncGenerator[None, object]: ...       # result = yield

The generator forms run around handlers of both kinds without another thread.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from azfunc.errors import RegistrationError
from azfunc.signature import code_of, read_signature

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from azfunc.call import Call
    from azfunc.injection import Injections


class CallNext(Protocol):
    """Runs what the middleware stands around, and gives its result."""

    def __call__(self, call: "Call", /) -> object: ...


class AsyncCallNext(Protocol):
    """Runs what the middleware stands around, and gives its result."""

    async def __call__(self, call: "Call", /) -> object: ...


FunctionMiddleware: TypeAlias = (
    "Callable[[Call, CallNext], object] | Callable[[Call, AsyncCallNext], Awaitable[object]]"
)
GeneratorMiddleware: TypeAlias = "Callable[[Call], Iterator[object]] | Callable[[Call], AsyncIterator[object]]"

Middleware: TypeAlias = "FunctionMiddleware | GeneratorMiddleware"
"""A middleware in any of its forms."""

ExceptionHandler: TypeAlias = Callable[..., object]
"""Takes the exception and the `Call`, and gives what is sent in the place of the handler's result; sync or async."""

GeneratorLifespan: TypeAlias = "Callable[..., AsyncIterator[object]] | Callable[..., Iterator[object]]"
ManagedLifespan: TypeAlias = "Callable[..., AbstractAsyncContextManager[object] | AbstractContextManager[object]]"

Lifespan: TypeAlias = "GeneratorLifespan | ManagedLifespan"
"""What starts an app and ends it, parted by a ``yield``; it may take the app."""

LayerKind: TypeAlias = Literal["function", "generator", "async function", "async generator"]

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200
"""Flags of code objects, as `inspect` has them."""


class Layer(NamedTuple):
    """One middleware, with the form that it has."""

    middleware: Callable[..., object]
    kind: LayerKind

    @property
    def is_async(self) -> bool:
        """Whether it runs on an event loop alone."""
        return self.kind.startswith("async")


class Level:
    """The middleware and exception handlers of an app or blueprint, as they are added."""

    __slots__ = ("exception_handlers", "layers", "lifespans", "observers")

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.observers: list[Layer] = []
        self.exception_handlers: dict[type[Exception], ExceptionHandler] = {}
        self.lifespans: list[Lifespan] = []


class Around(NamedTuple):
    """What stands around one handler.

    Attributes:
        layers: the middleware, the outermost first.
        exception_handlers: by the class of exception.
        injections: what dependencies and settings fill; None where they fill nothing.
        observers: stand around the whole invocation, reading and exception handlers too; they see its outcome.
    """

    layers: tuple[Layer, ...] = ()
    exception_handlers: Mapping[type[Exception], ExceptionHandler] = {}
    injections: "Injections | None" = None
    observers: tuple[Layer, ...] = ()


def layer_of(middleware: Callable[..., object]) -> Layer:
    """A middleware with its form.

    Raises:
        RegistrationError: it has none of the forms.
    """
    if not callable(middleware) or isinstance(middleware, type):
        raise RegistrationError(f"{middleware!r} is registered as middleware. {_FORMS}")
    kind = _kind_of(middleware)
    asked = [name for name, parameter in read_signature(middleware).parameters.items() if not parameter.has_default]
    if len(asked) != (1 if kind.endswith("generator") else 2):
        raise RegistrationError(f"{read_signature(middleware).text} is registered as middleware. {_FORMS}")
    return Layer(middleware, kind)


_FORMS = (
    "Middleware is a function (call, call_next), async or not, which calls call_next(call) and returns its result; or "
    "a generator function (call), async or not, which yields once, where the handler runs."
)


def _kind_of(middleware: Callable[..., object]) -> LayerKind:
    code = code_of(middleware)
    flags = 0 if code is None else code.co_flags
    if flags & _ASYNC_GENERATOR:
        return "async generator"
    if flags & _COROUTINE:
        return "async function"
    return "generator" if flags & _GENERATOR else "function"

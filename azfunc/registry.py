"""What decorators leave behind until an app is read: one `Draft` for each handler."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from azfunc.bindings.binding import Binding
from azfunc.errors import Fault, LateRegistrationError, Mark, Place, RegistrationError
from azfunc.middleware import Layer, Level
from azfunc.retry import RetryPolicy
from azfunc.signature import Handler, layers, unwrap

if TYPE_CHECKING:
    from azfunc.bindings.mcp_tool import ToolProperty


class Declaration(Protocol):
    """What a decorator adds to a function: a binding, or several."""

    def bindings(self) -> tuple[Binding, ...]:
        """The bindings it adds."""
        ...


_NO_PROPERTIES: "Mapping[str, ToolProperty]" = {}
"""One for all: most functions are no tools, and an object more for each makes a large app slower."""


class Draft:
    """All that decorators said about one handler, in the order in which they ran (the lowest first)."""

    __slots__ = (
        "bindings",
        "faults",
        "handler",
        "http_type",
        "is_taken",
        "is_written",
        "layers",
        "name",
        "on_invalid",
        "properties",
        "retry",
    )

    def __init__(self, handler: Handler) -> None:
        self.handler: Handler = handler
        self.bindings: list[tuple[Binding, Place]] = []
        self.faults: list[tuple[Fault, Place]] = []
        self.name: str | None = None
        self.retry: RetryPolicy | None = None
        self.http_type: str = "function"
        self.properties: Mapping[str, ToolProperty] = _NO_PROPERTIES
        """What ``mcp_tool_property`` said, by parameter."""
        self.is_taken: bool = False
        """Whether a host has taken it, so that values of its bindings, of which not all may be known, are good."""
        self.is_written: bool = False
        """Whether its bindings stand in a document that hosts read, so that nothing may complete them."""
        self.on_invalid: str = "raise"
        """What becomes of messages that cannot be read."""
        self.layers: tuple[Layer, ...] = ()
        """The function's own middleware, the outermost first."""


class Prefix(NamedTuple):
    """What a registration puts before routes and names of a blueprint's functions, and around their handlers."""

    route: str = ""
    name: str = ""
    levels: "tuple[Level, ...]" = ()
    """The app and the blueprints that the function is in, the outermost first, as far as they have middleware."""

    def inside(self, outer: "Prefix") -> "Prefix":
        """This prefix below another."""
        route = "/".join(part for part in (outer.route, self.route) if part)
        return Prefix(route, outer.name + self.name, outer.levels)

    def around(self, level: "Level") -> "Prefix":
        """This prefix with what an app or blueprint puts around all its functions."""
        if not (level.layers or level.exception_handlers or level.observers):
            return self
        return self._replace(levels=(*self.levels, level))


class Registry:
    """The drafts of an app or blueprint, keyed by handler, and the blueprints registered with it."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._drafts: dict[int, Draft] = {}
        """By the handler's identity, since a handler may have no hash; a draft keeps its handler alive."""
        self._entries: list[Draft | tuple[Registry, Prefix]] = []
        """Drafts and blueprints, in the order in which they came."""
        self._read_by: str | None = None
        self.level: Level = Level()

    def draft(self, handler: Handler) -> Draft:
        """The draft of a handler, or of the function that it wraps; a wrapper becomes the handler.

        Raises:
            RegistrationError: it is no function at all.
        """
        if not callable(handler):
            raise RegistrationError(
                f"A decorator of azfunc was put on a {type(handler).__name__} ({handler!r}), where a function is "
                "expected. If a decorator below it returns something else, put azfunc's decorators below that one."
            )
        for layer in layers(handler):
            found = self._drafts.get(id(layer))
            if found is not None:
                found.handler = handler
                self._drafts[id(handler)] = found
                return found
        draft = self._drafts[id(handler)] = Draft(handler)
        self._entries.append(draft)
        return draft

    def add_child(self, child: "Registry", prefix: Prefix) -> None:
        """Registers a blueprint: its drafts are read together with these, whenever they are made."""
        self._entries.append((child, prefix))

    def drafts(self, prefix: Prefix | None = None) -> Iterator[tuple[Draft, Prefix]]:
        """All drafts, those of blueprints included, each once and with its prefix."""
        prefix = (prefix or Prefix()).around(self.level)
        for entry in self._entries:
            if isinstance(entry, Draft):
                yield entry, prefix
            else:
                child, inner = entry
                yield from child.drafts(inner.inside(prefix))

    def levels(self) -> Iterator[Level]:
        """The level of this registry, and those of the blueprints in it."""
        yield self.level
        for child in self._children():
            yield from child.levels()

    def holds(self, other: "Registry") -> bool:
        """Whether the other registry is this one or below it."""
        return other is self or any(child.holds(other) for child in self._children())

    def _children(self) -> "Iterator[Registry]":
        return (entry[0] for entry in self._entries if not isinstance(entry, Draft))

    def freeze(self, reader: str) -> None:
        """Refuses declarations from now on; ``reader`` is named in the refusal."""
        if self._read_by is None:
            self._read_by = reader
        for child in self._children():
            child.freeze(reader)

    def check_open(self, action: str, where: Mark) -> None:
        """Refuses an action once the registry has been read.

        Raises:
            LateRegistrationError: it has.
        """
        if self._read_by is not None:
            raise LateRegistrationError(
                f"{where}: {action} came too late: the functions of this {self._owner} have been read already "
                f"({self._read_by}), so the addition would be lost. Move it above that place; most often it belongs "
                "to the top level of the module that makes the app."
            )


def outermost(draft: Draft) -> Handler:
    """The handler as its module knows it: with the user's decorators that stand above ours."""
    handler = draft.handler
    inner = unwrap(handler)
    module: Mapping[str, object] = getattr(inner, "__globals__", {})
    known = module.get(getattr(inner, "__name__", ""))
    if known is handler or not callable(known):
        return handler
    return known if any(layer is handler for layer in layers(known)) else handler

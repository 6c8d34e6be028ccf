"""`Function`: one registered function, with all that was said about it resolved."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.names import pattern_of
from azfunc.bindings.record import binding_class
from azfunc.errors import Fault, Location
from azfunc.middleware import Around
from azfunc.plan import Plan
from azfunc.retry import RetryPolicy
from azfunc.signature import Handler, Signature

_NAME = r"[A-Za-z][A-Za-z0-9_-]{0,127}\Z"

HttpType: TypeAlias = Literal["function", "asgi", "wsgi"]
"""Whether a function serves requests itself or hands them to an ASGI or WSGI app."""


@binding_class
class Function:
    """One registered function.

    Attributes:
        name: its name in the host, unique in the app.
        handler: the user's function, with the decorators above it that the user wrote.
        bindings: trigger, then inputs and outputs as they stand in source; every name is set.
        signature: the handler's parameters.
        retry: its retry policy, if it has one.
        http_type: ``asgi`` or ``wsgi`` where the handler stands for a whole web app.
        where: file and line of the handler.
        plan: how an invocation of it runs.
        around: its middleware, exception handlers and dependencies; None where it has none of them.
    """

    name: str
    handler: Handler
    bindings: tuple[Binding, ...]
    signature: Signature
    retry: RetryPolicy | None
    http_type: str
    where: Location
    plan: Plan
    around: Around | None = None

    @property
    def trigger(self) -> Trigger:
        """What starts it."""
        trigger = self.bindings[0]
        assert isinstance(trigger, Trigger)
        return trigger

    @property
    def is_plain(self) -> bool:
        """Whether nothing stands around its handler: no middleware, no dependency, no rule for what cannot be read."""
        return self.around is None and self.plan.unreadable is None and self.plan.settler is None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The input bindings, without the trigger."""
        return tuple(binding for binding in self.bindings if isinstance(binding, Input))

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The output bindings, that of the return value included."""
        return tuple(binding for binding in self.bindings if isinstance(binding, Output))

    def binding(self, arg_name: str) -> Binding | None:
        """The binding of a parameter, or of ``$return``."""
        return next((binding for binding in self.bindings if binding.arg_name == arg_name), None)

    def to_documents(self) -> list[Mapping[str, JsonValue]]:
        """The bindings as function.json holds them, the trigger first."""
        return [binding.to_document() for binding in self.bindings]


def name_fault(name: object) -> Fault | None:
    """A fault if hosts refuse a function of that name."""
    if isinstance(name, str) and pattern_of(_NAME).match(name) and name.lower() != "host":
        return None
    return Fault(
        "bad-function-name",
        "hosts refuse its name",
        f"name {name!r}",
        "1 to 128 letters, digits, hyphens and underscores, beginning with a letter, and not 'host'",
        "give it another name with @app.function_name('...')",
    )

"""Triggers that read what they are from the handler's signature, and whose value fills several parameters."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from azfunc.bindings.base import Decoder, Encoder, Trigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import Fault

if TYPE_CHECKING:
    from typing import Protocol

    from azfunc.bindings.mcp_tool import ToolProperty

    class Asked(Protocol):
        """A parameter that the trigger has to fill."""

        @property
        def name(self) -> str: ...
        @property
        def shape(self) -> Shape: ...
        @property
        def has_default(self) -> bool: ...


@binding_class
class Handled:
    """What a trigger reads of the handler that it stands on.

    Attributes:
        name: the handler's name in source.
        doc: its docstring; empty where it has none.
        asked: the parameters that no other binding fills.
        returns: what it returns; None where it is annotated to return nothing.
        taken: names that the trigger cannot have.
        properties: what ``mcp_tool_property`` says, by parameter.
    """

    name: str
    doc: str
    asked: "Sequence[Asked]"
    returns: Shape | None
    taken: Collection[str]
    properties: "Mapping[str, ToolProperty]"


@binding_class
class Spread:
    """What a trigger has become on its handler.

    Attributes:
        trigger: the trigger as function.json holds it, named.
        asked: the parameters that it fills.
        decode: gives their arguments as a dict.
        returns: takes the return value, which may be None.
        faults: what is wrong with the parameters.
        warnings: what works, but probably not as meant.
    """

    trigger: Trigger
    asked: "Sequence[Asked]"
    decode: Decoder
    returns: Encoder
    faults: Sequence[Fault]
    warnings: Sequence[str]


class SpreadTrigger(Trigger):
    """A trigger that is complete only with the handler's signature."""

    def spread(self, handled: Handled) -> Spread:
        """The trigger for a handler, and how its value becomes the handler's arguments."""
        raise NotImplementedError

"""Triggers that read what they are from the handler's signature, and whose value fills several parameters."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.kinds import Encoder, Trigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import DecodeError, Fault

if TYPE_CHECKING:
    from typing import Protocol

    from azfunc.bindings.mcp_tool import ToolProperty

    class Asked(Protocol):
        """A parameter that the trigger has to fill: the handler's, or one of a dependency."""

        @property
        def key(self) -> str:
            """Under which the trigger's decoder gives its argument."""
            ...

        @property
        def name(self) -> str: ...
        @property
        def shape(self) -> Shape: ...
        @property
        def annotation(self) -> object:
            """The annotation as it stands, with `Annotated`."""
            ...

        @property
        def notes(self) -> tuple[object, ...]:
            """What its `Annotated` says beside the type."""
            ...

        @property
        def has_default(self) -> bool: ...


@binding_class
class Handled:
    """What a trigger reads of the handler that it stands on.

    Attributes:
        name: the handler's name in source.
        doc: its docstring; empty where it has none.
        handler: the handler itself.
        asked: the parameters that no other binding fills.
        returns: what it returns; None where it is annotated to return nothing.
        return_annotation: the annotation of that as it stands.
        taken: names that the trigger cannot have.
        properties: what ``mcp_tool_property`` says, by parameter.
    """

    name: str
    doc: str
    handler: Callable[..., object]
    asked: "Sequence[Asked]"
    returns: Shape | None
    return_annotation: object
    taken: Collection[str]
    properties: "Mapping[str, ToolProperty]"


@binding_class
class Spread:
    """What a trigger has become on its handler.

    Attributes:
        trigger: the trigger as function.json holds it, named.
        asked: the parameters that it fills.
        decode: gives their arguments as a dict.
        returns: takes the return value, which may be None; None where an output of its own takes it.
        faults: what is wrong with the parameters.
        warnings: what works, but probably not as meant.
        unreadable: makes the return value that stands for the handler's where the arguments could not be decoded;
            None where the invocation fails then.
    """

    trigger: Trigger
    asked: "Sequence[Asked]"
    decode: Decoder
    returns: Encoder | None
    faults: Sequence[Fault]
    warnings: Sequence[str]
    unreadable: Callable[[DecodeError], Datum] | None = None


class SpreadTrigger(Trigger):
    """A trigger that is complete only with the handler's signature."""

    may_fill_several: ClassVar[bool] = True
    needs_signature: ClassVar[bool] = True

    def fills_several(self, asked: "Sequence[Asked]") -> bool:
        return True

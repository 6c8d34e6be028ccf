"""`Plan`: how one invocation runs, compiled once per function so that an invocation does no reflection."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, cast

from azfunc.bindings.context import Context
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.kinds import Encoder
from azfunc.bindings.out import Out
from azfunc.errors import DecodeError, EncodeError, InvocationError
from azfunc.signature import Handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.settlement import Settlement, Settler

RETURN = "$return"
"""Name of the binding that takes the handler's return value."""


class Outcome(NamedTuple):
    """What an invocation gives back: a datum for each output that was set, and the return value's."""

    return_value: Datum
    outputs: Mapping[str, Datum]
    settlements: "Sequence[Settlement]" = ()
    """What the transport does with the messages, beyond what success or failure means."""


class Plan(NamedTuple):
    """One function's way from data to handler and back."""

    name: str
    handler: Handler
    is_async: bool
    trigger: str
    """The parameter of the trigger; only its decoder sees the metadata."""
    decoders: Mapping[str, Decoder]
    contexts: tuple[str, ...]
    """Parameters that take the `Context`."""
    outs: Mapping[str, Encoder]
    returns: Encoder | None
    """None where nothing takes a return value."""
    unreadable: Callable[[DecodeError, Mapping[str, Datum], Metadata], Outcome] | None = None
    """What comes of an invocation whose arguments cannot be decoded; None where it fails."""
    settler: "Settler | None" = None
    """Decides what becomes of the messages; None where the host alone does."""

    def decode(self, inputs: Mapping[str, Datum], metadata: Metadata) -> dict[str, object]:
        """The handler's input arguments.

        Raises:
            DecodeError: a value does not fit its parameter; the message names both.
        """
        return {name: self.argument(name, inputs.get(name, NOTHING), metadata) for name in self.decoders}

    def argument(self, name: str, datum: Datum, metadata: Metadata) -> object:
        """One input argument.

        Raises:
            DecodeError: the value does not fit the parameter; the message names both.
        """
        try:
            return self.decoders[name](datum, metadata if name == self.trigger else _NO_METADATA)
        except DecodeError as error:
            raise DecodeError(f"Parameter '{name}' of function '{self.name}': {error}") from error

    def add_context(self, arguments: dict[str, object], context: Context) -> dict[str, Out[object]]:
        """Adds contexts and fresh outputs to the arguments; returns the outputs."""
        for name in self.contexts:
            arguments[name] = context
        outs: dict[str, Out[object]] = {}
        for name in self.outs:
            arguments[name] = outs[name] = Out()
        return outs

    def encode(self, result: object, outs: Mapping[str, Out[object]]) -> Outcome:
        """What is sent for the handler's return value and outputs.

        Raises:
            EncodeError: a value does not fit its binding; the message names both.
            InvocationError: a value was returned that nothing takes.
        """
        outputs = self.encode_outs(outs)
        return Outcome(self.encode_return(result), outputs)

    def encode_outs(self, outs: Mapping[str, Out[object]]) -> dict[str, Datum]:
        """What is sent for the outputs that were set; raises as `encode`."""
        outputs: dict[str, Datum] = {}
        for name, out in outs.items():
            value = out.get()
            if value is not None:
                outputs[name] = self._encoded(name, self.outs[name], value)
        return outputs

    def encode_return(self, result: object) -> Datum:
        """What is sent for the handler's return value; raises as `encode`."""
        if self.returns is not None:
            return self._encoded(RETURN, self.returns, result)
        if result is not None:
            raise InvocationError(
                f"Function '{self.name}' returned a {type(result).__name__}, but no output is bound to its return "
                f"value. Add an output with arg_name='{RETURN}', or return None."
            )
        return NOTHING

    def _encoded(self, name: str, encoder: Encoder, value: object) -> Datum:
        try:
            return encoder(value)
        except EncodeError as error:
            place = "The return value" if name == RETURN else f"Output '{name}'"
            raise EncodeError(f"{place} of function '{self.name}': {error}") from error

    def call(self, arguments: Mapping[str, object]) -> object:
        """Runs a sync handler.

        Raises:
            InvocationError: it returned an awaitable, so it is no sync handler after all.
        """
        result = self.handler(**arguments)
        if hasattr(result, "__await__"):
            close: Callable[[], None] | None = getattr(result, "close", None)
            if close is not None:
                close()
            raise InvocationError(
                f"Function '{self.name}' is not async, but returned an awaitable, which nobody would wait for. If a "
                "decorator of yours stands above an async function, let it use functools.wraps or make it async."
            )
        return result

    async def call_async(self, arguments: Mapping[str, object]) -> object:
        """Runs an async handler, also one below a sync decorator."""
        result = self.handler(**arguments)
        return await cast("Awaitable[object]", result) if hasattr(result, "__await__") else result


class SpreadPlan(Plan):
    """The way of a function whose trigger fills several parameters: its decoder gives a dict of arguments."""

    __slots__ = ()

    def decode(self, inputs: Mapping[str, Datum], metadata: Metadata) -> dict[str, object]:
        return self.spread(super().decode(inputs, metadata))

    def spread(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """The handler's arguments: those that the trigger gives in the place of its own."""
        spread = dict(arguments)
        spread.update(cast("Mapping[str, object]", spread.pop(self.trigger)))
        return spread

    def argument(self, name: str, datum: Datum, metadata: Metadata) -> object:
        if name != self.trigger:
            return super().argument(name, datum, metadata)
        try:
            return self.decoders[name](datum, metadata)
        except DecodeError as error:
            if type(error) is not DecodeError:
                raise  # one of its own kind, which exception handlers look for
            raise DecodeError(f"Function '{self.name}': {error}") from error


_NO_METADATA: Metadata = {}

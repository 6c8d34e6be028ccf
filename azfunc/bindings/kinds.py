"""The three kinds of bindings: `Trigger`, `Input` and `Output`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import Datum
from azfunc.bindings.decoding import Reading
from azfunc.bindings.enums import Direction
from azfunc.bindings.instances import Check, checked, value_check
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape, UnsupportedShapeError, encode_value, payload_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked, Handled, Spread

Encoder = Callable[[object], Datum]
"""Makes what is sent of a value that the handler gave; never called with None."""


@binding_class
class Trigger(Reading):
    """What starts a function."""

    direction: ClassVar[Direction] = Direction.IN
    retries: ClassVar[bool] = False
    """Whether the platform supports a retry policy on it."""

    may_fill_several: ClassVar[bool] = False
    """Whether the trigger can fill several parameters of a handler at all."""
    needs_signature: ClassVar[bool] = False
    """Whether it is complete only with the handler's signature; see `azfunc.bindings.spread.SpreadTrigger`."""

    def fills_several(self, asked: "Sequence[Asked]") -> bool:
        """Whether it fills several parameters of a handler, of which these are left for it."""
        return False

    def spread(self, handled: "Handled") -> "Spread":
        """The trigger for a handler, and how its value becomes the arguments; asked where `fills_several` says so."""
        raise NotImplementedError


@binding_class
class Input(Reading):
    """Data that the host reads before the function runs."""

    direction: ClassVar[Direction] = Direction.IN


@binding_class
class Output(Binding):
    """Data that the host writes after the function has run."""

    direction: ClassVar[Direction] = Direction.OUT

    def encode(self, value: object) -> Datum:
        """What is sent for a value that the handler gave; never called with None.

        Raises:
            azfunc.errors.EncodeError: the binding cannot send such a value.
        """
        return encode_value(value)

    def encoder(self, shape: Shape) -> Encoder:
        """Makes what is sent of the values that a parameter or return value of this shape gives.

        Raises:
            azfunc.bindings.values.UnsupportedShapeError: the binding cannot send such a value.
        """
        kind = payload_class(shape.item if shape.is_list else shape.annotation)
        if kind is not None and kind not in self.payloads:
            names = "".join(f"{payload.__name__}, " for payload in self.payloads)
            raise UnsupportedShapeError(f"{names}str, bytes, dict or a model")
        fits = value_check(shape)
        return self.encode if fits is None else partial(self._encode_checked, fits, shape)

    def _encode_checked(self, fits: Check, shape: Shape, value: object) -> Datum:
        return self.encode(checked(value, fits, shape))

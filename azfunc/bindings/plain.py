"""Bindings that azure.functions has no payload class for: their values travel as they are.

There many of them are bound by ``generic_trigger`` and its like: an app takes text, and returns what it likes. Such a
handler goes on working: a parameter without annotation takes the value as it came, and a return value is taken
without a ``$return`` binding. Who annotates a payload class or a model gets one.
"""

from typing import ClassVar, cast, get_args

from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder, Reading
from azfunc.bindings.json_payload import JsonPayload, read_payload
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.values import Shape, UnsupportedShapeError, batch_item, decode_raw, encode_value, payload_class

_INT64 = range(-(2**63), 2**63)


class _PlainReading(Reading):
    """What the triggers and inputs share."""

    implicit_return: ClassVar[bool] = True

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)

    def decoder(self, shape: Shape) -> Decoder:
        if self.is_payload(shape.annotation):
            kind = cast("type[JsonPayload]", shape.annotation)
            return lambda datum, _metadata: read_payload(kind, datum)
        return super().decoder(shape)

    def refuse_foreign(self, annotation: object) -> None:
        if batch_item(annotation) is not None:
            self.batch_decoder(batch_item(annotation))
        item = annotation if payload_class(annotation) else next(iter(get_args(annotation)), annotation)
        if payload_class(item) is not None:
            names = "".join(f"{payload.__name__}, " for payload in self.payloads)
            raise UnsupportedShapeError(f"{names}str, bytes, dict or a model")


class PlainTrigger(_PlainReading, Trigger):
    """A trigger whose value a handler takes as it came, or as what its JSON holds."""


class PlainInput(_PlainReading, Input):
    """An input whose value a handler takes as it came, or as what its JSON holds."""


class PlainOutput(Output):
    """An output that sends text and bytes as they are, numbers as such, and everything else as JSON."""

    implicit_return: ClassVar[bool] = True

    def encode(self, value: object) -> Datum:
        if isinstance(value, float):
            return Datum("double", value)
        if isinstance(value, int) and not isinstance(value, bool) and value in _INT64:
            return Datum("int", value)
        return encode_value(value)

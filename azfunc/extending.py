"""All that a package needs to add bindings of its own: for extensions of the host that azfunc does not know.

A binding is a class; its fields are the properties in function.json. From it come the decorator with its typed
signature, the JSON, the checks of the values, and (where it says so) how values travel::

    from typing import ClassVar

    from azfunc import FunctionApp
    from azfunc.extending import Trigger, binding, binding_class


    @binding_class
    class MqttTrigger(Trigger):
        # what it does, for help() and the editor

        type: ClassVar[str] = "mqttTrigger"

        arg_name: str | None = None
        topic: str
        connection: str


    class MqttApp(FunctionApp):
        mqtt_trigger = binding(lambda: MqttTrigger)

- `Trigger`, `Input`, `Output`: what a class derives from; `binding_class` decorates it, `field` says more of a field.
- `Trigger.decode`, `Input.decode`, `Output.encode`: the codec, between `Datum` (what travels between host and worker)
  and the handler's values; `Payload` is the base of payload classes.
- `BindingEnum`: texts that a property takes. `Fault`: what `Binding.rules` yields for values that cannot work.
- `binding`: makes the decorator, in a class that derives from `azfunc.FunctionApp` or `azfunc.Blueprint`, or in one
  that is mixed into both.
- `binding_from_document`: reads an entry of function.json.

The entry point group ``azfunc.bindings`` tells function.json files and the generic decorators of the class, by its
type. ``docs/extending.md`` shows a whole package.
"""

from azfunc.bindings.binding import Binding, PayloadTypes
from azfunc.bindings.datum import NOTHING, Datum, JsonValue, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.enums import BindingEnum, Cardinality, CardinalityLike, DataType, DataTypeLike
from azfunc.bindings.kinds import Encoder, Input, Output, Trigger
from azfunc.bindings.known import GROUP as ENTRY_POINT_GROUP
from azfunc.bindings.metadata import read_datetime, read_int, read_mapping, read_text
from azfunc.bindings.reading import binding_from_document
from azfunc.bindings.record import binding_class, field
from azfunc.bindings.values import Payload, Shape, UnsupportedShapeError, dump_json, encode_value
from azfunc.declare import Decorator, binding
from azfunc.errors import DecodeError, EncodeError, Fault

__all__ = (
    "ENTRY_POINT_GROUP",
    "NOTHING",
    "Binding",
    "BindingEnum",
    "Cardinality",
    "CardinalityLike",
    "DataType",
    "DataTypeLike",
    "Datum",
    "DecodeError",
    "Decoder",
    "Decorator",
    "EncodeError",
    "Encoder",
    "Fault",
    "Input",
    "JsonValue",
    "Metadata",
    "Output",
    "Payload",
    "PayloadTypes",
    "Shape",
    "Trigger",
    "UnsupportedShapeError",
    "binding",
    "binding_class",
    "binding_from_document",
    "dump_json",
    "encode_value",
    "field",
    "read_datetime",
    "read_int",
    "read_mapping",
    "read_text",
)

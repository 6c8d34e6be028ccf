"""Bindings of other packages: a class of one's own gives a decorator with its whole signature."""

from collections.abc import Iterator
from typing import ClassVar, Literal, assert_type

from azfunc import Blueprint, FunctionApp, Out
from azfunc.extending import (
    Binding,
    BindingEnum,
    DataType,
    DataTypeLike,
    Datum,
    Fault,
    Input,
    JsonValue,
    Metadata,
    Output,
    Payload,
    PayloadTypes,
    Trigger,
    binding,
    binding_class,
    binding_from_document,
    encode_value,
    field,
    read_int,
    read_text,
)


class Quality(BindingEnum):
    """How surely a message arrives."""

    AT_MOST_ONCE = "atMostOnce"
    AT_LEAST_ONCE = "atLeastOnce"


class MqttMessage(Payload):
    """A message."""

    def __init__(self, body: bytes, topic: str | None, quality: int | None) -> None:
        self.body = body
        self.topic = topic
        self.quality = quality

    def to_dict(self) -> JsonValue:
        return {"body": self.body.decode(), "topic": self.topic}


@binding_class
class MqttTrigger(Trigger):
    """Runs the function for each message."""

    type: ClassVar[str] = "mqttTrigger"
    payloads: ClassVar[PayloadTypes] = (MqttMessage,)

    arg_name: str | None = None
    topic: str
    quality: Quality | Literal["atMostOnce", "atLeastOnce"] | None = field(default=None, json_name="qos")
    data_type: DataTypeLike | None = None

    def decode(self, datum: Datum, metadata: Metadata) -> MqttMessage:
        return MqttMessage(datum.data(), read_text(metadata, "Topic"), read_int(metadata, "Qos"))

    def rules(self) -> Iterator[Fault]:
        if not self.topic:
            yield Fault("no-topic", "its topic is empty", repr(self.topic), "a topic", "name one")


@binding_class
class MqttInput(Input):
    """Reads the message that a topic retains."""

    type: ClassVar[str] = "mqtt"

    arg_name: str | None = None
    topic: str


@binding_class
class MqttOutput(Output):
    """Publishes messages."""

    type: ClassVar[str] = "mqtt"

    arg_name: str | None = None
    topic: str
    retain: bool = False

    def encode(self, value: object) -> Datum:
        return encode_value(value.body if isinstance(value, MqttMessage) else value)


class MqttDecorators:
    """The decorators, for apps and blueprints."""

    mqtt_trigger = binding(lambda: MqttTrigger)
    mqtt_input = binding(lambda: MqttInput)
    mqtt_output = binding(lambda: MqttOutput)


class MqttApp(MqttDecorators, FunctionApp):
    """An app with them."""


class MqttBlueprint(MqttDecorators, Blueprint):
    """A blueprint with them."""


app = MqttApp()
bp = MqttBlueprint()


@app.mqtt_trigger(topic="orders", quality=Quality.AT_LEAST_ONCE, data_type=DataType.BINARY)
@app.mqtt_input(arg_name="last", topic="last")
@app.mqtt_output(arg_name="copy", topic="copies", retain=True)
def cook(msg: MqttMessage, last: str, copy: Out[MqttMessage]) -> int:
    assert_type(msg.body, bytes)
    assert_type(msg.to_json(), str)
    copy.set(msg)
    return len(last)


@bp.mqtt_trigger(arg_name="msg", topic="orders", quality="atMostOnce")
async def serve(msg: str) -> bool:
    return bool(msg)


assert_type(MqttTrigger(topic="t").topic, str)
assert_type(MqttTrigger(topic="t").to_document(), dict[str, JsonValue])
assert_type(binding_from_document({"type": "mqttTrigger", "name": "m"}), Binding)
assert_type(cook(MqttMessage(b"", None, None), "", Out()), int)

app.mqtt_trigger()  # E: call-arg | reportCallIssue
app.mqtt_trigger(topic=5)  # E: arg-type | reportArgumentType
app.mqtt_trigger(topic="t", quality="perhaps")  # E: arg-type | reportArgumentType
app.mqtt_trigger(topic="t", broker="b")  # E: call-arg | reportCallIssue
bp.mqtt_output(topic="t", retain="yes")  # E: arg-type | reportArgumentType
MqttTrigger("t")  # E: call-arg | reportCallIssue

"""Bindings of a package that azfunc does not know: what docs/extending.md shows, installed."""

from collections.abc import Iterator
from typing import ClassVar

from azfunc import Blueprint, FunctionApp
from azfunc.extending import (
    BindingEnum,
    Datum,
    EncodeError,
    Fault,
    JsonValue,
    Metadata,
    Output,
    Payload,
    PayloadTypes,
    Trigger,
    binding,
    binding_class,
    encode_value,
    field,
    read_int,
    read_text,
)

NOT_A_CLASS = "text"


class Quality(BindingEnum):
    """How surely a message arrives."""

    AT_MOST_ONCE = "atMostOnce"
    AT_LEAST_ONCE = "atLeastOnce"


class MqttMessage(Payload):
    """A message of an MQTT topic."""

    def __init__(self, body: bytes, *, topic: str | None = None, quality: int | None = None) -> None:
        self.body = body
        self.topic = topic
        self.quality = quality

    def to_dict(self) -> JsonValue:
        """Body and topic."""
        return {"body": self.body.decode(), "topic": self.topic}


@binding_class
class MqttTrigger(Trigger):
    """Runs the function for each message of an MQTT topic."""

    type: ClassVar[str] = "mqttTrigger"
    payloads: ClassVar[PayloadTypes] = (MqttMessage,)
    connection_fields: ClassVar[tuple[str, ...]] = ("broker",)

    arg_name: str | None = None
    topic: str
    broker: str
    quality: Quality | str | None = field(default=None, json_name="qos")

    def target(self) -> str:
        """The topic."""
        return self.topic

    def decode(self, datum: Datum, metadata: Metadata) -> MqttMessage:
        """The message."""
        return MqttMessage(datum.data(), topic=read_text(metadata, "Topic"), quality=read_int(metadata, "Qos"))

    def rules(self) -> Iterator[Fault]:
        """A topic with a wildcard inside of a level subscribes to nothing."""
        if isinstance(self.topic, str) and "#" in self.topic.removesuffix("#"):
            yield Fault(
                "bad-mqtt-topic",
                "its topic has # before its end",
                f"topic={self.topic!r}",
                "# at the end alone",
                "drop what follows",
            )


@binding_class
class MqttOutput(Output):
    """Publishes messages to an MQTT topic."""

    type: ClassVar[str] = "mqtt"
    payloads: ClassVar[PayloadTypes] = (MqttMessage,)

    arg_name: str | None = None
    topic: str
    broker: str

    def encode(self, value: object) -> Datum:
        """A message as its body, everything else as it is."""
        if isinstance(value, MqttMessage):
            return Datum("bytes", value.body)
        if isinstance(value, float):
            raise EncodeError("A float is no message of MQTT. Send text or bytes.")
        return encode_value(value)


class MqttDecorators:
    """The decorators, for apps and blueprints."""

    mqtt_trigger = binding(lambda: MqttTrigger)
    mqtt_output = binding(lambda: MqttOutput)


class MqttApp(MqttDecorators, FunctionApp):
    """An app with them."""


class MqttBlueprint(MqttDecorators, Blueprint):
    """A blueprint with them."""

"""As ``azure.functions.kafka``: events of Kafka, and their converters."""

from collections.abc import Mapping
from typing import cast

from azfunc.bindings.converters import ConverterDatum, InConverter, OutConverter
from azfunc.bindings.datum import Datum, Kind
from azfunc.bindings.kafka import KafkaOutput, KafkaTrigger
from azfunc.bindings.kafka_payload import KafkaEvent

__all__ = ("KafkaConverter", "KafkaEvent", "KafkaTriggerConverter")


class KafkaConverter(InConverter, OutConverter):
    """Reads and writes messages of Kafka, for packages that call converters themselves."""

    @classmethod
    def check_input_type_annotation(cls, pytype: type[object]) -> bool:
        """Whether a parameter may be annotated with this class."""
        return issubclass(pytype, KafkaEvent)

    @classmethod
    def decode(cls, data: ConverterDatum, *, trigger_metadata: Mapping[str, ConverterDatum] | None) -> KafkaEvent:
        """The event of one message.

        Raises:
            azfunc.errors.DecodeError: the value is no message of Kafka.
        """
        told = {name: _datum(value) for name, value in (trigger_metadata or {}).items()}
        return KafkaTrigger(topic="", broker_list="").decode(_datum(data), told)

    @classmethod
    def check_output_type_annotation(cls, pytype: type[object]) -> bool:
        """Whether a return value may be annotated with this class."""
        return issubclass(pytype, (KafkaEvent, str, bytes))

    @classmethod
    def encode(cls, obj: object, *, expected_type: type[object] | None) -> ConverterDatum:  # noqa: ARG003
        """What is sent for a value.

        Raises:
            azfunc.errors.EncodeError: the value cannot be sent.
        """
        made = KafkaOutput(topic="", broker_list="").encode(obj)
        return ConverterDatum(made.value, made.kind)


class KafkaTriggerConverter(KafkaConverter, trigger="kafkaTrigger"):
    """The same for the trigger."""


def _datum(given: ConverterDatum) -> Datum:
    return Datum(cast("Kind", given.type or "none"), given.value)

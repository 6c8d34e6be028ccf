"""RabbitMQ: documents, settings, rules of types."""

from azfunc.bindings.binding import SettingName
from azfunc.bindings.rabbitmq import RabbitMQOutput, RabbitMQTrigger


def test_documents() -> None:
    """Every property is written by its name of function.json; what is left out is not."""
    trigger = RabbitMQTrigger(
        arg_name="m",
        queue_name="q",
        connection_string_setting="Rabbit",
        disable_certificate_validation=True,
        manual_ack=False,
        data_type="binary",
    )
    assert trigger.to_document() == {
        "type": "rabbitMQTrigger",
        "direction": "in",
        "name": "m",
        "queueName": "q",
        "connectionStringSetting": "Rabbit",
        "disableCertificateValidation": True,
        "manualAck": False,
        "dataType": "binary",
    }
    output = RabbitMQOutput(arg_name="$return", queue_name="q", connection_string_setting="Rabbit")
    assert output.to_document() == {
        "type": "rabbitMQ",
        "direction": "out",
        "name": "$return",
        "queueName": "q",
        "connectionStringSetting": "Rabbit",
    }
    assert trigger.target() == output.target() == "q"


def test_settings() -> None:
    """The address stands in one app setting: identity-based prefixes are unknown to RabbitMQ."""
    output = RabbitMQOutput(queue_name="q", connection_string_setting="Rabbit")
    assert list(output.settings()) == [SettingName("connection_string_setting", "Rabbit", False)]


def test_wrong_types() -> None:
    """A flag that is no bool is a fault."""
    trigger = RabbitMQTrigger(queue_name="q", connection_string_setting="Rabbit").with_fields(manual_ack="yes")
    assert [fault.rule for fault in trigger.faults()] == ["wrong-argument-type"]

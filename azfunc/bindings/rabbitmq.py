"""RabbitMQ: trigger and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-rabbitmq.
"""

from typing import ClassVar

from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.plain import PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


@binding_class
class RabbitMQTrigger(PlainTrigger):
    """Runs the function for each message of a RabbitMQ queue.

    The handler gets the body: ``str``, ``bytes``, a dict or a model as it is annotated. Runs on Premium and
    Dedicated plans.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-rabbitmq-trigger

    Args:
        arg_name: the handler's parameter that takes the message; may be left out where only one can be meant.
        queue_name: the queue; ``%SETTING%`` is allowed.
        connection_string_setting: the app setting with the ``amqp://`` or ``amqps://`` address.
        disable_certificate_validation: whether the TLS certificate goes unchecked; false if left out. Not for
            production.
        manual_ack: whether the function itself acknowledges messages; false if left out. Needs a new extension.
        data_type: how the host hands the message over: text or bytes.
    """

    type: ClassVar[str] = "rabbitMQTrigger"
    setting_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    queue_name: str
    connection_string_setting: str
    disable_certificate_validation: bool | None = None
    manual_ack: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.queue_name


@binding_class
class RabbitMQOutput(PlainOutput):
    """Sends messages to a RabbitMQ queue: text, bytes, or the JSON of a dict or model.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-rabbitmq-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        queue_name: the queue; ``%SETTING%`` and ``{token}`` are allowed.
        connection_string_setting: the app setting with the ``amqp://`` or ``amqps://`` address.
        disable_certificate_validation: whether the TLS certificate goes unchecked; false if left out. Not for
            production.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "rabbitMQ"
    setting_fields: ClassVar[tuple[str, ...]] = ("connection_string_setting",)

    arg_name: str | None = None
    queue_name: str
    connection_string_setting: str
    disable_certificate_validation: bool | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.queue_name

"""Connectors: trigger. In preview, and the extension's properties still change.

Follows the connector extension of the preview bundle; Microsoft has no page for it yet.
"""

from typing import ClassVar, Literal, TypeAlias

from azfunc.bindings.datum import Datum
from azfunc.bindings.enums import BindingEnum, DataTypeLike
from azfunc.bindings.plain import PlainTrigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import dump_json, encode_value


class ConnectorDeliveryMode(BindingEnum):
    """How events come from a connector: it calls the app, or the host asks for them."""

    WEBHOOK = "Webhook"
    POLL = "Poll"


ConnectorDeliveryModeLike: TypeAlias = ConnectorDeliveryMode | Literal["Webhook", "Poll"]
"""A `ConnectorDeliveryMode`, or its text."""


@binding_class
class ConnectorTrigger(PlainTrigger):
    """Runs the function for events of a connector, such as a new mail or file. In preview.

    In webhook mode the connector calls ``/runtime/webhooks/connector?functionName=NAME`` of the app. What the
    function returns is the answer: text and bytes as they are, everything else as JSON text.

    Args:
        arg_name: the handler's parameter that takes the event: text where it says nothing or ``str``, otherwise
            bytes, or what the JSON holds; may be left out where only one can be meant.
        data_type: how the host hands the event over: text (its default) or bytes.
        delivery_mode: ``Webhook`` (the host's default) or ``Poll``.
        connection: the app setting, or the prefix of settings, of the connection to the Connector Namespace.
        trigger_config_name: the trigger's configuration in the namespace.
        max_batch_size: events for one call, 1 to 32; 0 for the host's default.
        max_concurrent_calls: how many events are handled at once, one for each call; 0 for the host's default.
        target_pending_event_threshold: how many waiting events are worth one more instance; 0 for the host's
            default.
    """

    type: ClassVar[str] = "connectorTrigger"

    arg_name: str | None = None
    data_type: DataTypeLike | None = None
    delivery_mode: ConnectorDeliveryModeLike | None = None
    connection: str | None = None
    trigger_config_name: str | None = None
    max_batch_size: int | None = None
    max_concurrent_calls: int | None = None
    target_pending_event_threshold: int | None = None

    def target(self) -> str:
        return self.trigger_config_name or ""

    def encode_return(self, value: object) -> Datum:
        """What is answered for the handler's return value; nothing is an empty text.

        Raises:
            azfunc.errors.EncodeError: the value has no JSON form.
        """
        if value is None:
            return Datum("string", "")
        if isinstance(value, str | bytes | bytearray):
            return encode_value(value)
        return Datum("string", dump_json(value))

"""Event Grid: trigger and output.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, cast

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, split_batch
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.eventgrid_payload import CloudEvent as CloudEvent
from azfunc.bindings.eventgrid_payload import EventGridEvent as EventGridEvent
from azfunc.bindings.eventgrid_payload import EventGridOutputEvent as EventGridOutputEvent
from azfunc.bindings.eventgrid_payload import read_event, wire_event
from azfunc.bindings.kinds import Output, Trigger
from azfunc.bindings.metadata import Fields
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import (
    describe_type,
    dump_json,
    encode_items,
    encode_value,
    is_plain_iterable,
    members_of,
    payload_class,
)
from azfunc.errors import DecodeError, Fault


@binding_class
class EventGridTrigger(Trigger):
    """Runs the function for each event of an Event Grid subscription.

    The handler gets an `EventGridEvent` or a `CloudEvent`, as the subscription's schema has it; annotated with one
    of the two, it gets no other.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger

    Args:
        arg_name: the handler's parameter that takes the event; may be left out where only one can be meant.
        data_type: how the host hands the event over: text or bytes; left out, a JSON object.
    """

    type: ClassVar[str] = "eventGridTrigger"
    payloads: ClassVar[PayloadTypes] = (EventGridEvent, CloudEvent)
    unsettled: ClassVar[str] = (
        "Event Grid delivers an event again after a call that failed, and dead-letters it where the event "
        "subscription says so, after the retries that it allows. Raise any exception to have it tried again."
    )

    arg_name: str | None = None
    data_type: DataTypeLike | None = None

    def is_many(self) -> bool:
        return str(self.extra.get("cardinality")).lower() == "many"

    def is_payload(self, annotation: object) -> bool:
        return all(map(super().is_payload, members_of(annotation)))

    def decode(self, datum: Datum, metadata: Metadata) -> EventGridEvent | CloudEvent:
        return read_event(datum)

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        return [read_event(item) for item in split_batch(datum)]

    def finisher(self, annotation: object) -> Callable[[object], object] | None:
        """Checks the schema, and reads the typed values of those classes that have one."""
        if annotation in UNTYPED:
            return None
        members = members_of(annotation)
        kinds = cast("PayloadTypes", tuple(map(payload_class, members)))
        finish = {kind: super(EventGridTrigger, self).finisher(one) for kind, one in zip(kinds, members, strict=True)}

        def finish_checked(event: object) -> object:
            _check_schema(event, kinds, annotation)
            read = finish[type(event)]
            return event if read is None else read(event)

        return finish_checked

    def message_name(self, datum: Datum, fields: Fields) -> str:
        number = read_event(datum).id
        return f"event {number}" if number else ""


@binding_class
class EventGridOutput(Output):
    """Publishes events to an Event Grid topic.

    Give `EventGridOutputEvent` or `CloudEvent`, whichever schema the topic has; or a dict, a model or JSON text
    in that schema; or a list of these. Needs either ``connection``, or ``topic_endpoint_uri`` and
    ``topic_key_setting``.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        topic_endpoint_uri: the app setting that holds the topic's URI.
        topic_key_setting: the app setting that holds the topic's access key.
        connection: prefix of the app settings of an identity-based connection (``<connection>__topicEndpointUri``).
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "eventGrid"
    payloads: ClassVar[PayloadTypes] = (EventGridOutputEvent, CloudEvent)
    setting_fields: ClassVar[tuple[str, ...]] = ("topic_endpoint_uri", "topic_key_setting")

    arg_name: str | None = None
    topic_endpoint_uri: str | None = None
    topic_key_setting: str | None = None
    connection: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.topic_endpoint_uri or self.connection or ""

    def encode(self, value: object) -> Datum:
        if isinstance(value, str | bytes | bytearray):
            return encode_value(value)
        if is_plain_iterable(value):
            return encode_items(value, wire_event)
        return Datum("json", dump_json(wire_event(value)))

    def rules(self) -> Iterator[Fault]:
        by_key = (self.topic_endpoint_uri is not None, self.topic_key_setting is not None)
        if (all(by_key) and self.connection is None) or (self.connection is not None and not any(by_key)):
            return
        names = ("topic_endpoint_uri", "topic_key_setting", "connection")
        given = [f"{name}={getattr(self, name)!r}" for name in names if getattr(self, name) is not None]
        yield Fault(
            "event-grid-connection",
            "it does not say in exactly one way how to reach the Event Grid topic",
            ", ".join(given) or "none of " + ", ".join(names),
            "either connection, or topic_endpoint_uri together with topic_key_setting",
            "give both topic_endpoint_uri and topic_key_setting for access by key, or connection alone for a "
            "managed identity",
        )


def _check_schema(event: object, kinds: PayloadTypes, annotation: object) -> None:
    if not isinstance(event, kinds):
        name = type(event).__name__
        schema = "CloudEvents" if name == CloudEvent.__name__ else "Event Grid"
        asked = " | ".join(map(describe_type, members_of(annotation)))
        raise DecodeError(
            f"An event in the {schema} schema arrived, where {asked} is asked for. Annotate the parameter with "
            f"{name}, or change the delivery schema of the event subscription."
        )

"""Kafka: trigger and output. Event Hubs have a Kafka endpoint too.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Self

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import split_batch
from azfunc.bindings.enums import Cardinality, CardinalityLike, DataTypeLike
from azfunc.bindings.kafka_enums import (
    ONE_IF_LEFT_OUT,
    BrokerAuthenticationMode,
    BrokerAuthenticationModeLike,
    BrokerProtocol,
    BrokerProtocolLike,
    KafkaMessageKeyType,
    KafkaMessageKeyTypeLike,
    OAuthBearerMethodLike,
)
from azfunc.bindings.kafka_payload import KafkaEvent, decode_event, encode_event, message_value
from azfunc.bindings.kinds import Output, Trigger
from azfunc.bindings.metadata import Fields
from azfunc.bindings.names import NameRule, name_fault
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape
from azfunc.errors import Fault

_TOPIC = NameRule(
    "bad-topic-name",
    "Kafka topic name",
    r"(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,249}\Z",
    "1 to 249 letters, digits, dots, hyphens and underscores",
)


@binding_class
class KafkaTrigger(Trigger):
    """Runs the function for messages of a Kafka topic, one at a time or in batches.

    A text message is handed over in an envelope of the host's: ``KafkaEvent``, ``str`` and ``bytes`` show it, a dict
    or a model is read from the message itself.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-trigger

    Args:
        arg_name: the handler's parameter that takes the `KafkaEvent`, or the list of them; may be left out where
            only one can be meant.
        topic: the topic; ``%SETTING%`` is allowed.
        broker_list: the brokers as ``host:port`` parted by commas, or the app setting that holds them.
        event_hub_connection_string: the app setting with a connection string, for the Kafka endpoint of Event Hubs.
        consumer_group: the consumer group to read with.
        avro_schema: the Avro schema of the messages, as JSON text.
        key_avro_schema: the Avro schema of the keys, as JSON text.
        key_data_type: what the keys are, unless a schema says so.
        username: the user name for ``Plain``, ``ScramSha256`` and ``ScramSha512``; ``%SETTING%`` is allowed.
        password: the password of that user; ``%SETTING%`` is allowed.
        ssl_key_location: path of the client's private key, a PEM file.
        ssl_ca_location: path of the CA certificate that the brokers' certificate is checked with.
        ssl_certificate_location: path of the client's certificate.
        ssl_key_password: the password of the client's private key.
        ssl_certificate_pem: the client's certificate as PEM text, or the app setting that holds it.
        ssl_key_pem: the client's private key as PEM text, or the app setting that holds it.
        ssl_ca_pem: the CA certificate as PEM text, or the app setting that holds it.
        ssl_certificate_and_key_pem: the client's certificate and key in one PEM text, or the app setting that holds
            it, which may be a reference to Key Vault.
        schema_registry_url: the address of the registry that has the Avro schemas.
        schema_registry_username: the user name for the registry.
        schema_registry_password: the password for the registry.
        o_auth_bearer_method: where the token of ``OAuthBearer`` comes from: ``default`` or ``oidc``.
        o_auth_bearer_client_id: the client id, for ``oidc``.
        o_auth_bearer_client_secret: the client secret, for ``oidc``.
        o_auth_bearer_scope: the scope to ask for, for ``oidc``.
        o_auth_bearer_token_endpoint_url: the address that gives tokens, for ``oidc``.
        o_auth_bearer_extensions: further ``key=value`` pairs for the brokers, parted by commas, for ``oidc``.
        authentication_mode: how to log in to the brokers.
        protocol: whether the connection is encrypted and logged in.
        cardinality: ``one`` message for each call, or ``many`` as a list; left out, the annotation decides, and
            ``list[...]`` means ``many``.
        lag_threshold: unhandled messages per instance above which the app is scaled out.
        data_type: how the host hands messages over: text in an envelope (its default), or bytes as they are.
        https_ca_location: path of a CA file or folder that the token address is checked with; ``probe`` for the
            system's own.
        https_ca_pem: CA certificate for the token address as PEM text.
    """

    type: ClassVar[str] = "kafkaTrigger"
    payloads: ClassVar[PayloadTypes] = (KafkaEvent,)
    unsettled: ClassVar[str] = (
        "a Kafka topic is a log: the host commits how far a partition has been read, for all messages of a call "
        "together, and no message can be taken out of it."
    )
    retries: ClassVar[bool] = True
    setting_fields: ClassVar[tuple[str, ...]] = ("event_hub_connection_string",)

    arg_name: str | None = None
    topic: str
    broker_list: str
    event_hub_connection_string: str | None = None
    consumer_group: str | None = None
    avro_schema: str | None = None
    key_avro_schema: str | None = None
    key_data_type: KafkaMessageKeyTypeLike | None = KafkaMessageKeyType.STRING
    username: str | None = None
    password: str | None = None
    ssl_key_location: str | None = None
    ssl_ca_location: str | None = None
    ssl_certificate_location: str | None = None
    ssl_key_password: str | None = None
    ssl_certificate_pem: str | None = None
    ssl_key_pem: str | None = None
    ssl_ca_pem: str | None = None
    ssl_certificate_and_key_pem: str | None = None
    schema_registry_url: str | None = None
    schema_registry_username: str | None = None
    schema_registry_password: str | None = None
    o_auth_bearer_method: OAuthBearerMethodLike | None = None
    o_auth_bearer_client_id: str | None = None
    o_auth_bearer_client_secret: str | None = None
    o_auth_bearer_scope: str | None = None
    o_auth_bearer_token_endpoint_url: str | None = None
    o_auth_bearer_extensions: str | None = None
    authentication_mode: BrokerAuthenticationModeLike | None = BrokerAuthenticationMode.NOTSET
    protocol: BrokerProtocolLike | None = BrokerProtocol.NOTSET
    cardinality: CardinalityLike | None = ONE_IF_LEFT_OUT
    lag_threshold: int | None = 1000
    data_type: DataTypeLike | None = None
    https_ca_location: str | None = None
    https_ca_pem: str | None = None

    def target(self) -> str:
        return self.topic

    def is_many(self) -> bool:
        return self.cardinality is Cardinality.MANY

    def decode(self, datum: Datum, metadata: Metadata) -> KafkaEvent:
        return decode_event(datum, metadata, Fields(metadata))

    def decode_many(self, datum: Datum, metadata: Metadata) -> list[object]:
        items = split_batch(datum)
        rows = Fields.of_batch(metadata, len(items))
        return [decode_event(item, metadata, fields) for item, fields in zip(items, rows, strict=True)]

    def fitted(self, shape: Shape) -> Self:
        if self.cardinality is not ONE_IF_LEFT_OUT:
            return super().fitted(shape)
        completed = self.with_fields(cardinality=None)
        fitted = super(KafkaTrigger, completed).fitted(shape)
        return fitted if fitted.cardinality else fitted.with_fields(cardinality=Cardinality.ONE)

    def value_reader(self, annotation: object) -> Callable[[Datum], object]:
        read = super().value_reader(annotation)
        return read if annotation is str or annotation is bytes else lambda datum: read(message_value(datum))

    def message_name(self, datum: Datum, fields: Fields) -> str:
        offset, partition = fields.text("Offset"), fields.text("Partition")
        return "" if offset is None else f"message at offset {offset} of partition {partition}"

    def rules(self) -> Iterator[Fault]:
        if not (isinstance(self.topic, str) and self.topic.startswith("^")):  # a pattern of topics
            yield from name_fault("topic", self.topic, _TOPIC)


@binding_class
class KafkaOutput(Output):
    """Sends messages to a Kafka topic.

    A `KafkaEvent` is sent as its body; with a key or headers, in an envelope of the host's. A list (of text, dicts,
    models, events) is sent as one message for each item.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        topic: the topic; ``%SETTING%`` is allowed.
        broker_list: the brokers as ``host:port`` parted by commas, or the app setting that holds them.
        avro_schema: the Avro schema of the messages, as JSON text.
        key_avro_schema: the Avro schema of the keys, as JSON text.
        key_data_type: what the keys are, unless a schema says so.
        username: the user name for ``Plain``, ``ScramSha256`` and ``ScramSha512``; ``%SETTING%`` is allowed.
        password: the password of that user; ``%SETTING%`` is allowed.
        ssl_key_location: path of the client's private key, a PEM file.
        ssl_ca_location: path of the CA certificate that the brokers' certificate is checked with.
        ssl_certificate_location: path of the client's certificate.
        ssl_key_password: the password of the client's private key.
        ssl_certificate_pem: the client's certificate as PEM text, or the app setting that holds it.
        ssl_key_pem: the client's private key as PEM text, or the app setting that holds it.
        ssl_ca_pem: the CA certificate as PEM text, or the app setting that holds it.
        ssl_certificate_and_key_pem: the client's certificate and key in one PEM text, or the app setting that holds
            it, which may be a reference to Key Vault.
        schema_registry_url: the address of the registry that has the Avro schemas.
        schema_registry_username: the user name for the registry.
        schema_registry_password: the password for the registry.
        o_auth_bearer_method: where the token of ``OAuthBearer`` comes from: ``default`` or ``oidc``.
        o_auth_bearer_client_id: the client id, for ``oidc``.
        o_auth_bearer_client_secret: the client secret, for ``oidc``.
        o_auth_bearer_scope: the scope to ask for, for ``oidc``.
        o_auth_bearer_token_endpoint_url: the address that gives tokens, for ``oidc``.
        o_auth_bearer_extensions: further ``key=value`` pairs for the brokers, parted by commas, for ``oidc``.
        max_message_bytes: bytes of a message at most.
        batch_size: messages of a batch at most.
        enable_idempotence: let each message be written exactly once, and in order.
        message_timeout_ms: milliseconds after which a message that is not delivered has failed.
        request_timeout_ms: milliseconds to wait for a broker's acknowledgement.
        max_retries: how often a failed message is sent again.
        authentication_mode: how to log in to the brokers.
        protocol: whether the connection is encrypted and logged in.
        linger_ms: milliseconds to wait for a batch to fill.
        data_type: how the host takes the value: text or bytes.
        https_ca_location: path of a CA file or folder that the token address is checked with; ``probe`` for the
            system's own.
        https_ca_pem: CA certificate for the token address as PEM text.
    """

    type: ClassVar[str] = "kafka"
    payloads: ClassVar[PayloadTypes] = (KafkaEvent,)

    arg_name: str | None = None
    topic: str
    broker_list: str
    avro_schema: str | None = None
    key_avro_schema: str | None = None
    key_data_type: KafkaMessageKeyTypeLike | None = KafkaMessageKeyType.STRING
    username: str | None = None
    password: str | None = None
    ssl_key_location: str | None = None
    ssl_ca_location: str | None = None
    ssl_certificate_location: str | None = None
    ssl_key_password: str | None = None
    ssl_certificate_pem: str | None = None
    ssl_key_pem: str | None = None
    ssl_ca_pem: str | None = None
    ssl_certificate_and_key_pem: str | None = None
    schema_registry_url: str | None = None
    schema_registry_username: str | None = None
    schema_registry_password: str | None = None
    o_auth_bearer_method: OAuthBearerMethodLike | None = None
    o_auth_bearer_client_id: str | None = None
    o_auth_bearer_client_secret: str | None = None
    o_auth_bearer_scope: str | None = None
    o_auth_bearer_token_endpoint_url: str | None = None
    o_auth_bearer_extensions: str | None = None
    max_message_bytes: int | None = 1_000_000
    batch_size: int | None = 10_000
    enable_idempotence: bool | None = False
    message_timeout_ms: int | None = 300_000
    request_timeout_ms: int | None = 5_000
    max_retries: int | None = 2_147_483_647
    authentication_mode: BrokerAuthenticationModeLike | None = BrokerAuthenticationMode.NOTSET
    protocol: BrokerProtocolLike | None = BrokerProtocol.NOTSET
    linger_ms: int | None = 5
    data_type: DataTypeLike | None = None
    https_ca_location: str | None = None
    https_ca_pem: str | None = None

    def target(self) -> str:
        return self.topic

    def encode(self, value: object) -> Datum:
        return encode_event(value)

    def rules(self) -> Iterator[Fault]:
        return name_fault("topic", self.topic, _TOPIC)

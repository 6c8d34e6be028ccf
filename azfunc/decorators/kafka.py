"""As ``azure.functions.decorators.kafka``: binding classes and enums of Kafka."""

from azfunc.bindings.enums import Cardinality, DataType
from azfunc.bindings.kafka import KafkaOutput, KafkaTrigger
from azfunc.bindings.kafka_enums import BrokerAuthenticationMode, BrokerProtocol, KafkaMessageKeyType, OAuthBearerMethod

__all__ = (
    "BrokerAuthenticationMode",
    "BrokerProtocol",
    "Cardinality",
    "DataType",
    "KafkaMessageKeyType",
    "KafkaOutput",
    "KafkaTrigger",
    "OAuthBearerMethod",
)

"""The closed sets of texts that Kafka's properties take.

Member names and values are those of azure.functions, which lacks OAUTHBEARER.
"""

from functools import cached_property
from typing import Literal, TypeAlias

from azfunc.bindings.enums import BindingEnum, Cardinality


def _default_one() -> Cardinality:
    """An object that reads as `Cardinality.ONE` in every respect, but is not the member that users write."""
    twin = object.__new__(Cardinality)
    twin._name_, twin._value_ = Cardinality.ONE.name, Cardinality.ONE.value
    return twin


ONE_IF_LEFT_OUT = _default_one()
"""The default of a Kafka trigger's cardinality: hosts are told ``one``, unless the annotation asks for a list."""


class BrokerAuthenticationMode(BindingEnum):
    """How the function logs in to the brokers."""

    NOTSET = -1
    GSSAPI = 0
    PLAIN = 1
    SCRAMSHA256 = 2
    SCRAMSHA512 = 3
    OAUTHBEARER = 4

    @cached_property
    def text(self) -> str:
        return _TEXTS[self.name]


class BrokerProtocol(BindingEnum):
    """Whether the connection to the brokers is encrypted, and whether SASL logs in."""

    NOTSET = -1
    PLAINTEXT = 0
    SSL = 1
    SASLPLAINTEXT = 2
    SASLSSL = 3

    @cached_property
    def text(self) -> str:
        return _TEXTS[self.name]


class OAuthBearerMethod(BindingEnum):
    """Where the token of OAUTHBEARER comes from."""

    DEFAULT = 0
    OIDC = 1


class KafkaMessageKeyType(BindingEnum):
    """What the key of a message is."""

    INT = 0
    LONG = 1
    STRING = 2
    BINARY = 3


_TEXTS = {
    "NOTSET": "NotSet",
    "GSSAPI": "Gssapi",
    "PLAIN": "Plain",
    "SCRAMSHA256": "ScramSha256",
    "SCRAMSHA512": "ScramSha512",
    "OAUTHBEARER": "OAuthBearer",
    "PLAINTEXT": "Plaintext",
    "SSL": "Ssl",
    "SASLPLAINTEXT": "SaslPlaintext",
    "SASLSSL": "SaslSsl",
}
"""How the extension documents the members."""

_Mode: TypeAlias = Literal["NotSet", "Gssapi", "Plain", "ScramSha256", "ScramSha512", "OAuthBearer"]
_UpperMode: TypeAlias = Literal["NOTSET", "GSSAPI", "PLAIN", "SCRAMSHA256", "SCRAMSHA512", "OAUTHBEARER"]
BrokerAuthenticationModeLike: TypeAlias = BrokerAuthenticationMode | _Mode | _UpperMode
"""A `BrokerAuthenticationMode`, or its text."""

_Protocol: TypeAlias = Literal["NotSet", "Plaintext", "Ssl", "SaslPlaintext", "SaslSsl"]
_UpperProtocol: TypeAlias = Literal["NOTSET", "PLAINTEXT", "SSL", "SASLPLAINTEXT", "SASLSSL"]
BrokerProtocolLike: TypeAlias = BrokerProtocol | _Protocol | _UpperProtocol
"""A `BrokerProtocol`, or its text."""

OAuthBearerMethodLike: TypeAlias = OAuthBearerMethod | Literal["default", "oidc", "DEFAULT", "OIDC"]
"""An `OAuthBearerMethod`, or its text."""

_KeyType: TypeAlias = Literal["int", "long", "string", "binary", "INT", "LONG", "STRING", "BINARY"]
KafkaMessageKeyTypeLike: TypeAlias = KafkaMessageKeyType | _KeyType
"""A `KafkaMessageKeyType`, or its text."""

"""Connections of Storage services as their SDK takes them: from the name of a setting to account and credential.

Imported when a handler takes a client. The packages of the extra ``azure`` are imported when a client is made.
Follows https://learn.microsoft.com/azure/azure-functions/functions-reference#connections.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from azfunc.errors import InvocationError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.credentials_async import AsyncTokenCredential

_PREFIX = "AzureWebJobs"
"""Hosts also look a connection up under its name with this in front."""

_DEVELOPMENT = "usedevelopmentstorage=true"
_EMULATOR_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The key of every Azurite, which is no secret: https://learn.microsoft.com/azure/storage/common/storage-use-azurite."""

_EMULATOR_PORTS = {"blob": 10000, "queue": 10001, "table": 10002}


class Connection(NamedTuple):
    """Where a service is, and as whom it is spoken to."""

    name: str
    """The setting, or the prefix of the settings, that says it."""
    connection_string: str | None
    """With the account's key; None for a connection by identity."""
    account_url: str = ""
    """Address of the service, for a connection by identity."""
    is_managed: bool = False
    """Whether only a managed identity will do; otherwise whatever DefaultAzureCredential finds."""
    client_id: str | None = None
    """The user-assigned identity, or the app that has the secret."""
    tenant_id: str | None = None
    client_secret: str | None = None

    def __repr__(self) -> str:
        return f"Connection({self.name!r})"  # the rest holds secrets


def read_connection(name: str, service: str, settings: Mapping[str, str] | None = None) -> Connection:
    """The connection that an app setting, or the settings with a prefix, describe.

    Args:
        name: what a binding has as ``connection``.
        service: ``blob``, ``queue`` or ``table``.
        settings: the app settings; the environment is the default.

    Raises:
        InvocationError: there is no such setting; the message says what to set.
    """
    known = os.environ if settings is None else settings
    for candidate in (name, f"{_PREFIX}{name}"):
        text = known.get(candidate)
        if text:
            return Connection(name, _connection_string(text, service))
        parts = _section(candidate, known)
        url = parts.get(f"{service}serviceuri") or parts.get("serviceuri")
        if not url and parts.get("accountname"):
            url = f"https://{parts['accountname']}.{service}.core.windows.net"
        if url:
            return _by_identity(name, url, parts)
    raise InvocationError(
        f"The connection '{name}' of a {service} client is not among the app settings. Set {name} to a connection "
        f"string, or {name}__{service}ServiceUri to the address of the account; on this machine, start Azurite "
        f"(npx azurite) and set {name} to UseDevelopmentStorage=true."
    )


def _section(name: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings below a name, such as ``NAME__serviceUri``, by the rest in lower case."""
    found: dict[str, str] = {}
    for key, value in settings.items():
        for separator in ("__", ":"):
            if key.startswith(name + separator):
                found[key[len(name) + len(separator) :].lower()] = value
    return found


def _connection_string(text: str, service: str) -> str:
    """A connection string that the SDK knows; it has no short name for Azurite."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not any(part.lower() == _DEVELOPMENT for part in parts):
        return text
    proxies = (part.partition("=")[2] for part in parts if part.lower().startswith("developmentstorageproxyuri="))
    host = next(proxies, "http://127.0.0.1").rstrip("/")
    endpoint = f"{host}:{_EMULATOR_PORTS[service]}/devstoreaccount1"
    return (
        f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={_EMULATOR_KEY};"
        f"{service.title()}Endpoint={endpoint};"
    )


def _by_identity(name: str, url: str, parts: Mapping[str, str]) -> Connection:
    return Connection(
        name,
        None,
        url,
        is_managed=parts.get("credential", "").lower() == "managedidentity",
        client_id=parts.get("clientid"),
        tenant_id=parts.get("tenantid"),
        client_secret=parts.get("clientsecret"),
    )


def credential(connection: Connection) -> "TokenCredential":
    """The credential of a connection by identity.

    Raises:
        InvocationError: azure-identity is not installed.
    """
    try:
        from azure.identity import ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential
    except ImportError as error:
        raise missing_package("azure-identity", f"the connection '{connection.name}', which is by identity") from error
    if connection.tenant_id and connection.client_id and connection.client_secret:
        return ClientSecretCredential(connection.tenant_id, connection.client_id, connection.client_secret)
    if connection.is_managed:
        return ManagedIdentityCredential(client_id=connection.client_id)
    return DefaultAzureCredential(managed_identity_client_id=connection.client_id)


def async_credential(connection: Connection) -> "AsyncTokenCredential":
    """The same for clients of ``aio``.

    Raises:
        InvocationError: azure-identity is not installed.
    """
    try:
        from azure.identity.aio import ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential
    except ImportError as error:
        raise missing_package("azure-identity", f"the connection '{connection.name}', which is by identity") from error
    if connection.tenant_id and connection.client_id and connection.client_secret:
        return ClientSecretCredential(connection.tenant_id, connection.client_id, connection.client_secret)
    if connection.is_managed:
        return ManagedIdentityCredential(client_id=connection.client_id)
    return DefaultAzureCredential(managed_identity_client_id=connection.client_id)


def missing_package(package: str, purpose: str) -> InvocationError:
    """The error for a package of the extra ``azure`` that is not installed."""
    return InvocationError(
        f"The package {package} is needed for {purpose}, but it is not installed. "
        'Run pip install "azfunc[azure]", and add it to requirements.txt.'
    )

"""Connections of Storage services: from app settings to account and credential."""

import pytest
from azure.identity import ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential
from azure.identity import aio as identity_aio

from azfunc.bindings.azure_clients import (
    Connection,
    async_credential,
    credential,
    missing_package,
    read_connection,
)
from azfunc.errors import InvocationError

KEYED = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net"


@pytest.mark.parametrize("name", ["Store", "AzureWebJobsStore"])
def test_connection_string(name: str) -> None:
    """A connection string is taken as it is, also from the name that hosts look under besides."""
    assert read_connection("Store", "blob", {name: KEYED}) == Connection("Store", KEYED)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("UseDevelopmentStorage=true", "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"),
        ("usedevelopmentstorage=TRUE;", "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"),
        (
            "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite",
            "BlobEndpoint=http://azurite:10000/devstoreaccount1;",
        ),
    ],
)
def test_emulator(text: str, endpoint: str) -> None:
    """The short name of Azurite, which the SDK does not know, becomes its whole connection string."""
    found = read_connection("Store", "blob", {"Store": text}).connection_string
    assert found is not None
    assert endpoint in found
    assert "AccountName=devstoreaccount1;AccountKey=Eby8" in found
    assert "QueueEndpoint=http://127.0.0.1:10001/" in str(
        read_connection("S", "queue", {"S": "UseDevelopmentStorage=true"}).connection_string
    )


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"Store__blobServiceUri": "https://b"}, "https://b"),
        ({"Store__serviceUri": "https://s"}, "https://s"),
        ({"Store__serviceUri": "https://s", "Store__blobServiceUri": "https://b"}, "https://b"),
        ({"Store__accountName": "acc"}, "https://acc.blob.core.windows.net"),
        ({"Store:blobServiceUri": "https://b"}, "https://b"),
        ({"AzureWebJobsStore__serviceUri": "https://s"}, "https://s"),
    ],
)
def test_address_by_identity(settings: dict[str, str], url: str) -> None:
    """A connection by identity has its address from the settings below its name, the service's own first."""
    found = read_connection("Store", "blob", settings)
    assert (found.connection_string, found.account_url) == (None, url)


def test_credentials() -> None:
    """A secret makes its app's credential, managedidentity a managed one, and nothing at all the default."""
    app = {"tenantId": "t", "clientId": "c", "clientSecret": "s"}
    managed = {"credential": "ManagedIdentity", "clientId": "c"}

    def connection(parts: dict[str, str]) -> Connection:
        settings = {f"Store__{name}": value for name, value in parts.items()}
        return read_connection("Store", "blob", {"Store__serviceUri": "https://s", **settings})

    kinds = {
        ClientSecretCredential: identity_aio.ClientSecretCredential,
        ManagedIdentityCredential: identity_aio.ManagedIdentityCredential,
        DefaultAzureCredential: identity_aio.DefaultAzureCredential,
    }
    for parts, kind in zip((app, managed, {}), kinds, strict=True):
        assert type(credential(connection(parts))) is kind
        assert type(async_credential(connection(parts))) is kinds[kind]


def test_missing_connection() -> None:
    """Nothing to connect to is an error that says which settings would do, for Azure and for this machine."""
    with pytest.raises(InvocationError) as error:
        read_connection("Store", "blob", {"Store__clientId": "c", "Other": KEYED})
    for words in ("'Store'", "Store__blobServiceUri", "UseDevelopmentStorage=true", "azurite"):
        assert words in str(error.value)


def test_settings_are_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without settings the environment is read."""
    monkeypatch.setenv("Store", KEYED)
    assert read_connection("Store", "table").connection_string == KEYED


def test_secrets_are_not_shown() -> None:
    """What a connection prints is its name alone."""
    shown = repr(Connection("Store", KEYED, client_secret="hidden"))
    assert shown == "Connection('Store')"


def test_missing_package() -> None:
    """The error for a package that is not installed says what to install."""
    assert 'pip install "azfunc[azure]"' in str(missing_package("azure-storage-blob", "a parameter"))

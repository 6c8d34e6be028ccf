"""local.settings.json and host.json, as far as commands and tests obey them."""

from pathlib import Path

import pytest

from azfunc.errors import DocumentError
from azfunc.metadata.host_json import read_route_prefix
from azfunc.metadata.local_settings import LocalSettings, read_local_settings


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            '{"Values": {"A": "a", "N": 3, "F": 0.5, "T": true, "NULL": null}, /* mine */}',
            LocalSettings({"A": "a", "N": "3", "F": "0.5", "T": "true"}, ("NULL",)),
        ),
        ('{"IsEncrypted": true, "Values": {"A": "cipher"}}', LocalSettings(is_encrypted=True)),
        ('{"IsEncrypted": false, "Values": null}', LocalSettings()),
        ("{}", LocalSettings()),
        (None, LocalSettings()),
    ],
)
def test_local_settings(tmp_path: Path, text: str | None, read: LocalSettings) -> None:
    """Values become texts; null sets nothing, and what is encrypted or missing holds no values."""
    if text is not None:
        (tmp_path / "local.settings.json").write_text(text)
    assert read_local_settings(tmp_path) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"Values": {"A": {"B": 1}}}', r"\$\.Values\.A is no text"),
        ('{"Values": ["A"]}', "'Values' is no JSON object"),
        ("[]", "the file is no JSON object"),
        ('{"Values": ', "local.settings.json"),
    ],
)
def test_settings_that_cannot_be_read(tmp_path: Path, text: str, told: str) -> None:
    """A broken file is told with its name and the place in it."""
    (tmp_path / "local.settings.json").write_text(text)
    with pytest.raises(DocumentError, match=told):
        read_local_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ('{"extensions": {"http": {"routePrefix": "v1"}}}', "v1"),
        ('{"Extensions": {"HTTP": {"RoutePrefix": ""}}}', ""),
        ('{"extensions": {"http": {"routePrefix": 7}}}', "api"),
        ('{"extensions": ["http"]}', "api"),
        ('{"version": "2.0"}', "api"),
        (None, "api"),
    ],
)
def test_route_prefix(tmp_path: Path, text: str | None, prefix: str) -> None:
    """The prefix of host.json, whose keys hosts read in any case; ``api`` where it says nothing."""
    if text is not None:
        (tmp_path / "host.json").write_text(text)
    assert read_route_prefix(tmp_path) == prefix

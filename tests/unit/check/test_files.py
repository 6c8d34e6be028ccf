"""Rules over files never fail themselves, whatever stands in the files."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.environment import values_of
from azfunc.check.files import ProjectFiles
from azfunc.check.host_schema import read_options
from azfunc.check.rule import diagnostics_of
from azfunc.check.run import PROJECT_RULES

NAMES = st.sampled_from(
    [
        *sorted({part for option in read_options().values() for part in option.name.split(".")}),
        *("Values", "IsEncrypted", "ConnectionStrings", "extensions", "FUNCTIONS_WORKER_RUNTIME", "", "\0"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=4)
)


def diagnostics(**files: bytes | str) -> list[Diagnostic]:
    """What the rules over files find in a folder that holds these."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            path = Path(place, name.replace("_", "."))
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        Path(place, "function_app.py").write_text("import azfunc")
        project = ProjectFiles(Path(place))
        values_of(project.local_settings)
        return list(_found(project))


def _found(project: ProjectFiles) -> Iterator[Diagnostic]:
    for rule in PROJECT_RULES:
        yield from diagnostics_of(rule.rule, rule.find(project))


def rules(**files: bytes | str) -> set[str]:
    """The rules that find something."""
    return {one.rule for one in diagnostics(**files)}


@given(VALUES, VALUES)
def test_any_json_is_told_or_good(host: object, settings: object) -> None:
    """Any JSON in host.json and local.settings.json: diagnostics with text and a line, or none."""
    for one in diagnostics(host_json=json.dumps(host), local_settings_json=json.dumps(settings)):
        assert one.line >= 1
        assert one.what


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_are_told_or_good(host: bytes, settings: bytes, requirements: bytes, project: bytes) -> None:
    """Any bytes in any of the files: diagnostics or none, and never an error of the check's own."""
    diagnostics(
        host_json=host,
        local_settings_json=settings,
        requirements_txt=requirements,
        pyproject_toml=b"[project]\n" + project,
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe{", b'{"a": "\x00"}', b"[" * 100_000, b'{"a":' * 100_000, b"\xc3(", b'{"version": NaN}'],
    ids=["empty", "half UTF-16", "NUL", "deep lists", "deep objects", "no UTF-8", "NaN"],
)
def test_damaged_files_are_one_fault(content: bytes) -> None:
    """A file that is no JSON is one fault of its own rule."""
    found = diagnostics(host_json=content, local_settings_json=content, requirements_txt="azfunc")
    assert [one.rule for one in found] == ["settings-malformed", "host-json-malformed"]


def test_large_file_is_read() -> None:
    """Ten megabytes of host.json are checked like a few bytes, comments and marks included."""
    filler = ", ".join(f'"{number}"' for number in range(1_000_000))
    content = f'\ufeff{{"version": "2.0", /* all */ "watchFiles": [{filler}],\n"retry": {{}},}}'
    found = diagnostics(host_json=content, requirements_txt="azfunc")
    assert [(one.rule, one.line) for one in found] == [("host-json-retry", 2)]


@pytest.mark.parametrize(
    ("requirements", "missing"),
    [
        ("azfunc", False),
        ("AzFunc[cli]>=1 ; python_version > '3.10'  # SDK", False),
        ("azfunc @ https://example.com/azfunc.whl", False),
        ("-e .", False),
        ("./wheels/something.whl", False),
        ("git+https://example.com/tools.git", False),
        ("-r elsewhere.txt", False),
        ("", True),
        ("# azfunc", True),
        ("azfunc-tools\nazure-functions", True),
        ("--index-url https://example.com/azfunc\npydantic", True),
    ],
)
def test_requirements(requirements: str, missing: bool) -> None:
    """A line that names azfunc, or one that may bring it along, is enough; other packages are not."""
    found = rules(host_json='{"version": "2.0"}', requirements_txt=requirements)
    assert found == ({"requirements-without-azfunc"} if missing else set())


@pytest.mark.parametrize(
    ("project", "missing"),
    [
        ("[project]\nname = 'x'\ndependencies = ['Azfunc~=1.0']", False),
        ("[project]\nname = 'x'\ndynamic = ['dependencies']", False),
        ("[tool.poetry.dependencies]\nazfunc = '^1'", False),
        ("[tool.ruff]\nline-length = 100", True),
        ("[project]\nname = 'x'\ndependencies = ['pydantic']", True),
        ("[project]\nname = 'x'", True),
        ("tool = 1\nproject = 2", True),
    ],
)
def test_project_counts_beside_requirements(project: str, missing: bool) -> None:
    """pyproject.toml may name azfunc too; one that says nothing of packages does not count."""
    found = rules(host_json='{"version": "2.0"}', requirements_txt="pydantic", pyproject_toml=project)
    assert found == ({"requirements-without-azfunc"} if missing else set())


def test_requirements_that_include_each_other(tmp_path: Path) -> None:
    """Files that include each other are read once each."""
    (tmp_path / "function_app.py").write_text("import azfunc")
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "requirements.txt").write_text("-r more.txt\n")
    (tmp_path / "more.txt").write_text("-r requirements.txt\npydantic\n")
    assert [one.rule for one in _found(ProjectFiles(tmp_path))] == ["requirements-without-azfunc"]
    (tmp_path / "more.txt").write_text("-r requirements.txt\nazfunc\n")
    assert list(_found(ProjectFiles(tmp_path))) == []


@pytest.mark.parametrize(
    "host",
    [
        {"version": "2.0", "$schema": "https://json.schemastore.org/host.json"},
        {"VERSION": "2.0", "FunctionTimeout": "-1"},
        {"version": "2.0", "extensions": {"queues": {"batchSize": "16", "maxPollingInterval": "00:00:02"}}},
        {"version": "2.0", "extensions": {"mySql": {"anything": [1, {}]}, "http": {"routePrefix": ""}}},
        {"version": "2.0", "extensions": {"http": {"routePrefix": "/v1/{tenant}/", "customHeaders": {"x": "y"}}}},
        {"version": "2.0", "logging": {"logLevel": {"default": "None", "Host.Results": "Error"}, "other": {"x": 1}}},
        {"version": "2.0", "extensionBundle": {"id": "x", "version": "4.0.0"}},
        {"version": "2.0", "extensionBundle": {"id": "x", "version": "(3.*, 5.0.0]"}},
        {"version": "2.0", "extensionBundle": {"id": "x", "version": "[4.0.0, 4.*)"}},
        {"version": "2.0", "extensions": {"durableTask": {"storageProvider": {"type": "mssql", "own": 1}}}},
        {"version": "2.0", "healthMonitor": None, "concurrency": {"dynamicConcurrencyEnabled": "True"}},
    ],
    ids=lambda host: json.dumps(host)[:60],
)
def test_good_host_json(host: object) -> None:
    """What hosts take is no fault: any case, text for numbers, sections of extensions that are not known."""
    assert rules(host_json=json.dumps(host), requirements_txt="azfunc") == set()


@pytest.mark.parametrize(
    ("version", "sense"),
    [
        ("[4.*, 5.0.0", "no interval"),
        ("[four, 5)", "'four' is no version"),
        ("[5.0, 4.0]", "its end lies before its start"),
        ("[]", "names no version"),
        ("", "it is missing"),
    ],
)
def test_bundle_ranges(version: str, sense: str) -> None:
    """A range that no host can use says why."""
    host = {"version": "2.0", "extensionBundle": {"id": "x", "version": version}}
    (found,) = diagnostics(host_json=json.dumps(host), requirements_txt="azfunc")
    assert found.rule == "bundle-range"
    assert sense in found.what

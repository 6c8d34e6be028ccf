"""Seeded faults: each is found, with the right rule, file and line, and nothing besides."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.process import check_in_process
from azfunc.check.table import RULES

from .conftest import HERE, SEEDS, Seed, check_here

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted(path.parent for path in (ROOT / "samples").glob("*/host.json"))


def told(diagnostics: list[Diagnostic], root: Path) -> list[tuple[str, str, int]]:
    """Rule, file and line of each diagnostic."""
    return sorted((one.rule, Path(one.file).relative_to(root).as_posix(), one.line) for one in diagnostics)


def test_there_are_enough_seeds() -> None:
    """At least 40 seeded faults; every folder names the rule that it is about; no marker has an unknown id."""
    assert sum(len(seed.faults) for seed in SEEDS) >= 40
    for seed in SEEDS:
        assert {rule for rule, _, _ in seed.faults} <= set(RULES), seed.name
        assert seed.name.rpartition("-")[0] in {rule for rule, _, _ in seed.faults}, seed.name


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed.in_process], ids=lambda seed: seed.name)
def test_seeded_fault(seed: Seed, tmp_path: Path) -> None:
    """The faults of a seeded app are found where they are marked, and no others."""
    root = seed.lay_out(tmp_path / "app")
    found = check_here(root)
    assert told(found, root) == seed.faults
    for one in found:
        assert one.severity == seed.severity.get(one.rule, RULES[one.rule].severity)
        assert all((one.what, one.found, one.expected, one.fix))


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if not seed.in_process], ids=lambda seed: seed.name)
def test_seeded_end(seed: Seed, tmp_path: Path) -> None:
    """An import that ends, crashes or blocks its process is one diagnostic at the line where it does."""
    root = seed.lay_out(tmp_path / "app")
    report = check_in_process(str(root), timeout=seed.timeout)
    assert told(report.diagnostics, root) == seed.faults
    assert report.functions == 0


@pytest.mark.parametrize("name", ["unknown-token-2", "host-json-bad-value-1", "settings-malformed-1", "bad-document-1"])
def test_seeded_fault_through_the_command(name: str, tmp_path: Path) -> None:
    """The command finds the same, and fails."""
    seed = next(seed for seed in SEEDS if seed.name == name)
    root = seed.lay_out(tmp_path / "app")
    done = subprocess.run(
        [sys.executable, "-m", "azfunc", "check", "--format", "json", str(root)], capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)["diagnostics"]
    assert sorted((one["rule"], Path(one["file"]).relative_to(root).as_posix(), one["line"]) for one in found) == (
        seed.faults
    )


def test_base_is_faultless() -> None:
    """What seeds are laid over has no fault of its own."""
    assert check_here(HERE / "base") == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_samples_are_faultless(sample: Path) -> None:
    """The samples that the documentation shows have no faults."""
    report = check_in_process(str(sample))
    assert report.diagnostics == []
    assert report.functions > 0

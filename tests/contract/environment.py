"""The environment of Microsoft's runtime packages."""

from pathlib import Path

from tests.environments import environment_of, find_python_313

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def microsoft_python() -> Path:
    """The interpreter of an environment that holds Microsoft's runtime packages."""
    return environment_of("microsoft", REQUIREMENTS, find_python_313())

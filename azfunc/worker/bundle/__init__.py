"""The folder by which a Functions host finds the worker: worker.config.json, and worker.py which it starts.

Follows https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Workers/Rpc/Configuration/WorkerConfigFactory.cs:
the setting ``languageWorkers:python:workerDirectory`` makes a host take such a folder in place of its own.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
"""The folder as it is installed: for hosts whose ``python`` is the one that has azfunc."""

CONFIG: Final = "worker.config.json"
SCRIPT: Final = "worker.py"


def write_bundle(folder: Path, python: str = sys.executable) -> list[Path]:
    """Writes a folder that makes a host start this worker with a certain interpreter.

    Args:
        folder: made if it is not there; its files of the same names are replaced.
        python: the interpreter's path.

    Returns:
        The files that were written.
    """
    config: dict[str, dict[str, Any]] = json.loads((FOLDER / CONFIG).read_text("utf-8"))  # Any: it is plain JSON
    config["description"]["defaultExecutablePath"] = python
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / CONFIG, folder / SCRIPT]
    written[0].write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    written[1].write_text((FOLDER / SCRIPT).read_text("utf-8"), "utf-8")
    return written

"""`Environment`: the process's variables, current folder, module search and clock, as the app in it finds them."""

import logging
import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from azfunc.finders import refresh_finders
from azfunc.flags import is_false, is_true
from azfunc.metadata.stand_in import stand_in_for_azure_functions
from azfunc.worker.dependencies import AppPackages
from azfunc.worker.loading import STAND_IN_SETTING
from azfunc.worker.log_records import DEBUG_SETTING
from azfunc.worker.own_packages import OwnPackages


class Environment:
    """What surrounds the app in this process. A host may replace all of it once, when it gives the process an app.

    Args:
        own: the worker's packages.
    """

    def __init__(self, own: OwnPackages) -> None:
        self._app: Path | None = None
        self._packages = AppPackages(own)
        self._stand_in = ExitStack()

    def enter(self, app: Path) -> None:
        """Makes a folder the app's: the current one, with its packages to be imported."""
        self._stand_in.close()
        if self._app is not None:
            self._packages.leave()
        self._app = app
        os.chdir(app)
        self._packages.enter(app, os.environ)
        if not is_false(os.environ.get(STAND_IN_SETTING)):
            self._stand_in.enter_context(stand_in_for_azure_functions())
        logging.getLogger().setLevel(logging.DEBUG if is_true(os.environ.get(DEBUG_SETTING)) else logging.INFO)

    def replace(self, variables: Mapping[str, str], app: Path) -> None:
        """Replaces the variables, then enters a folder; what was imported from the one before is forgotten.

        Args:
            variables: all that shall be set.
            app: the app's folder.
        """
        before = self._app
        os.environ.clear()
        os.environ.update(variables)
        if hasattr(time, "tzset"):
            time.tzset()
        if before is not None:
            _forget_modules(before)
        self.enter(app)


def _forget_modules(root: Path) -> None:
    """Drops modules of an app that is left, and what Python remembers of its folders."""
    folder = str(root) + os.sep
    for name, module in list(sys.modules.items()):
        file: str | None = getattr(module, "__file__", None)
        if file is not None and file.startswith(folder):
            del sys.modules[name]
    sys.path_importer_cache.clear()
    refresh_finders()

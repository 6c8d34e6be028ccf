"""`FunctionRegistry`: the functions of one app, by the ids under which a host loads and invokes them."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from azfunc.errors import AppNotFoundError, AzfuncError, InvocationError
from azfunc.function import Function
from azfunc.locator import SCRIPT_SETTING
from azfunc.pipeline.scope import AppScope
from azfunc.worker import schema
from azfunc.worker.failure import told
from azfunc.worker.function_metadata import function_metadata
from azfunc.worker.loaded import Loaded
from azfunc.worker.loading import IndexedApp, find_script, index_app
from azfunc.worker.protocol import Messages

_logger: Final = logging.getLogger("azfunc.worker")


class FunctionRegistry:
    """The functions of the app in a folder.

    A decorated app is imported once, whoever asks first: the request for metadata in the first worker of an app, the
    request to load a function in the others. What went wrong then is told to everybody who asks.

    Args:
        directory: the app's folder.
        messages: the classes of messages.
    """

    def __init__(self, directory: Path, messages: Messages) -> None:
        self.directory: Path = directory
        self._messages = messages
        self._app: IndexedApp | None = None
        self._error: AzfuncError | None = None
        self._folder_scope: AppScope | None = None
        self._loaded: dict[str, Loaded | Exception] = {}

    def index(self) -> IndexedApp | None:
        """The decorated app; None where there are function.json folders instead.

        Raises:
            AppImportError: its script cannot be imported.
            AppNotFoundError: its script holds no app, or several.
        """
        if self._app is None and self._error is None and find_script(self.directory) is not None:
            try:
                self._app = index_app(self.directory)
            except AzfuncError as error:
                self._error = error
                _logger.error("%s", error)
            else:
                for fault in self._app.faults:
                    _logger.error("%s", fault)
        if self._error is not None:
            raise self._error
        return self._app

    def metadata(self) -> list[schema.RpcFunctionMetadata] | None:
        """What a host is told of the functions; None where it shall read function.json folders itself.

        Functions with faults are told too, as far as their bindings are known, so that they answer with them.

        Raises:
            AppImportError: the app cannot be imported, and no function.json tells what it has.
            AppNotFoundError: its script holds no app, or several.
        """
        try:
            app = self.index()
        except AzfuncError:
            if self._has_folders():
                return None
            raise
        if app is None:
            if SCRIPT_SETTING in os.environ:
                _logger.warning(
                    "%s is '%s', which is not in %s; the host looks for folders with function.json.",
                    SCRIPT_SETTING,
                    os.environ[SCRIPT_SETTING],
                    self.directory,
                )
            return None
        found = list(self._metadata_of(app))
        if not found and not app.faults and self._has_folders():
            return None
        if not found and not app.faults:
            _logger.warning("The app of %s has no functions: nothing in it is decorated.", app.script)
        return found

    def _has_folders(self) -> bool:
        from azfunc.metadata.function_folder import find_function_files  # apps in order have none beside them

        return bool(find_function_files(self.directory))

    def _metadata_of(self, app: IndexedApp) -> Iterator[schema.RpcFunctionMetadata]:
        for name, loaded in app.functions.items():
            function = loaded.function
            yield function_metadata(name, function.to_documents(), function.retry, app.script, self._messages)
        for name, documents in app.broken_documents.items():
            yield function_metadata(name, documents, None, app.script, self._messages)

    def load(self, function_id: str, metadata: schema.RpcFunctionMetadata) -> None:
        """Loads a function; again, if it has been loaded before.

        Raises:
            AzfuncError: it cannot run. Invocations of it fail with the same error, as with any other exception.
        """
        try:
            self._loaded[function_id] = self._load(metadata)
        except Exception as error:
            self._loaded[function_id] = error
            raise

    def _load(self, metadata: schema.RpcFunctionMetadata) -> Loaded:
        app = self.index()
        if app is None:
            return self._load_folder(metadata)
        found = app.functions.get(metadata.name)
        if found is not None:
            return found
        fault = app.broken.get(metadata.name)
        if fault is not None:
            raise fault
        known = ", ".join(app.functions) or "none"
        raise AppNotFoundError(
            f"The host asks for function '{metadata.name}', which the app of {app.script} does not have; its functions "
            f"are: {known}. Deploy all files of the app together, or run azfunc build again."
        )

    def _load_folder(self, metadata: schema.RpcFunctionMetadata) -> Loaded:
        from azfunc.worker.folder_loading import load_folder  # decorated apps have none

        if self._folder_scope is None:
            self._folder_scope = AppScope()
        try:
            return load_folder(metadata, self._folder_scope)
        except Exception as error:
            _logger.error("Function '%s' cannot run: %s", metadata.name, told(error))
            raise

    def find(self, function_id: str) -> Loaded:
        """A function that has been loaded.

        Raises:
            AzfuncError: it could not be loaded, or the host has never asked for that.
        """
        found = self._loaded.get(function_id)
        if isinstance(found, Loaded):
            return found
        if found is not None:
            raise found.with_traceback(None)  # or the frames of every call before would stay with it
        raise InvocationError(
            f"The host invokes a function with the id {function_id!r}, which it has not loaded in this worker."
        )

    def functions(self) -> list[Function]:
        """The functions that have been loaded."""
        return [loaded.function for loaded in self._loaded.values() if isinstance(loaded, Loaded)]

    def scopes(self) -> list[AppScope]:
        """What lives as long as the app in this process."""
        scopes = [loaded.executor.scope for loaded in self._loaded.values() if isinstance(loaded, Loaded)]
        scopes += [self._app.scope] if self._app is not None else []
        return list(dict.fromkeys(scopes))

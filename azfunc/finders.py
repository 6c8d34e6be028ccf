"""What Python remembers of the folders that it imports from."""

import importlib
import sys
from collections.abc import Callable


def refresh_finders() -> None:
    """Lets imports see files that have been written meanwhile, as `importlib.invalidate_caches` does.

    That function loads importlib.metadata to tell it, too. Where nobody has loaded it, it remembers nothing; and it
    takes longer to load than an app of a few functions.
    """
    if "importlib.metadata" in sys.modules:
        importlib.invalidate_caches()
        return
    for finder in list(sys.path_importer_cache.values()):
        forget: Callable[[], object] | None = getattr(finder, "invalidate_caches", None)
        if forget is not None:
            forget()

"""What is being run: context variables that follow an invocation through threads and tasks."""

from contextvars import ContextVar
from typing import Final

invocation_id: Final[ContextVar[str | None]] = ContextVar("azfunc_invocation_id", default=None)
"""Id of the invocation that this code runs for; None outside of one."""

function_name: Final[ContextVar[str | None]] = ContextVar("azfunc_function_name", default=None)
"""Name of the function that this code runs for; None outside of an invocation."""

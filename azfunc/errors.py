"""Every exception that azfunc raises, in one tree.

::

    AzfuncError
    ├── AppError                all faults of one app together (also an ExceptionGroup)
    ├── DefinitionError         one fault in the way a function is declared
    ├── RegistrationError       something is registered that is no function or no blueprint
    ├── LateRegistrationError   a decorator ran after the app had been read
    ├── AppNotFoundError        no app, or more than one, where one was looked for
    ├── AppImportError          the module that holds the app cannot be imported
    ├── DocumentError           a function.json or another project file cannot be read
    ├── BuildError              the legacy folders cannot be written
    ├── PayloadError            a value does not fit its binding
    │   ├── DecodeError         what arrived cannot become what the handler asks for
    │   │   └── RequestError    an HTTP request does not fit the handler's signature
    │   └── EncodeError         what the handler gave cannot become what the binding sends
    ├── InvocationError         an invocation cannot be carried out
    ├── SettingsError           app settings are missing, or do not fit their model
    ├── WorkerError             a language worker cannot be started, or has lost its host
    └── DependencyError         a dependency cannot be made

    AzfuncWarning               a UserWarning: it works, but probably not as meant

Messages read *what - where - why - do this*.
"""

from collections.abc import Sequence
from types import CodeType
from typing import NamedTuple, Protocol, Self


class Location(NamedTuple):
    """A line of the user's source, written ``file:line``."""

    file: str
    line: int

    @property
    def location(self) -> "Location":
        """Itself; see `Mark`."""
        return self

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Mark(NamedTuple):
    """A place in running code. Its line is looked up when asked for, which takes longer the longer the file is."""

    code: CodeType
    instruction: int

    @property
    def location(self) -> Location:
        """The line of the user's source."""
        for start, end, line in self.code.co_lines():
            if start <= self.instruction < end and line is not None:
                return Location(self.code.co_filename, line)
        return Location(self.code.co_filename, self.code.co_firstlineno)

    def __str__(self) -> str:
        return str(self.location)


class Place(Protocol):
    """Something that knows where it stands: a `Location`, a `Mark`, an entry of a document."""

    @property
    def location(self) -> Location:
        """The file and line."""
        ...


"""Where a fault is."""


class Fault(NamedTuple):
    """What is wrong, told by a rule that does not know whose function it looks at."""

    rule: str
    """Stable id of the rule, in kebab case."""
    what: str
    """The fault in one sentence, without a full stop."""
    found: str
    """What stands there."""
    expected: str
    """What may stand there."""
    fix: str
    """What to change, as an instruction."""
    is_tolerated: bool = False
    """Whether hosts take the function in spite of it: then the app warns, and goes on."""


class AzfuncWarning(UserWarning):
    """Something works, but probably not as it was meant."""


class AzfuncError(Exception):
    """Base of all exceptions that azfunc raises on purpose."""


class DefinitionError(AzfuncError):
    """One fault in the way a function is declared.

    Attributes:
        rule: stable id of the rule that found it.
        function: name of the function, or ``<app>`` for a fault of the app as a whole.
        where: file and line of the declaration.
        what, found, expected, fix: the parts of the message.
    """

    def __init__(self, fault: Fault, *, function: str, where: Location) -> None:
        self.rule: str = fault.rule
        self.what: str = fault.what
        self.found: str = fault.found
        self.expected: str = fault.expected
        self.fix: str = fault.fix
        self.function: str = function
        self.where: Location = where
        super().__init__(
            f"{where}: function '{function}': {fault.what}\n"
            f"    found:    {fault.found}\n"
            f"    expected: {fault.expected}\n"
            f"    fix:      {fault.fix}"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_definition_error, (self._fault(), self.function, self.where))

    def _fault(self) -> Fault:
        return Fault(self.rule, self.what, self.found, self.expected, self.fix)


def _rebuild_definition_error(fault: Fault, function: str, where: Location) -> DefinitionError:
    return DefinitionError(fault, function=function, where=where)


class AppError(ExceptionGroup[DefinitionError], AzfuncError):
    """All faults of one app, together; ``exceptions`` holds a `DefinitionError` for each."""

    exceptions: tuple[DefinitionError, ...]  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]  # never nested

    def __new__(cls, faults: Sequence[DefinitionError]) -> Self:
        count = len(faults)
        return super().__new__(cls, f"{count} fault{'s' * (count != 1)} in this app", list(faults))

    def __init__(self, faults: Sequence[DefinitionError]) -> None:
        super().__init__(self.message, list(faults))

    def __reduce__(self) -> tuple[object, ...]:
        return (AppError, (self.exceptions,))

    def __str__(self) -> str:
        """One line for each fault; their details are those of ``exceptions``."""
        lines = (f"  {fault.where}: function '{fault.function}': {fault.what}" for fault in self.exceptions)
        return "\n".join([f"{self.message}:", *lines])


class RegistrationError(AzfuncError, TypeError):
    """Something is registered that is no function or no blueprint."""


class LateRegistrationError(AzfuncError):
    """A decorator ran, or a blueprint was registered, after the app had been read."""


class AppNotFoundError(AzfuncError):
    """No app, or more than one, where one was looked for."""


class AppImportError(AzfuncError):
    """The module that holds the app cannot be imported; ``__cause__`` is the original."""


class DocumentError(AzfuncError):
    """A function.json or another project file cannot be read; names the file and the JSON path."""


class BuildError(AzfuncError):
    """The legacy folders cannot be written."""


class PayloadError(AzfuncError, ValueError):
    """A value does not fit its binding."""


class DecodeError(PayloadError):
    """What arrived cannot become what the handler asks for."""


class EncodeError(PayloadError):
    """What the handler gave cannot become what the binding sends."""


class InvocationError(AzfuncError):
    """An invocation cannot be carried out."""


class SettingsError(AzfuncError):
    """App settings are missing or do not fit the model that is read from them; no value is shown."""


class WorkerError(AzfuncError):
    """A language worker cannot be started, or has lost its host."""


class DependencyError(AzfuncError):
    """A dependency cannot be made, or does not end as it should."""

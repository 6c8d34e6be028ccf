"""`Depends` and `FromSettings`: what `Annotated` says of a parameter that no binding fills."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from azfunc.bindings.record import field, record

Provider: TypeAlias = Callable[..., object]
"""What makes a dependency: a function, sync or async, a generator function of either kind, or a class."""

DependencyScope: TypeAlias = Literal["invocation", "app"]
"""How long a dependency lives."""


@record
class Depends:
    """Fills a parameter with what a function makes: ``db: Annotated[Session, Depends(get_session)]``.

    The function's own parameters may be dependencies, settings, the `Context`, and, below an HTTP trigger, parts of
    the request. It may be sync or async. A generator yields the value once; what stands behind the ``yield`` runs
    after the handler, which sees the handler's exception, as in a context manager. Within one invocation a
    dependency is made once, however many ask for it.

    Args:
        provider: the function; left out, the parameter's own class.
        scope: ``invocation`` makes it anew for each call; ``app`` makes it once for the process, at its first use,
            and ends it when the app ends.
    """

    provider: Provider | None = None
    scope: DependencyScope = field(default="invocation", kw_only=True)


@record
class FromSettings:
    """Fills a parameter with a model read from app settings: ``settings: Annotated[Settings, FromSettings()]``.

    The field ``cosmos_database`` is the setting ``COSMOS_DATABASE`` (or the field's alias), in any case. Fields that
    are models, lists or dicts are written as JSON. The model is read once, when the app starts, and all that is
    missing or wrong is told together, without the values.

    Args:
        prefix: stands before the settings' names, such as ``COSMOS_``.
    """

    prefix: str = ""

"""`BaseClient`: what `TestClient` and `AsyncTestClient` share, which is all but how calls run what they start."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Generic

from azfunc.bindings.context import RetryContext
from azfunc.errors import InvocationError
from azfunc.testing.deliver import deliver_next
from azfunc.testing.driver import One, Several
from azfunc.testing.engine import Provider
from azfunc.testing.events import Event
from azfunc.testing.http import Params
from azfunc.testing.http_client import Answer, HttpClient
from azfunc.testing.invoke_events import HttpOptions, event_for
from azfunc.testing.result import Outputs, Result


class BaseClient(HttpClient[One, Several, Answer], Generic[One, Several, Answer]):
    """Calls an app's functions as a host does: by route, by queue, by timer…, through the codecs of production."""

    __test__ = False  # pytest takes classes called Test… for tests

    @property
    def outputs(self) -> Outputs:
        """Every value that functions gave to output bindings, in order; clear the list to begin anew."""
        return self._engine.outputs

    def invoke(
        self,
        function: str,
        data: object = None,
        metadata: Mapping[str, object] | None = None,
        *,
        method: str | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryContext | None = None,
    ) -> One:
        """Runs a function of any trigger by its name.

        Args:
            function: the function's name.
            data: the trigger's value: a message, a list of documents, a blob's content, an HTTP body…; or a `Datum`.
            metadata: more trigger metadata by the host's names, such as ``DequeueCount`` or ``BlobTrigger``; for an
                HTTP function the values of its route's tokens.
            method: of an HTTP function; POST with a body and GET without, if it answers them.
            params: query parameters of an HTTP function.
            headers: headers of an HTTP function.
            retry: which attempt it is, under a retry policy; the handler finds it in its `Context`.

        Raises:
            InvocationError: there is no such function, or a token of its route has no value.
        """
        options = HttpOptions(
            base=self._http.base, prefix=self._http.prefix, method=method, params=params, headers=headers or {}
        )
        return self._driver.one(self._invoked(function, data, metadata or {}, options, retry))

    async def _invoked(
        self,
        function: str,
        data: object,
        metadata: Mapping[str, object],
        options: HttpOptions,
        retry: RetryContext | None,
    ) -> Result:
        found = self._engine.function(function)
        event = event_for(found, data, metadata, options, self._engine.settings.lenient)
        return await self._engine.run(found, event, retry)

    def deliver(self, function: str, event: Event) -> One:
        """Runs a function for an event that a builder of `azfunc.testing.events` has made."""
        return self._driver.one(self._engine.run(self._engine.function(function), event))

    def provide(self, function: str, /, **values: object) -> None:
        """Sets what input bindings of a function read from now on.

        Args:
            function: the function's name.
            values: a value for each parameter; None is "nothing there".

        Raises:
            InvocationError: the function has no input binding of that name.
        """
        self._engine.inputs.provide(self._engine.function(function), values)

    def override(self, provider: Provider, by: Provider) -> AbstractContextManager[None]:
        """Puts a provider in the place of another, for the length of a block::

            with client.override(get_database, lambda: FakeDatabase()):
                client.get("/api/orders")

        Args:
            provider: what ``Depends`` names.
            by: a function, generator function or class of either kind, sync or async.

        Raises:
            DependencyError: it asks for what only a declared dependency can get.
        """
        return self._engine.overriding({provider: by})

    def run_until_idle(self, limit: int = 1000) -> Several:
        """Delivers what functions have put on queues, into blobs and containers, in the order received, until
        nothing is left that a function listens to.

        A handler's exception is raised from here; its message is gone, and what waits behind it still waits.

        Args:
            limit: how many deliveries are enough to say that the functions feed themselves.

        Returns:
            What came of each invocation.

        Raises:
            InvocationError: the limit was reached.
        """
        return self._driver.several(self._idle(limit))

    async def _idle(self, limit: int) -> list[Result]:
        results: list[Result] = []
        for _ in range(limit):
            found = await deliver_next(self._engine)
            if found is None:
                return results
            results += found
        raise InvocationError(
            f"After {limit} deliveries something is still waiting: "
            f"{', '.join(dict.fromkeys(str(item.place) for item in self._engine.stores.waiting))}. "
            "A function seems to feed itself; raise limit=... if this is meant."
        )

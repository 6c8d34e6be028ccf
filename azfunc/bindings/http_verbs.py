"""Decorators for HTTP functions that answer one verb: ``get``, ``post``, ``put``, ``patch``, ``delete``."""

from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import HttpMethod
from azfunc.bindings.http import RouteNames, RouteOptions, route_bindings
from azfunc.bindings.record import record


@record
class Get(RouteOptions, RouteNames):
    """Answers GET requests to a route with what the function returns; its arguments are those of ``route``."""

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, (HttpMethod.GET,))


@record
class Post(RouteOptions, RouteNames):
    """Answers POST requests to a route with what the function returns; its arguments are those of ``route``."""

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, (HttpMethod.POST,))


@record
class Put(RouteOptions, RouteNames):
    """Answers PUT requests to a route with what the function returns; its arguments are those of ``route``."""

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, (HttpMethod.PUT,))


@record
class Patch(RouteOptions, RouteNames):
    """Answers PATCH requests to a route with what the function returns; its arguments are those of ``route``."""

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, (HttpMethod.PATCH,))


@record
class Delete(RouteOptions, RouteNames):
    """Answers DELETE requests to a route with what the function returns; its arguments are those of ``route``."""

    def bindings(self) -> tuple[Binding, ...]:
        """The trigger and its answer."""
        return route_bindings(self, self, (HttpMethod.DELETE,))

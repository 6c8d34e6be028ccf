"""A Flask app as a function app."""

from azfunc import AuthLevel, WsgiFunctionApp

from menu import web

app = WsgiFunctionApp(app=web.wsgi_app, http_auth_level=AuthLevel.ANONYMOUS)

"""Every everyday binding, in the ways that apps use them."""

import messaging
import storage
import web

import azfunc as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(web.bp)
app.register_functions(storage.bp)
app.register_functions(messaging.bp)

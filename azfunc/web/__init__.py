"""Web apps behind one HTTP function: ASGI (FastAPI, Starlette, Django) and WSGI (Flask, Django).

``request`` reads an HTTP request as a web server sees one; ``asgi`` and ``wsgi`` serve it with an app, ``lifespan``
starts and stops ASGI apps, ``exchange`` carries the answer chunk by chunk, and ``apps`` holds the function apps.
"""

"""OpenAPI 3.1 of an app's HTTP functions: from the signatures that requests are read by, so that both say the same.

Follows https://spec.openapis.org/oas/v3.1.1.
"""

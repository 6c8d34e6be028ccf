"""Facts about azure-functions 2.3.0 and azure-functions-runtime 1.3.0, replayed with azfunc.

`data/` holds what Microsoft's library was seen to do: what its decorators emit, what they refuse, the members of its
payload classes, and small experiments with these. Placeholder names that Azure would not take (``val_queue_name``)
are replaced by ones that it takes. Where azfunc does something else on purpose, docs/differences.md says what and why.
"""

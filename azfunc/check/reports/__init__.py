"""How diagnostics are written: a module for each format."""

"""Shared code of the functions."""

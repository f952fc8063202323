"""Brume's client of Lambda's Runtime API for Python, on the standard library alone."""

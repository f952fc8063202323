"""Runs one function: see brume_runtime/function.py."""

from brume_runtime import function

function.main()

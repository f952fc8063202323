"""Forks functions from an interpreter that has started: see brume_runtime/fork_server.py."""

from brume_runtime import fork_server

fork_server.main()

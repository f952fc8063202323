#!/usr/bin/env python3
"""Holds the repository to its style: tidy.py [ROOT]. Prints each offence with file, line, rule
and mend; exits 1 if there is one."""

import pathlib
import sys

import layers
import rules
import shapes
from tree import Tree


def findings(root):
    tree = Tree(root)
    return [finding for check in rules.CHECKS + layers.CHECKS + shapes.CHECKS
            for finding in check(tree)]


def main():
    here = pathlib.Path(__file__).resolve()
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parents[3]
    if not (root / ".git").exists():
        print("tidy: not a git work tree, nothing to judge")
        return 0
    found = sorted(findings(root), key=lambda f: (f.path, f.line))
    for finding in found:
        print(finding)
    print(f"tidy: {len(found)} offence(s)" if found else "tidy: all rules are kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

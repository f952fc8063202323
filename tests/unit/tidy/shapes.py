"""The shape of the code: how many parameters a function has, and what stands in two places."""

import re

from cxx import comments_blanked, without_comments
from tree import CXX, Finding

PARAMETERS_MAX = 5
CLONE_LINES_MAX = 12

CALL = re.compile(r"([\w:~]+)\s*\(")
KEYWORDS = {"if", "for", "while", "switch", "return", "sizeof", "catch", "decltype", "alignof",
            "static_assert", "defined", "noexcept", "operator"}
# "const std::map<A, B>& name = {}" without its default: a type, and perhaps a name.
PARAMETER = re.compile(
    r"(?:const\s+|unsigned\s+|struct\s+|typename\s+|\[\[\w+\]\]\s*)*[\w:]+(?:<.*>)?"
    r"(?:\s*(?:const\b|\*|&|\.\.\.))*\s*\w*(?:\[\w*\])?", re.DOTALL)
BEHIND_A_DECLARATION = re.compile(r"\s*(;|\{|:|const\b|override\b|noexcept\b|=|->)")


def arguments(code, opening):
    """What stands between the commas of the parentheses that open there, and where they close."""
    parts, depth, angles, start = [], 0, 0, opening + 1
    for at in range(opening, len(code)):
        character = code[at]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return parts + [code[start:at]], at
        elif character == "<":
            angles += 1
        elif character == ">" and code[at - 1] != "-":
            angles = max(0, angles - 1)
        elif character == "," and depth == 1 and angles == 0:
            parts.append(code[start:at])
            start = at + 1
    return parts, len(code)


def declared_parameters(text):
    """Yields (name, line, parameters) of each function that is declared or defined."""
    code = without_comments(text)
    for found in CALL.finditer(code):
        name = found.group(1)
        if name.split("::")[-1] in KEYWORDS:
            continue
        parts, end = arguments(code, found.end() - 1)
        parts = [re.sub(r"=.*", "", part, flags=re.DOTALL).strip() for part in parts]
        declares = all(PARAMETER.fullmatch(part) and re.search(r"[\s&*>]", part)
                       for part in parts)
        if declares and BEHIND_A_DECLARATION.match(code[end + 1:end + 20]):
            yield name, code.count("\n", 0, found.start()) + 1, parts


def check_parameters(tree):
    for path in tree.cxx():
        for name, line, parts in declared_parameters(tree.text(path)):
            # What a C library calls back has the library's shape, and a pointer of ours at its end.
            if len(parts) > PARAMETERS_MAX and not parts[-1].startswith("void*"):
                yield Finding(path, line, "parameters",
                              f"{name}() has {len(parts)} parameters, {PARAMETERS_MAX} at most",
                              "group those that go together in a type, or take an options struct")


def normalised_lines(text):
    """[(line number, tokens)] of the lines with code: without comments, includes and spaces."""
    lines = []
    for number, line in enumerate(comments_blanked(text).splitlines(), 1):
        tokens = " ".join(re.findall(r"\w+|[^\w\s]", line))
        if tokens and not tokens.startswith("# include"):
            lines.append((number, tokens))
    return lines


def check_clones(tree):
    """Blocks of more than CLONE_LINES_MAX lines of code that stand in two places."""
    size = CLONE_LINES_MAX + 1
    seen = {}
    for path in tree.cxx():
        if not path.startswith(("emulator/", "runtime/")):
            continue
        lines = normalised_lines(tree.text(path))
        reported = 0
        for at in range(len(lines) - size + 1):
            rows = [tokens for _, tokens in lines[at:at + size]]
            if len(set(rows)) <= size // 2:  # a table of the same row is no copy
                continue
            block = "\n".join(rows)
            first = seen.setdefault(block, (path, lines[at][0], at))
            itself = first[0] == path and at - first[2] < size
            if first[:2] == (path, lines[at][0]) or itself or at < reported:
                continue
            reported = at + size
            yield Finding(path, lines[at][0], "clones",
                          f"the next {size} lines of code stand at {first[0]}:{first[1]} too",
                          "give them a name, and a place below both")


CHECKS = [check_parameters, check_clones]

"""Reads C and C++ just well enough to measure functions: no preprocessor, no types."""

import re

SKIPPED = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])*'"
    r"|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*",
    re.DOTALL | re.MULTILINE,
)
SCOPE = re.compile(
    r"\s*(inline\s+|typedef\s+)*(namespace|class|struct|union|enum)\b|\s*extern\s*$")
C_FUNCTION = re.compile(r"\b(struct|union|enum)\s+\w+\s*\**\s*\w+\s*\(")


def without_comments(text):
    """The same text, same length and lines, with comments, literals and directives blanked."""
    return SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def comments_blanked(text):
    """Only comments are blanked: string literals and #include lines stay."""

    def blank(match):
        found = match.group()
        return re.sub(r"[^\n]", " ", found) if found.startswith(("//", "/*")) else found

    return SKIPPED.sub(blank, text)


def without_template(header):
    """The header without `template <...>` and `requires (...)` in front of it."""
    for start, opens, closes in ((r"\s*template\s*<", "<", ">"), (r"\s*requires\s*\(", "(", ")")):
        while re.match(start, header):
            end, depth = header.index(opens), 0
            for end in range(end, len(header)):
                depth += (header[end] == opens) - (header[end] == closes)
                if depth == 0:
                    break
            header = header[end + 1:]
    return header


def kind_of(header):
    """What a `{` opens at namespace or class level, from the text in front of it."""
    header = without_template(header)
    if SCOPE.match(header) and not C_FUNCTION.search(header):
        return "scope"
    initialises_member = re.search(r"\)[^:]*:(?!:)", header) and re.search(r"[\w>]\s*$", header)
    return "function" if ")" in header and not initialises_member else "other"


def functions(text):
    """Yields (name, first line, last line) of each function; lambdas count for their function."""
    code = without_comments(text)
    stack, header, line, start = [], "", 1, 1
    for character in code:
        if character == "\n":
            line += 1
        if character == "{":
            inside = bool(stack) and stack[-1][0] != "scope"
            kind = "other" if inside else kind_of(header)
            stack.append((kind, header, start))
            header = "" if kind == "scope" else header
        elif character == "}":
            if not stack:
                continue
            kind, opened_by, first = stack.pop()
            if kind == "function":
                yield name_of(opened_by), first, line
            if all(entry[0] == "scope" for entry in stack):
                # Braces of a member's initialiser belong to the constructor's header.
                header = opened_by + "{}" if kind == "other" else ""
        elif character == ";":
            header = "" if not stack or stack[-1][0] == "scope" else header
        elif not stack or stack[-1][0] == "scope":
            if not header.strip():
                start, header = line, ""
            header += character


def name_of(header):
    found = re.search(r"([\w~:]+|operator\s*\S+)\s*\(", without_template(header))
    return found.group(1) if found else "?"

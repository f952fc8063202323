"""Who may include whom: the arrows between folders, circles of folders at every level and of
units, and third-party homes."""


import re

from cxx import comments_blanked
from tree import HEADERS, Finding

# A new folder is one new line. What a folder may include, its own files aside. A service is a
# folder of its own: it includes what stands below all services, and no other service.
LAYERS = {
    "runtime/sdk": set(),
    "runtime/wire": set(),
    "runtime/elf": set(),
    "runtime/host": {"runtime/wire", "runtime/elf", "runtime/sdk"},
    "runtime/bootstrap": {"runtime/wire", "runtime/sdk", "runtime/host"},
    "emulator/base": set(),
    "emulator/text": {"emulator/base"},
    "emulator/crypto": {"emulator/text", "emulator/base"},
}
FOUNDATIONS = {"emulator/base", "emulator/text", "emulator/crypto"}
LAYERS["emulator/loop"] = FOUNDATIONS
LAYERS["emulator/http"] = LAYERS["emulator/store"] = FOUNDATIONS | {"emulator/loop"}
LAYERS["emulator/template"] = FOUNDATIONS
LAYERS["emulator/resource"] = FOUNDATIONS | {"emulator/template"}
LAYERS["emulator/samples"] = LAYERS["emulator/scaffold"] = FOUNDATIONS
LAYERS["emulator/pattern"] = FOUNDATIONS | {"emulator/template"}
LAYERS["emulator/artifact"] = FOUNDATIONS | {"emulator/template", "runtime/elf"}
LAYERS["emulator/build"] = LAYERS["emulator/artifact"] | {"emulator/artifact", "emulator/loop"}
LAYERS["emulator/invoke"] = FOUNDATIONS | {"emulator/loop", "runtime/wire"}
LAYERS["emulator/runtime_api"] = LAYERS["emulator/invoke"] | {"emulator/invoke", "emulator/http"}
LAYERS["emulator/history"] = FOUNDATIONS | {"emulator/invoke", "emulator/store"}
LAYERS["emulator/polling"] = FOUNDATIONS | {"emulator/loop", "emulator/invoke"}
LAYERS["emulator/delivery"] = FOUNDATIONS | {"emulator/store"}
LAYERS["emulator/async"] = FOUNDATIONS | {"emulator/invoke", "emulator/store",
                                          "emulator/delivery"}
LAYERS["emulator/aws"] = FOUNDATIONS | {"emulator/loop", "emulator/http"}
LAYERS["emulator/service"] = FOUNDATIONS | {
    "emulator/loop", "emulator/http", "emulator/template", "emulator/resource", "emulator/invoke",
    "emulator/async", "emulator/delivery", "emulator/polling", "emulator/aws"}
SERVICES = LAYERS["emulator/service"] | {
    "emulator/service", "emulator/store", "emulator/pattern", "emulator/artifact",
    "runtime/wire"}
LAYERS["emulator/graph"] = {"emulator/services", "emulator/resource", "emulator/template",
                            "emulator/base", "emulator/text"}
LAYERS["emulator/check"] = {"emulator/services", "emulator/pattern", "emulator/artifact",
                            "emulator/template", "emulator/base", "emulator/text"}
LAYERS["emulator/app"] = SERVICES | {"emulator/services", "emulator/history",
                                     "emulator/runtime_api", "runtime/elf"}
LAYERS["emulator/cli"] = FOUNDATIONS | {
    "emulator/app", "emulator/template", "emulator/check", "emulator/graph", "emulator/samples",
    "emulator/scaffold", "emulator/build", "emulator/history", "emulator/services",
    "emulator/async", "emulator/invoke", "emulator/loop", "emulator/http", "emulator/store"}

# Third-party headers with one home each; "<file>" is a home too. Two homes have a reason.
HOMES = [
    (r"uv\.h", ["emulator/loop/"]),
    (r"yaml-cpp/", ["emulator/template/parse/yaml_events.cpp"]),
    (r"yaml\.h", ["emulator/template/parse/yaml_fast.cpp"]),
    (r"pcre2\.h", ["emulator/template/model/pattern.cpp"]),
    (r"sqlite3\.h", ["emulator/store/"]),
    (r"boost/process", ["emulator/loop/child_process.cpp"]),
    (r"boost/(beast|asio)", ["emulator/http/head_parser.cpp"]),
    (r"CLI/", ["emulator/cli/"]),
    (r"(elf|gelf|libelf)\.h", ["runtime/elf/"]),
    (r"elfutils/", ["emulator/invoke/worker/dwarf_symbolizer.cpp"]),
    (r"cctz/", ["emulator/services/schedule/time_zone.cpp"]),
    (r"toml\+\+", ["emulator/cli/config/toml_text.cpp"]),
    (r"pugixml", ["emulator/services/s3/protocol/xml_element.cpp"]),
    (r"archive(_entry)?\.h", ["emulator/services/lambda/api/code_archive.cpp"]),
    (r"zlib\.h", ["emulator/crypto/"]),
    # TLS is a stream with its own loop of reads and writes, and nothing that crypto could hide.
    (r"openssl/", ["emulator/crypto/", "emulator/http/tls.cpp"]),
    # A client of our own server, and one that passes requests on unchanged to others: they share
    # no line.
    (r"httplib\.h", ["emulator/cli/emulator_client.cpp",
                     "emulator/services/apigateway/proxy/http_client.cpp"]),
]
JSON_HEADER_HOMES = ("runtime/sdk/",)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def folder_of(path):
    """The layer a file belongs to: "emulator/base" for emulator/base/ids.h, and of services each
    its own: "emulator/services/s3"."""
    parts = path.split("/")
    service = path.startswith("emulator/services/") and len(parts) > 3
    return "/".join(parts[:3 if service else 2])


def may_include(source, target):
    service = source.startswith("emulator/services/")
    allowed = SERVICES if service else LAYERS[source]
    if target.startswith("emulator/services/"):
        return not service and "emulator/services" in allowed
    return target in allowed


def includes(tree, path):
    for number, line in enumerate(comments_blanked(tree.text(path)).splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1)


def included_path(included):
    """The file of ours that an #include names; None for a library's."""
    if included.startswith("brume/"):
        return "runtime/sdk/" + included
    return included if included.startswith(("emulator/", "runtime/")) else None


def check_arrow(path, number, included):
    target_path = included_path(included)
    source = folder_of(path)
    if target_path is None or folder_of(target_path) == source:
        return None
    if may_include(source, folder_of(target_path)):
        return None
    service = source.startswith("emulator/services/")
    allowed = ", ".join(sorted(SERVICES if service else LAYERS[source])) or "nothing of ours"
    return Finding(path, number, "layers", f"{source} must not include {included}",
                   f"it may include {allowed}; move the shared part down, or pass it in")


def check_layers(tree):
    for path in tree.cxx():
        folder = folder_of(path)
        if not path.startswith(("emulator/", "runtime/")):
            continue
        if folder not in LAYERS and not folder.startswith("emulator/services/"):
            yield Finding(path, 1, "layers", f"{folder} has no place in the layers",
                          "add its line to LAYERS in tests/unit/tidy/layers.py and to "
                          "ARCHITECTURE.md")
            continue
        for number, included in includes(tree, path):
            finding = check_arrow(path, number, included)
            if finding:
                yield finding


def our_includes(tree):
    """[(file, line, included file)] of all includes among our own sources."""
    ours = [f for f in tree.cxx() if f.startswith(("emulator/", "runtime/"))]
    known = set(ours)
    return [(path, number, target) for path in ours for number, included in includes(tree, path)
            for target in [included_path(included)] if target in known]


def sibling_names(folder, source, target):
    """The two children of `folder` that an include joins; None when it joins none. A folder's own
    files are its child "."."""
    names = []
    for path in (source, target):
        if not path.startswith(folder + "/"):
            return None
        rest = path[len(folder) + 1:].split("/")
        names.append(rest[0] if len(rest) > 1 else ".")
    return tuple(names) if names[0] != names[1] else None


def check_folder_circles(tree):
    """Siblings at every level: what a folder stands on shares no room with its roof."""
    arrows = our_includes(tree)
    folders = {"/".join(path.split("/")[:depth]) for path, _, _ in arrows
               for depth in range(1, path.count("/") + 1)}
    for folder in sorted(folders):
        inside = {}
        for path, number, target in arrows:
            names = sibling_names(folder, path, target)
            if names:
                inside.setdefault(names, []).append((path, number, target))
        for circle in circles(inside):
            yield from circle_findings(circle, inside, f"folders of {folder}/")


def unit_of(path):
    """A header and its source are one unit: "emulator/base/ids" for both."""
    return re.sub(r"\.(h|hpp|cpp|c)$", "", path)


def check_unit_circles(tree):
    arrows = {}
    for path, number, target in our_includes(tree):
        names = (unit_of(path), unit_of(target))
        if names[0] != names[1]:
            arrows.setdefault(names, []).append((path, number, target))
    for circle in circles(arrows):
        yield from circle_findings(circle, arrows, "units")


def circle_findings(circle, arrows, what):
    """One finding: the arrow of the circle that has the fewest includes is the easiest to turn."""
    inside = {names: found for names, found in arrows.items()
              if names[0] in circle and names[1] in circle}
    path, number, target = min(inside.values(), key=lambda found: (len(found), found[0]))[0]
    listed = ", ".join(name.rsplit("/", 1)[-1] for name in sorted(circle))
    yield Finding(path, number, "circles", f"{what} include each other: {listed}",
                  f"turn the arrow to {target}: move what both need down, or pass it in")


def circles(arrows):
    """The sets of two and more names that reach each other. `arrows`: {(from, to): …}."""
    out = {}
    for source, target in arrows:
        out.setdefault(source, set()).add(target)
    order, seen = [], set()

    def visit(start, forward, done):
        """Depth first, without recursion: `done` is called with each name when it is left."""
        stack = [(start, iter(sorted(forward.get(start, ()))))]
        seen.add(start)
        while stack:
            name, following = stack[-1]
            step = next((each for each in following if each not in seen), None)
            if step is None:
                done(name)
                stack.pop()
            else:
                seen.add(step)
                stack.append((step, iter(sorted(forward.get(step, ())))))

    for name in sorted(out):
        if name not in seen:
            visit(name, out, order.append)
    back = {}
    for source, target in arrows:
        back.setdefault(target, set()).add(source)
    seen.clear()
    for name in reversed(order):
        if name not in seen:
            component = []
            visit(name, back, component.append)
            if len(component) > 1:
                yield set(component)


def check_functions_include_sdk_only(tree):
    for path in tree.cxx():
        if not path.startswith(("functions/", "examples/")):
            continue
        for number, included in includes(tree, path):
            if included.startswith(("emulator/", "runtime/")):
                yield Finding(path, number, "layers", f"a function includes {included}",
                              "a function sees <brume/...> only, as its author would")


def check_homes(tree):
    for path in tree.cxx():
        if not path.startswith(("emulator/", "runtime/")):
            continue
        for number, included in includes(tree, path):
            for pattern, homes in HOMES:
                if re.match(pattern, included) and not path.startswith(tuple(homes)):
                    yield Finding(path, number, "third-party",
                                  f"<{included}> is included outside {' and '.join(homes)}",
                                  "use the interface that folder offers, or extend it")
            heavy = included == "nlohmann/json.hpp" and path.endswith(HEADERS)
            if heavy and not path.startswith(JSON_HEADER_HOMES):
                yield Finding(path, number, "third-party", f"<{included}> stands in a header",
                              "include <nlohmann/json_fwd.hpp>, and json.hpp in the .cpp")


CHECKS = [check_layers, check_folder_circles, check_unit_circles,
          check_functions_include_sdk_only, check_homes]

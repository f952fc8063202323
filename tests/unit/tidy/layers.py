"""Who may include whom: the arrows of DESIGN's layout, one line a folder, and third-party homes."""

import re

from cxx import comments_blanked
from tree import HEADERS, Finding

# A new folder is one new line. What a folder may include, its own files aside.
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
LAYERS["emulator/invoke"] = FOUNDATIONS | {"emulator/loop", "emulator/template", "runtime/wire"}
LAYERS["emulator/history"] = FOUNDATIONS | {"emulator/invoke", "emulator/store"}
LAYERS["emulator/polling"] = FOUNDATIONS | {"emulator/loop", "emulator/invoke"}
LAYERS["emulator/delivery"] = FOUNDATIONS | {"emulator/store"}
LAYERS["emulator/async"] = FOUNDATIONS | {"emulator/invoke", "emulator/store",
                                          "emulator/delivery"}
LAYERS["emulator/aws"] = FOUNDATIONS | {"emulator/loop", "emulator/http"}
LAYERS["emulator/service"] = FOUNDATIONS | {
    "emulator/loop", "emulator/http", "emulator/template", "emulator/resource", "emulator/invoke",
    "emulator/async", "emulator/delivery", "emulator/aws"}
LAYERS["emulator/services"] = LAYERS["emulator/service"] | {
    "emulator/service", "emulator/store", "emulator/pattern", "emulator/artifact",
    "runtime/wire"}
LAYERS["emulator/graph"] = {"emulator/services", "emulator/resource", "emulator/template",
                            "emulator/base"}
LAYERS["emulator/check"] = {"emulator/services", "emulator/pattern", "emulator/artifact",
                            "emulator/template", "emulator/base"}
LAYERS["emulator/app"] = LAYERS["emulator/services"] | {
    "emulator/services", "emulator/history", "runtime/elf"}

# Third-party headers with one home each; "<file>" is a home too.
HOMES = [
    (r"uv\.h", ["emulator/loop/"]),
    (r"yaml-cpp/", ["emulator/template/"]),
    (r"yaml\.h", ["emulator/template/parse/yaml_fast.cpp"]),
    (r"sqlite3\.h", ["emulator/store/"]),
    (r"boost/process", ["emulator/loop/child_process.cpp"]),
    (r"boost/beast", ["emulator/http/"]),
    (r"CLI/", ["emulator/cli/"]),
    (r"(elf|gelf|libelf)\.h", ["runtime/elf/"]),
    (r"elfutils/", ["emulator/invoke/worker/"]),
    (r"cctz/", ["emulator/services/schedule/time_zone.cpp"]),
    (r"toml\+\+", ["emulator/cli/config/toml_text.cpp"]),
    (r"pugixml", ["emulator/services/s3/protocol/xml_element.cpp"]),
]
JSON_HEADER_HOMES = ("runtime/sdk/",)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def folder_of(path):
    """The layer a file belongs to: "emulator/base" for emulator/base/ids.h."""
    return "/".join(path.split("/")[:2])


def includes(tree, path):
    for number, line in enumerate(comments_blanked(tree.text(path)).splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1)


def target_folder(included):
    if included.startswith("brume/"):
        return "runtime/sdk"
    return folder_of(included) if included.startswith(("emulator/", "runtime/")) else None


def check_arrow(path, number, included):
    source, target = folder_of(path), target_folder(included)
    if target is None or source == target:
        return None
    if source == "emulator/cli":
        if target != "runtime/host":
            return None
        return Finding(path, number, "layers", "cli includes the host",
                       "speak to the host through runtime/wire")
    if target in LAYERS[source]:
        return None
    allowed = ", ".join(sorted(LAYERS[source])) or "nothing of ours"
    return Finding(path, number, "layers", f"{source} must not include {included}",
                   f"it may include {allowed}; move the shared part down, or pass it in")


def check_layers(tree):
    for path in tree.cxx():
        folder = folder_of(path)
        if not path.startswith(("emulator/", "runtime/")):
            continue
        if folder not in LAYERS and folder != "emulator/cli":
            yield Finding(path, 1, "layers", f"{folder} has no place in the layers",
                          "add its line to LAYERS in tests/unit/tidy/layers.py and to "
                          "ARCHITECTURE.md")
            continue
        for number, included in includes(tree, path):
            finding = check_arrow(path, number, included)
            if finding:
                yield finding


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


CHECKS = [check_layers, check_functions_include_sdk_only, check_homes]

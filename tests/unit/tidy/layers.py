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
    "emulator/loop": {"emulator/base"},
    "emulator/template": {"emulator/base"},
    "emulator/samples": {"emulator/base"},
    "emulator/scaffold": {"emulator/base"},
    "emulator/artifact": {"emulator/template", "emulator/base", "runtime/elf"},
    "emulator/build": {"emulator/artifact", "emulator/template", "emulator/loop", "emulator/base"},
    "emulator/http": {"emulator/loop", "emulator/base"},
    "emulator/store": {"emulator/loop", "emulator/base"},
    "emulator/invoke": {"emulator/template", "emulator/store", "emulator/loop", "emulator/base",
                        "runtime/wire"},
}
LAYERS["emulator/history"] = {"emulator/invoke", "emulator/store", "emulator/base"}
SERVES_INVOKE = {"emulator/invoke", "emulator/template", "emulator/http", "emulator/store",
                 "emulator/loop", "emulator/base"}
for source in ("gateway", "schedule", "storage", "aws"):
    LAYERS[f"emulator/{source}"] = SERVES_INVOKE
LAYERS["emulator/graph"] = {"emulator/gateway", "emulator/template", "emulator/base"}
LAYERS["emulator/storage"] = SERVES_INVOKE | {"runtime/wire"}
LAYERS["emulator/pattern"] = {"emulator/template", "emulator/base"}
LAYERS["emulator/check"] = {"emulator/gateway", "emulator/schedule", "emulator/storage",
                            "emulator/pattern", "emulator/artifact", "emulator/template",
                            "emulator/base"}
LAYERS["emulator/aws"] = SERVES_INVOKE | {"emulator/artifact", "emulator/storage"}

# Third-party headers with one home each; "<file>" is a home too.
HOMES = [
    (r"uv\.h", ["emulator/loop/"]),
    (r"yaml-cpp/", ["emulator/template/"]),
    (r"yaml\.h", ["emulator/template/read/yaml_fast.cpp"]),
    (r"sqlite3\.h", ["emulator/store/"]),
    (r"boost/process", ["emulator/loop/child_process.cpp"]),
    (r"boost/beast", ["emulator/http/"]),
    (r"CLI/", ["emulator/cli/"]),
    (r"(elf|gelf|libelf)\.h", ["runtime/elf/"]),
    (r"elfutils/", ["emulator/invoke/"]),
    (r"cctz/", ["emulator/schedule/time_zone.cpp"]),
    (r"toml\+\+", ["emulator/cli/config/toml_text.cpp"]),
    (r"pugixml", ["emulator/aws/s3/xml_element.cpp"]),
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

"""Templates made to keep a reader busy or to use up its memory, and what is said of each.

One entry a bomb: its name, the text of template.yaml, what the error must say, and the files beside
it. Used by limits_test.py and by the bench of templates.
"""

LINE = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: %s}}\n"
FUNCTION = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ., Handler: a.b, Runtime: provided.al2023, Description: %s}
"""


def laughs():
    lines = ["Resources:", "  A: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"  A{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    return "\n".join(lines)


def merges():
    lines = ["Resources: &m0", "  A: {Type: x}"]
    for i in range(1, 30):
        lines += [f"K{i}: &m{i}", f"  <<: [{', '.join([f'*m{i - 1}'] * 9)}]", f"  a{i}: *m{i - 1}",
                  f"  b{i}: *m{i - 1}"]
    return "\n".join(lines)


def nested_anchors():
    body = "[" + ", ".join(["x"] * 20000) + "]"
    for i in range(120):
        body = f"&a{i} [{body}]"
    return f"Resources: {body}"


def long_texts():
    text = "x" * 1_000_000
    return f"Resources:\n  A: &a {text}\n  B: [{', '.join(['*a'] * 5000)}]"


def call(name, arguments):
    return f"{{'Fn::{name}': {arguments}}}"


def nested_subs(depth):
    text = "'xxxxxxxxxx'"
    for _ in range(depth):
        text = call("Sub", f"['${{X}}${{X}}', {{X: {text}}}]")
    return LINE % text


def many_subs():
    lines = ["Parameters: {P: {Type: String, Default: %s}}" % ("x" * 4000), "Resources:"]
    for i in range(1000):
        lines += [f"  T{i}:", "    Type: AWS::SNS::Topic",
                  f"    Properties: {{DisplayName: !Sub '{'${P}' * 200}'}}"]
    return "\n".join(lines)


def joins():
    text = "&j0 !Join ['', [" + ", ".join(["xxxxxxxxxx"] * 100) + "]]"
    lines = ["Resources:", "  T:", "    Type: AWS::SNS::Topic", "    Properties:",
             f"      J0: {text}"]
    for i in range(1, 6):
        lines.append(f"      J{i}: &j{i} !Join ['', [{', '.join([f'*j{i - 1}'] * 9)}]]")
    lines.append("    Metadata: {" + ", ".join(f"m{i}: *j4" for i in range(80)) + "}")
    return "\n".join(lines)


def splits():
    lines = ["Parameters: {P: {Type: String, Default: '%s'}}" % ("," * 4000), "Resources:"]
    for i in range(1000):
        lines += [f"  T{i}: {{Type: 'AWS::X::Y', Properties: {{L: !Split [',', !Ref P]}}}}"]
    return "\n".join(lines)


def list_parameters():
    lines = ["Parameters: {P: {Type: CommaDelimitedList, Default: '%s'}}" % ("," * 4000),
             "Resources:"]
    lines += [f"  T{i}: {{Type: 'AWS::X::Y', Properties: {{L: !Ref P}}}}" for i in range(3000)]
    return "\n".join(lines)


def json_strings():
    text = '["\\""]'
    for _ in range(40):
        text = call("ToJsonString", f"[{text}]")
    return LINE % text


def for_each_product():
    letters = "[" + ", ".join(f"'{i:03}'" for i in range(100)) + "]"
    return ("Transform: AWS::LanguageExtensions\nResources:\n"
            f"  Fn::ForEach::A:\n    - A\n    - {letters}\n"
            f"    - Fn::ForEach::B:\n        - B\n        - {letters}\n"
            f"        - Fn::ForEach::C:\n            - C\n            - {letters}\n"
            "            - 'T${A}${B}${C}': {Type: AWS::SNS::Topic}\n")


def for_each_text():
    values = "[" + ", ".join(f"{'x' * 4000}{i}" for i in range(100)) + "]"
    return ("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n"
            f"    - {values}\n    - '&{{A}}': {{Type: '{'${A}' * 10000}'}}\n")


def mapping_chain():
    pairs = ", ".join(f"k{i}: {{n: k{i + 1}}}" for i in range(200))
    text = "k0"
    for _ in range(120):
        text = call("FindInMap", f"[M, {text}, n]")
    return f"Mappings: {{M: {{{pairs}}}}}\n" + LINE % text


def mapping_lists():
    lines = ["Mappings: {M: {k: {n: [%s]}}}" % ", ".join(["x"] * 2000), "Resources:"]
    lines += [f"  T{i}: {{Type: 'AWS::X::Y', Properties: {{L: !FindInMap [M, k, n]}}}}"
              for i in range(3000)]
    return "\n".join(lines)


def reference_circle(count):
    lines = ["Resources:"]
    for i in range(count):
        lines += [f"  T{i}: {{Type: AWS::SNS::Topic, "
                  f"Properties: {{TopicName: !Ref T{(i + 1) % count}}}}}"]
    return "\n".join(lines)


def attribute_circle():
    return ("Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt B.QueueName}}"
            "\n  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${A.QueueName}x'}}\n")


def conditions(count, last):
    lines = ["Conditions:"]
    lines += [f"  C{i}: !Not [{{Condition: C{i + 1}}}]" for i in range(count)]
    lines.append(f"  C{count}: {last}")
    return "\n".join(lines) + "\n" + LINE % "x"


def dependencies():
    lines = ["Resources:"]
    lines += [f"  T{i}: {{Type: AWS::SNS::Topic, DependsOn: T{(i + 1) % 4000}}}"
              for i in range(4000)]
    return "\n".join(lines)


def globals_times_functions():
    lines = ["Transform: AWS::Serverless-2016-10-31", "Globals:", "  Function:",
             "    CodeUri: .", "    Handler: a.b", "    Runtime: provided.al2023", "    Tags:"]
    lines += [f"      t{i}: {'x' * 100}" for i in range(2000)]
    lines += ["Resources:"]
    lines += [f"  F{i}: {{Type: AWS::Serverless::Function}}" for i in range(2000)]
    return "\n".join(lines)


def wrong_references():
    lines = ["Resources:"]
    lines += [f"  Topic{i}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Ref Tipoc{i}}}}}"
              for i in range(3000)]
    return "\n".join(lines)


def duplicate_keys():
    return "Resources:\n" + "  T: {Type: AWS::SNS::Topic}\n" * 20000


def include(location):
    return ("Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: "
            f"{{Location: {location}}}}}\n")


def include_fan():
    """Files that include the next three times each: 3^7 files without a limit."""
    files = {f"{i}.yaml": "".join(
        f"K{n}: {{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: {i + 1}.yaml}}}}}}"
        "\n" for n in range(3)) for i in range(7)}
    files["7.yaml"] = "a: b\n"
    return include("0.yaml"), files


def stack_circle():
    stack = ("Resources:\n  S: {Type: AWS::CloudFormation::Stack, "
             "Properties: {TemplateURL: %s}}\n")
    return stack % "a.yaml", {"a.yaml": stack % "b.yaml", "b.yaml": stack % "a.yaml"}


def pattern():
    return ("Parameters: {P: {Type: String, AllowedPattern: '(a+)+b', Default: %s}}\n" % ("a" * 40)
            + LINE % "!Ref P")


def bombs():
    """{name: (template, what the error says, {file: text})}"""
    fan, fan_files = include_fan()
    circle, circle_files = stack_circle()
    deep = "nested deeper than 128 levels"
    made = "make more than 6 MiB"
    table = {
        "billion laughs": (laughs(), "aliases expand to more than 100000 values"),
        "merge keys": (merges(), "aliases expand to more than"),
        "anchors in each other": (nested_anchors(), "anchors mark more than 8 MiB of values"),
        "aliases of a long text": (long_texts(), "aliases expand to more than 8 MiB"),
        "flow lists": ("[" * 100_000, deep),
        "flow maps": ("{a: " * 100_000, deep),
        "JSON maps": ('{"a":' * 100_000, deep),
        "dashes": ("- " * 100_000, deep),
        "question marks": ("? " * 100_000, ""),
        "a deep block": ("\n".join(" " * i + "a:" for i in range(1000)), deep),
        "many values": ("Resources: [" + "a," * 1_000_000 + "]", "more than 150000 values"),
        "a large file": ("# " + "x" * 5_000_000, "is larger than 4 MiB"),
        "duplicate keys": (duplicate_keys(), "duplicate key `T`"),
        "Subs in each other": (nested_subs(40), "`Fn::Sub` grows beyond 1 MiB"),
        "Subs beside each other": (many_subs(), made),
        "Joins": (joins(), ""),
        "Splits": (splits(), made),
        "a list parameter": (list_parameters(), made),
        "JSON in JSON": (json_strings(), made),
        "a product of loops": (for_each_product(), "loops make more than 10000 members"),
        "long texts in a loop": (for_each_text(), "loops make more than 8 MiB"),
        "a chain of mappings": (mapping_chain(), deep),
        "lists from a mapping": (mapping_lists(), made),
        "a circle of names": (reference_circle(3), "ircular dependency between resources"),
        "a large circle of names": (reference_circle(4000), "ircular dependency"),
        "a circle of attributes": (attribute_circle(), "ircular dependency between resources"),
        "a circle of conditions": (conditions(300, "{Condition: C0}"), ""),
        "a chain of conditions": (conditions(5000, "!Equals [a, b]"),
                                  "conditions are nested too deeply"),
        "a circle of DependsOn": (dependencies(), "ircular dependency between resources"),
        "Globals for many functions": (globals_times_functions(), "'Globals' expand to more than"),
        "wrong references": (wrong_references(), "is no parameter and no resource"),
        "a pattern": (pattern(), "does not match AllowedPattern"),
        "a file that includes itself": (include("template.yaml"),
                                        "files include each other in a circle"),
        "files that include each other": (include("a.yaml"), "files include each other in a circle",
                                          {"a.yaml": include("b.yaml"),
                                           "b.yaml": include("a.yaml")}),
        "a tree of included files": (fan, "files are included", fan_files),
        "stacks in each other": (circle, "stacks contain each other in a circle", circle_files),
        "a device as a file": (include("/dev/zero"), "is no ordinary file"),
    }
    return {name: (*entry, {})[:3] for name, entry in table.items()}

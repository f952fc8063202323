#!/usr/bin/env python3
"""Templates: a process each for all of the corpus, one of 500 functions, and those made to hurt.

usage: template.py BIN_DIRECTORY [ROUNDS]
Times are those that a whole process takes of a processor; that of the corpus is on the clock. Ends
with 1 when a limit is missed; `validate` of 500 functions, which does twice the work, has none.
"""

import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("BRUME_SHARED_DATA") or ROOT.parent / "shared" / "data")
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import template_bombs  # noqa: E402  pylint: disable=wrong-import-position

CORPUS_S = 3.0
FUNCTIONS = 500
FUNCTIONS_MS = 50.0
BOMB_MS = 100.0
BOMB_MIB = 50.0
FUNCTION = """\
  Function{i}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: hello.handler{i}
      Description: "Function number {i}, as an example"
      Environment:
        Variables:
          NAME: !Sub "${{AWS::StackName}}-${{Stage}}-{i}"
          ARN: !GetAtt Table.Arn
          URL: !Join ['', ['http://', !Ref Stage, '.example.com']]
      Policies:
        - DynamoDBReadPolicy:
            TableName: !Ref Table
      Events:
        Get:
          Type: HttpApi
          Properties: {{Path: '/items{i}/{{id}}', Method: get}}
        Put:
          Type: HttpApi
          Properties: {{Path: /items{i}, Method: POST}}
"""
HEAD = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: provided.al2023
    Timeout: 10
    CodeUri: .
    Environment:
      Variables: {STAGE: !Ref Stage, LEVEL: !If [IsProd, warn, debug]}
Resources:
  Table:
    Type: AWS::Serverless::SimpleTable
"""


def run(arguments):
    """Seconds, and peak MiB, of one process: what it took of a processor, as others run too."""
    nothing = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0)
               for descriptor in (1, 2)]
    child = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=nothing)
    _, _, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def milliseconds(arguments, rounds):
    times = sorted(run(arguments)[0] * 1000 for _ in range(rounds))
    return times[0], statistics.median(times)


def corpus(brume):
    templates = sorted((SHARED / "sam" / "templates").glob("*.yaml"))
    options = ["--parameter-overrides", "param1=value1", "param2=value2"]
    begin = time.perf_counter()
    for template in templates:
        run([brume, "transform", "-t", str(template), *options])
    return len(templates), time.perf_counter() - begin


def bomb_times(brume, folder):
    for name, (template, _, files) in template_bombs.bombs().items():
        for file, text in {**files, "template.yaml": template}.items():
            (folder / file).write_text(text, encoding="utf-8")
        worst = max(min((run([brume, command, "-t", str(folder / "template.yaml")])
                         for _ in range(3)), key=lambda result: result[0])
                    for command in ("validate", "transform"))
        yield name, worst[0] * 1000, worst[1]


def main():
    brume = str(pathlib.Path(sys.argv[1]) / "brume")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    missed = []

    def line(what, figure, limit, unit, more=""):
        missed.extend([what] if figure > limit else [])
        print(f"{what:34} {figure:8.1f} {unit:3} (at most {limit:g}) {more}")

    best, median = milliseconds([brume, "--version"], rounds)
    print(f"{'brume --version':34} {best:8.1f} ms  (median {median:.1f})")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "template.yaml"
        template.write_text(HEAD + "".join(FUNCTION.format(i=i) for i in range(FUNCTIONS)),
                            encoding="utf-8")
        best, median = milliseconds([brume, "validate", "-t", str(template)], rounds)
        print(f"{f'{FUNCTIONS} functions, validate':34} {best:8.1f} ms  (median {median:.1f})")
        best, median = milliseconds([brume, "transform", "-t", str(template)], rounds)
        line(f"{FUNCTIONS} functions, transform", best, FUNCTIONS_MS, "ms", f"median {median:.1f}")
        if (SHARED / "sam").exists():
            count, seconds = min((corpus(brume) for _ in range(3)), key=lambda result: result[1])
            line(f"{count} published templates", seconds, CORPUS_S, "s")
        for bomb, time_ms, mebibytes in bomb_times(brume, folder):
            line(bomb, time_ms, BOMB_MS, "ms", f"{mebibytes:.0f} MiB")
            missed.extend([bomb] if mebibytes > BOMB_MIB else [])
    if missed:
        sys.exit(f"over the limit: {', '.join(missed)}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Every command of the README's blocks, run as it stands there, in its order.

A command that is new in the README has no row here and fails the test. The ports 3000 and 4566 are
replaced by free ones, and `brume start` goes on in the background until the next one."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import brume
from start_test import Emulator, FUNCTIONS, PATIENCE_S

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# What other tests run, or nobody can here.
ELSEWHERE = {
    "git clone <this repository> brume && cd brume": "continuous integration begins with it",
    "scripts/run": "builds what is built",
    "scripts/test": "runs this test",
    'export PATH="$PWD/build/release/bin:$PATH"': "PATH is set",
    "cmake --install build/release --prefix ~/.local --strip": "package_test",
    "scripts/package && sudo apt-get install ./build/package/*.deb": "package_test",
    "brume build": "build_test compiles what `brume init` writes; it takes half a minute",
    "brume invoke": "build_test, as above",
    "brume build && brume replay 17": "replayed below without being compiled again",
    "brume clock run --speed 3600": "clock_test; it goes on until it is stopped",
}
SAMPLE = """Transform: AWS::Serverless-2016-10-31
Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
    Properties: {Runtime: provided.al2023, Handler: hello.handler, CodeUri: functions/}
"""
NIGHTLY = SAMPLE + """\
  NightlyReport:
    Type: AWS::Scheduler::Schedule
    Properties:
      Name: NightlyReport
      ScheduleExpression: cron(30 2 * * ? *)
      ScheduleExpressionTimezone: Europe/Berlin
      FlexibleTimeWindow: {Mode: "OFF"}
      Target: {Arn: !GetAtt HelloFunction.Arn, RoleArn: "arn:aws:iam::000000000000:role/any"}
"""
# Gives up at once.
CRASHING = SAMPLE.replace("hello.handler", "crash.handler").replace("Hello", "Crash").replace(
    "CodeUri: ", "EventInvokeConfig: {MaximumRetryAttempts: 0}, CodeUri: ")
MISTAKEN = SAMPLE.replace("Handler:", "Timeuot: 5, Handler:")


def commands(markdown):
    """[(line of the README, command)] of its blocks, without remarks and what is printed."""
    for block in re.finditer(r"^```(?:\w*)\n(.*?)^```", markdown, re.S | re.M):
        line = markdown[:block.start()].count("\n") + 2
        text = block.group(1).replace("\\\n", "")
        typed = [row[2:] for row in text.splitlines() if row.startswith("$ ")]
        if not typed and re.match(r"(brume|git|export|scripts)\b", text):
            typed = text.splitlines()
        for command in typed:
            yield line, re.sub(r"\s+", " ", re.sub(r"\s+#\s.*", "", command)).strip()


class Readme(brume.Case):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copy(SOURCE / "template.yaml", self.folder)
        shutil.copytree(SOURCE / "functions", self.folder / "functions")
        for library in FUNCTIONS.glob("*.so"):
            shutil.copy(library, self.folder / "functions")
        (self.folder / "cat.jpg").write_bytes(b"\xff\xd8 a cat")
        (self.folder / "incoming").mkdir()
        (self.folder / "app").mkdir()
        (self.folder / "app/template.yaml").write_text(SAMPLE)
        self.emulator = None
        self.environment = {
            **os.environ, "HOME": str(self.folder),
            "PATH": f"{pathlib.Path(brume.BRUME).parent}:{os.environ['PATH']}"}
        self.aliases = ""
        self.listed_id = ""

    def end_emulator(self):
        if self.emulator is not None:
            self.emulator.end()
        self.emulator = None

    def start(self, command):
        self.end_emulator()
        arguments = command.split()[2:]
        self.emulator = Emulator(self.folder, *arguments)
        self.addCleanup(self.emulator.end)
        return 0, "\n".join(self.emulator.table)

    def shell(self, command):
        """Exit code and all that is printed, by a shell that keeps its variables and folder no
        longer than this command: what it sets is set here."""
        if command.startswith("export "):
            for name, value in re.findall(r"(\w+)=(\S+)", command):
                self.environment[name] = value
            return 0, ""
        command = command.replace("/tmp/answer.json", str(self.folder / "answer.json"))
        if self.emulator is not None:
            command = command.replace("localhost:3000", f"localhost:{self.emulator.api_port}")
            command = command.replace("localhost:4566", f"localhost:{self.emulator.aws_port}")
        if command.startswith("alias "):
            name, value = command[len("alias "):].split("=", 1)
            self.aliases += f'{name}() {{ {value.strip(chr(39))} "$@"; }}\n'
            return 0, ""
        done = subprocess.run(["bash", "-c", self.aliases + command], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=self.environment, timeout=PATIENCE_S, check=False)
        return done.returncode, done.stdout

    # --- what stands before some commands ---

    def mistake(self):
        (self.folder / "template.yaml").write_text(MISTAKEN)

    def sample_application(self):
        shutil.copy(SOURCE / "template.yaml", self.folder)

    def a_failed_event(self):
        (self.folder / "template.yaml").write_text(CRASHING)
        self.start("brume start")
        function = "/2015-03-31/functions/CrashFunction/invocations"
        self.emulator.post(function, "{}", {"X-Amz-Invocation-Type": "Event"})
        self.wait_for("RetriesExhausted", "brume events failed")

    def nightly(self):
        self.end_emulator()
        (self.folder / "template.yaml").write_text(NIGHTLY)

    def nightly_runs(self):
        self.start("brume start")

    def a_failed_call(self):
        status, _ = self.shell("brume invoke CrashFunction")
        self.assertEqual(1, status)
        self.emulator.post("/2015-03-31/functions/CrashFunction/invocations", "{}", {})

    def another_project(self):
        self.end_emulator()
        shutil.rmtree(self.folder / ".brume")

    ROWS = {
        "brume invoke HelloFunction -e functions/hello/event.json": (0, r'"Hello, Ada!"'),
        "brume start": (0, r"GET\s+/hello\s+HelloFunction(.|\n)*Ctrl-C stops it"),
        """curl localhost:3000/orders -d '{"item":"tea","quantity":2,"price":3.5}'""":
            (0, r'\{"currency":"EUR","id":"1","order":.*"total":7.0\}'),
        "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1":
            (0, ""),
        "aws lambda invoke --endpoint-url http://localhost:4566 --function-name HelloFunction "
        "--payload fileb://functions/hello/event.json /tmp/answer.json":
            (0, r'"ExecutedVersion": "\$LATEST"'),
        "cat /tmp/answer.json": (0, r'^\{"message":"Hello, Ada!"\}$'),
        "brume init my-app && cd my-app": (0, ""),
        "brume invoke CrashFunction":
            (1, r"SIGSEGV(.|\n)*segv\(int\) at .*functions/crash/crash.cpp:\d+",
                 end_emulator),
        "brume validate": (1, r"did you mean `Timeout`\?", mistake),
        "brume explain GET /orders/5": (0, r"function OrdersFunction", sample_application),
        "brume events failed": (0, r"CrashFunction  RetriesExhausted", a_failed_event),
        "brume events redrive 17": (0, r"1 sent again"),
        "brume start --virtual-time 2027-01-01": (0, r"Ctrl-C", sample_application),
        "brume clock advance 1h": (0, r"2027-01-01T01:00:00"),
        "brume clock to 2027-06-01T12:00:00Z": (0, r"2027-06-01T12:00:00"),
        "brume start --record": (0, r"Ctrl-C"),
        "brume history --failed": (0, r"CrashFunction", a_failed_call),
        "brume show 17": (0, r"CrashFunction"),
        "brume schedule list --count 2": (0, r"Europe/Berlin(.|\n)*CES?T", nightly),
        "brume schedule run NightlyReport": (0, r"HelloFunction will run", nightly_runs),
        "alias local-aws='aws --endpoint-url http://localhost:4566'": (0, ""),
        "local-aws s3 mb s3://uploads": (0, r"make_bucket: uploads"),
        "local-aws s3 cp cat.jpg s3://uploads/photos/cat.jpg":
            (0, r"upload: ./cat.jpg to s3://uploads/photos/cat.jpg"),
        "local-aws s3 presign s3://uploads/photos/cat.jpg --expires-in 600":
            (0, r"^http://localhost:\d+/uploads/photos/cat.jpg\?"),
        "brume start --bucket uploads=./incoming": (0, r"Buckets\n\s+uploads\s+incoming/",
                                                    another_project),
        "mkdir incoming/photos && cp cat.jpg incoming/photos/": (0, ""),
        "brume storage ls -r uploads": (0, r"photos/cat.jpg"),
        "brume graph -t app/template.yaml": (0, r"^flowchart LR"),
    }

    def run_row(self, line, command):
        status, pattern, *before = self.ROWS[command]
        for prepare in before:
            prepare(self)
        if command.startswith("brume start"):
            code, output = self.start(command)
        elif command.startswith("brume storage ls"):
            code, output = 0, self.wait_for(pattern, command)
        else:
            code, output = self.shell(re.sub(r"\b17$", self.listed_id, command))
            # What the README calls 17.
            self.listed_id = (re.findall(r"^\s*(\d+)", output) or [self.listed_id])[0]
        where = f"README.md:{line}: {command}"
        self.assertEqual(status, code, f"{where}\n{output}")
        self.assertRegex(output, re.compile(pattern, re.M), where)

    def wait_for(self, pattern, command):
        for _ in range(PATIENCE_S * 5):
            _, output = self.shell(command)
            if re.search(pattern, output):
                return output
        return output

    def test_every_command_does_what_the_readme_shows(self):
        listed = list(commands((SOURCE / "README.md").read_text()))
        self.assertGreater(len(listed), 20)
        unknown = [f"README.md:{line}: {command}" for line, command in listed
                   if command not in ELSEWHERE and command not in self.ROWS]
        self.assertEqual([], unknown, "commands that no test runs")
        gone = {*ELSEWHERE, *self.ROWS} - {command for _, command in listed}
        self.assertEqual(set(), gone, "rows for commands that the README does not have")
        for line, command in listed:
            if command not in ELSEWHERE:
                self.run_row(line, command)


if __name__ == "__main__":
    brume.main()

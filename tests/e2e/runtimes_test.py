"""Functions of Python and Node.js, and programs that speak the Runtime API themselves.

What AWS's own clients answer is compared where the folder `runtimes` of the shared data is there:
$BRUME_SHARED_DATA, else ../shared/data beside the repository.
"""

import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest

import brume

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("BRUME_SHARED_DATA") or ROOT.parent / "shared" / "data")
RECORDED = SHARED / "runtimes"

PYTHON = '''\
import decimal, logging, os, sys
logger = logging.getLogger()

def answer(event, context):
    print("printed", event["n"])
    logger.warning("two\\nlines")
    return {"n": event["n"], "price": decimal.Decimal("1.10"), "umlaut": "ü",
            "context": [context.function_name, context.memory_limit_in_mb,
                        context.get_remaining_time_in_millis() > 0],
            "root": os.environ["LAMBDA_TASK_ROOT"], "cwd": os.getcwd(),
            "files": sorted(os.listdir("/var/task"))}

def read_only(event, context):
    try:
        open("/var/task/new", "w")
    except OSError as error:
        return error.errno

def temporary(event, context):
    open("/tmp/mine", "w").write("x")
    return os.listdir("/tmp")

def boom(event, context):
    raise ValueError("no ü")

def leave(event, context):
    os._exit(9)

def stop(event, context):
    sys.exit(3)

def slow(event, context):
    import time
    time.sleep(60)

def state(event, context):
    global counter
    counter += 1
    return counter

counter = 0
'''

NODE = '''\
const fs = require('fs');
exports.answer = async (event, context) => {
  console.log('two\\nlines %s', event.n);
  return { n: event.n, umlaut: 'ü', context: [context.functionName, context.memoryLimitInMB],
           root: process.env.LAMBDA_TASK_ROOT, cwd: process.cwd() };
};
exports.callback = (event, context, callback) => {
  setTimeout(() => { console.log('later'); }, 30);
  callback(null, 'called');
};
exports.boom = async () => { throw new RangeError('no ü'); };
exports.unhandled = async () => {
  Promise.reject(new Error('u'));
  await new Promise((resolve) => setTimeout(resolve, 500));
};
exports.leave = async () => process.exit(7);
exports.slow = () => new Promise((resolve) => setTimeout(resolve, 60000));
exports.stream = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('a');
  await new Promise((resolve) => setTimeout(resolve, 20));
  stream.write({ b: 1 });
  stream.end();
});
exports.stream_error = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('a');
  throw new Error('in the middle');
});
'''

ESM = "export const handler = async () => answer;\nconst answer = await Promise.resolve(42);\n"

SHELL = '''\
#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "$api/next")
  id=$(grep -i lambda-runtime-aws-request-id "$headers" | tr -d '\\r' | cut -d' ' -f2)
  curl -sS -o /dev/null -X POST -d "{\\"shell\\":$event}" "$api/$id/response"
done
'''


def template(functions):
    """{logical id: (runtime, handler)} as a template's text."""
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
    for name, (runtime, handler) in functions.items():
        text += (f"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n"
                 f"      {{CodeUri: ., Handler: {handler}, Runtime: {runtime}, Timeout: 2}}\n")
    return text


class Project(brume.Case):
    """A folder with a template and code."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def invoke(self, function, event="{}", exit_code=0):
        done = brume.run("invoke", function, "-e", "-", "-t", self.folder / "template.yaml",
                         stdin=event)
        self.assertEqual(exit_code, done.returncode, f"{done.stdout}\n{done.stderr}")
        return done

    def answer(self, function, event="{}"):
        return json.loads(self.invoke(function, event).stdout)

    def error(self, function):
        return json.loads(self.invoke(function, exit_code=1).stdout)


class Python(Project):
    def setUp(self):
        super().setUp()
        self.write("app.py", PYTHON)
        self.write("package/inner.py", "def handler(event, context): return __name__\n")
        self.write("broken.py", "def handler(event, context:\n")
        handlers = ("answer", "read_only", "temporary", "boom", "leave", "stop", "slow", "state",
                    "missing")
        functions = {name.title().replace("_", ""): ("python3.12", f"app.{name}")
                     for name in handlers}
        functions["Inner"] = ("python3.12", "package/inner.handler")
        functions["Broken"] = ("python3.12", "broken.handler")
        functions["Absent"] = ("python3.12", "absent.handler")
        self.write("template.yaml", template(functions))

    def test_a_function_sees_what_it_sees_on_aws(self):
        done = self.invoke("Answer", '{"n": 1}')
        answer = json.loads(done.stdout)
        self.assertEqual([1, 1.1, "ü"], [answer[key] for key in ("n", "price", "umlaut")])
        self.assertIn('"price": 1.10', done.stdout)
        self.assertEqual(["Answer", "128", True], answer["context"])
        self.assertEqual(["/var/task", "/var/task"], [answer["root"], answer["cwd"]])
        self.assertIn("template.yaml", answer["files"])
        self.assertRegex(done.stderr,
                         r"printed 1\n\[WARNING\]\t[-0-9T:.]{23}Z\t[-0-9a-f]{36}\ttwo\nlines\n")

    def test_its_code_is_read_only_and_tmp_is_its_own(self):
        self.assertEqual(30, self.answer("ReadOnly"))  # EROFS
        self.assertEqual(["mine"], self.answer("Temporary"))

    def test_errors_have_awss_form(self):
        done = self.invoke("Boom", exit_code=1)
        error = json.loads(done.stdout)
        self.assertEqual(["errorMessage", "errorType", "requestId", "stackTrace"], list(error))
        self.assertEqual(["no ü", "ValueError"], [error["errorMessage"], error["errorType"]])
        self.assertEqual(['  File "/var/task/app.py", line 24, in boom\n'
                          '    raise ValueError("no ü")\n'], error["stackTrace"])
        self.assertIn("[ERROR] ValueError: no ü\nTraceback (most recent call last):\n"
                      '\u00a0\u00a0File "/var/task/app.py", line 24, in boom\n', done.stderr)

    def test_the_ways_a_function_cannot_begin(self):
        for function, kind, message in (
                ("Missing", "Runtime.HandlerNotFound", "Handler 'missing' missing on module 'app'"),
                ("Absent", "Runtime.ImportModuleError",
                 "Unable to import module 'absent': No module named 'absent'"),
                ("Broken", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken'")):
            with self.subTest(function):
                error = self.error(function)
                self.assertEqual(kind, error["errorType"])
                self.assertIn(message, error["errorMessage"])

    def test_the_ways_a_function_ends(self):
        for function, text in (("Leave", "exit status 9"), ("Stop", "exit status 3"),
                               ("Slow", "Task timed out after 2.00 seconds")):
            with self.subTest(function):
                self.assertIn(text, self.error(function)["errorMessage"])

    def test_a_handler_in_a_package(self):
        self.assertEqual("package.inner", self.answer("Inner"))

    def test_an_environment_is_used_again(self):
        done = brume.run("invoke", "State", "-e", "-", "-t", self.folder / "template.yaml",
                         "--repeat", "3", "--json", stdin="{}")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("3", done.stdout)


class Node(Project):
    def setUp(self):
        super().setUp()
        self.write("app.js", NODE)
        self.write("module.mjs", ESM)
        handlers = ("answer", "callback", "boom", "unhandled", "leave", "slow", "stream",
                    "stream_error")
        functions = {name.title().replace("_", ""): ("nodejs20.x", f"app.{name}")
                     for name in handlers}
        functions["Module"] = ("nodejs20.x", "module.handler")
        functions["Absent"] = ("nodejs20.x", "absent.handler")
        self.write("template.yaml", template(functions))

    def test_a_function_sees_what_it_sees_on_aws(self):
        done = self.invoke("Answer", '{"n": 1}')
        self.assertEqual({"n": 1, "umlaut": "ü", "context": ["Answer", "128"], "root": "/var/task",
                          "cwd": "/var/task"}, json.loads(done.stdout))
        self.assertRegex(done.stderr,
                         r"\n[-0-9T:.]{23}Z\t[-0-9a-f]{36}\tINFO\ttwo\nlines 1\n")

    def test_a_callback_waits_for_the_event_loop(self):
        done = self.invoke("Callback")
        self.assertEqual('"called"', done.stdout.strip())
        self.assertIn("\tINFO\tlater\n", done.stderr)

    def test_es_modules_may_wait_at_their_top(self):
        self.assertEqual(42, self.answer("Module"))

    def test_errors_have_awss_form(self):
        error = self.error("Boom")
        self.assertEqual(["errorType", "errorMessage", "trace"], list(error))
        self.assertEqual("RangeError: no ü", error["trace"][0])
        self.assertIn("/var/task/app.js:", error["trace"][1])
        self.assertEqual("Runtime.UnhandledPromiseRejection", self.error("Unhandled")["errorType"])
        self.assertEqual("Runtime.ImportModuleError", self.error("Absent")["errorType"])

    def test_the_ways_a_function_ends(self):
        self.assertIn("exit status 7", self.error("Leave")["errorMessage"])
        self.assertIn("Task timed out", self.error("Slow")["errorMessage"])

    def test_streams(self):
        self.assertEqual('a{"b":1}', self.invoke("Stream").stdout.strip())
        done = self.invoke("StreamError", exit_code=1)
        self.assertIn("in the middle", done.stdout + done.stderr)


class Bootstrap(Project):
    def test_a_shell_script_is_a_function(self):
        self.write("bootstrap", SHELL).chmod(0o755)
        self.write("template.yaml", template({"Shell": ("provided.al2023", "any")}))
        self.assertEqual({"shell": {"n": 1}}, self.answer("Shell", '{"n": 1}'))

    def test_what_cannot_be_run_is_said(self):
        self.write("bootstrap", "no program").chmod(0o644)
        self.write("template.yaml", template({"Shell": ("provided.al2023", "any")}))
        error = self.error("Shell")
        self.assertEqual("Runtime.InvalidEntrypoint", error["errorType"])
        self.assertIn("fork/exec /var/task/bootstrap: permission denied", error["errorMessage"])


def recorded_cases(path):
    """[(handler, body that was posted, or None)] of one file of recordings."""
    cases = []
    for block in re.split(r"^=== ", path.read_text(), flags=re.M)[1:]:
        title, *lines = block.splitlines()
        language, handler, *variables = title.split()
        body = next((after.strip() for before, after in zip(lines, lines[1:])
                     if before.startswith("   POST ") and after.startswith("        ")), None)
        if not variables:
            cases.append((language, handler, body))
    return cases


def own_frames(body):
    """An answer without what the clients' own files and Node.js add to a stack."""
    if not isinstance(body, dict) or "trace" not in body:
        return body

    def own(lines):
        return [line for line in lines
                if not re.match(r"    at (?!.*/var/task/)|- /var/runtime/", line)]
    message = "\n".join(own(body["errorMessage"].split("\n")))
    return {**body, "errorMessage": message, "trace": own(body["trace"])}


@unittest.skipUnless(RECORDED.exists(), f"no recordings in {RECORDED}")
class Recordings(Project):
    """Each sample handler answers as it does with AWS's own client."""

    def check(self, language, runtime, cases):
        shutil.copytree(RECORDED / language, self.folder, dirs_exist_ok=True)
        self.write("template.yaml", template(
            {f"F{at}": (runtime, handler) for at, (_, handler, _) in enumerate(cases)}))
        for at, (_, handler, body) in enumerate(cases):
            with self.subTest(handler):
                done = brume.run("invoke", f"F{at}", "-e", "-", "-t",
                                 self.folder / "template.yaml", stdin="{}")
                if body.startswith("a{"):  # a stream
                    self.assertEqual(body, done.stdout.strip())
                    continue
                answer = own_frames(json.loads(done.stdout))
                try:
                    expected = own_frames(json.loads(body))
                except ValueError:  # cut in its stack
                    expected = json.loads(body.split(',"trace"')[0] + "}")
                    expected = own_frames({**expected, "trace": []})
                    answer["trace"] = []
                self.assertEqual(expected, answer, done.stderr)

    def test_node(self):
        cases = [case for name in ("node1.txt", "node2.txt")
                 for case in recorded_cases(RECORDED / name)]
        # Their bodies are cut in the recording, or are none.
        whole = [case for case in cases if case[2] is not None and not case[2].endswith("…")]
        seen = set()
        once = [case for case in whole
                if not (case[1] in seen or seen.add(case[1]))
                and case[1] not in ("initrej.h", "ok.streamnoend")]
        self.assertGreater(len(once), 25)
        self.check("node", "nodejs20.x", once)


if __name__ == "__main__":
    brume.main()

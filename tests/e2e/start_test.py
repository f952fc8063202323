"""brume start: served, changed while it runs, asked by other commands, stopped."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import brume

FUNCTIONS = pathlib.Path(os.environ["BRUME_FUNCTIONS"])
TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: provided.al2023, CodeUri: code, Timeout: 10}
Resources:
"""
FUNCTION = """  %s:
    Type: AWS::Serverless::Function
    Properties:
      Handler: %s
      Events: {Route: {Type: HttpApi, Properties: {Path: %s, Method: GET}}}
"""
PATIENCE_S = 60


class Emulator:
    """A running `brume start` of a folder, on free ports."""

    def __init__(self, folder, *arguments, command="start"):
        ports = ["-p", "0"] + (["--aws-port", "0"] if command == "start" else [])
        self.folder = folder
        self.process = subprocess.Popen(
            [brume.BRUME, command, *ports, *map(str, arguments)], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.log = []
        self.table = []
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()
        for line in self.process.stdout:
            self.table.append(line.rstrip("\n"))
            if line.startswith("Ctrl-C"):
                break
        ports = dict(re.findall(r"^(HTTP|AWS)\s+https?://[^:]+:(\d+)", "\n".join(self.table), re.M))
        self.api_port = int(ports.get("HTTP", 0))
        self.aws_port = int(ports.get("AWS", 0))

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def get(self, path, port=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.api_port,
                                                timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def post(self, path, body, headers):
        """To the AWS endpoint; its status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.aws_port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("POST", path, body, headers)
            return connection.getresponse().status

    def logged(self, text):
        return any(text in line for line in self.log)

    def end(self, signal_number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        status = self.process.wait(timeout=PATIENCE_S)
        self.reader.join(timeout=PATIENCE_S)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


class StartCase(brume.Case):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.code = self.folder / "code"
        self.code.mkdir()
        for name in ("fixed", "hello", "stream"):
            shutil.copy(FUNCTIONS / f"{name}.so", self.code)
        self.write_template(("Fixed", "fixed.handler", "/fixed"), ("Slow", "fixed.slow", "/slow"))

    def write_template(self, *functions):
        (self.folder / "template.new").write_text(
            TEMPLATE + "".join(FUNCTION % function for function in functions))
        (self.folder / "template.new").rename(self.folder / "template.yaml")

    def start(self, *arguments, command="start"):
        emulator = Emulator(self.folder, *arguments, command=command)
        self.addCleanup(emulator.end)
        return emulator

    def until(self, condition, emulator):
        give_up = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), give_up, "\n".join(emulator.log))
            time.sleep(0.01)

    def becomes(self, emulator, path, status):
        self.until(lambda: emulator.get(path)[0] == status, emulator)


class Serving(StartCase):
    def test_shows_its_routes_and_answers_on_both_ports(self):
        emulator = self.start()
        table = "\n".join(emulator.table)
        self.assertRegex(table, r"GET\s+/fixed\s+Fixed")
        self.assertEqual(200, emulator.get("/fixed")[0])
        self.assertEqual((404, '{"message":"Not Found"}'), emulator.get("/nowhere"))
        connection = http.client.HTTPConnection("127.0.0.1", emulator.aws_port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("POST", "/2015-03-31/functions/Fixed/invocations", "{}")
            answer = connection.getresponse()
            self.assertEqual(200, answer.status)
            self.assertIn("one hundred bytes", answer.read().decode())

    def test_start_api_and_start_lambda_serve_one_each(self):
        api = self.start("--ephemeral", command="start-api")
        self.assertEqual(200, api.get("/fixed")[0])
        self.assertEqual(0, api.aws_port)
        functions = self.start("--ephemeral", command="start-lambda")
        self.assertEqual(0, functions.api_port)
        status, body = functions.get("/2015-03-31/functions/", port=functions.aws_port)
        self.assertEqual(200, status)
        self.assertEqual(["Fixed", "Slow"],
                         sorted(f["FunctionName"] for f in json.loads(body)["Functions"]))

    def test_a_second_one_says_who_holds_the_folder(self):
        emulator = self.start()
        error = self.fails(1, "start", "-p", "0", "--aws-port", "0", cwd=self.folder)
        self.assertIn(f"process {emulator.process.pid}", error)

    def test_a_taken_port_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            error = self.fails(1, "start", "-p", taken.getsockname()[1], "--aws-port", "0",
                               cwd=self.folder)
            self.assertIn(str(taken.getsockname()[1]), error)

    def test_a_wrong_template_is_shown_and_not_served(self):
        (self.folder / "template.yaml").write_text("Resources: [")
        self.assertIn("template.yaml:1", self.fails(1, "start", "-p", "0", cwd=self.folder))

    def test_other_sites_may_not_drive_it(self):
        emulator = self.start()
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            status, _ = emulator.get("/_brume/status", port=emulator.aws_port, headers=headers)
            self.assertEqual(403, status, headers)

    def test_a_running_request_is_waited_for(self):
        emulator = self.start("--log-format", "aws")
        answers = []
        caller = threading.Thread(target=lambda: answers.append(emulator.get("/slow?ms=700")))
        caller.start()
        self.until(lambda: emulator.logged("START"), emulator)
        self.assertEqual(0, emulator.end())
        caller.join()
        self.assertEqual([200], [status for status, _ in answers])
        self.assertFalse((self.folder / ".brume" / "run").exists())


class Reloading(StartCase):
    def test_a_new_library_is_taken_over(self):
        emulator = self.start()
        self.assertIn("one hundred", emulator.get("/fixed")[1])
        shutil.copy(FUNCTIONS / "echo.so", self.code / "fixed.new")
        (self.code / "fixed.new").rename(self.code / "fixed.so")
        self.until(lambda: "routeKey" in emulator.get("/fixed")[1], emulator)
        self.until(lambda: emulator.logged("Fixed is reloaded"), emulator)
        # The other function of the library is not in the new one.
        self.until(lambda: emulator.logged("Slow stays as it was"), emulator)
        self.assertEqual(200, emulator.get("/slow?ms=0")[0])

    def test_a_library_that_does_not_load_leaves_the_last_good_one(self):
        emulator = self.start()
        emulator.get("/fixed")
        good = (self.code / "fixed.so").read_bytes()
        # Over the file itself, as cp does it.
        (self.code / "fixed.so").write_bytes(good[:5000])
        self.until(lambda: emulator.logged("Fixed stays as it was"), emulator)
        self.assertIn("does not load", "\n".join(emulator.log))
        calls = [threading.Thread(target=emulator.get, args=("/slow?ms=100",)) for _ in range(3)]
        for call in calls:
            call.start()
        self.assertEqual(200, emulator.get("/fixed")[0])
        for call in calls:
            call.join()
        self.assertIn("old", self.succeeds("status", cwd=self.folder))
        (self.code / "fixed.so").write_bytes(good)
        self.until(lambda: "old" not in self.succeeds("status", cwd=self.folder), emulator)
        self.assertEqual(200, emulator.get("/fixed")[0])

    def test_a_call_under_way_ends_on_the_old_library(self):
        emulator = self.start("--log-format", "aws")
        answers = []
        caller = threading.Thread(target=lambda: answers.append(emulator.get("/slow?ms=1500")))
        caller.start()
        self.until(lambda: emulator.logged("START"), emulator)
        shutil.copy(FUNCTIONS / "fixed.so", self.code / "fixed.new")
        (self.code / "fixed.new").rename(self.code / "fixed.so")
        self.until(lambda: emulator.logged("Slow is reloaded"), emulator)
        self.assertEqual([], answers)
        caller.join()
        self.assertEqual([(200, '{"slept":"1500"}')], answers)

    def test_a_changed_template_brings_and_takes_routes(self):
        emulator = self.start()
        self.write_template(("Fixed", "fixed.handler", "/fixed"), ("New", "hello.handler", "/new"))
        self.becomes(emulator, "/new", 200)
        self.becomes(emulator, "/slow?ms=0", 404)
        (self.folder / "template.yaml").write_text("Resources: {Fixed: {Type: Nonsense}}")
        self.until(lambda: emulator.logged("stays as it was"), emulator)
        self.assertEqual(200, emulator.get("/new")[0])

    def test_a_library_that_was_missing_may_come_later(self):
        (self.code / "fixed.so").rename(self.folder / "aside.so")
        emulator = self.start()
        self.assertIn("Functions that cannot be called", emulator.table)
        self.assertEqual(500, emulator.get("/fixed")[0])
        (self.folder / "aside.so").rename(self.code / "fixed.so")
        self.becomes(emulator, "/fixed", 200)

    def test_changed_sources_are_built_and_a_failing_build_changes_nothing(self):
        self.write_template(("Made", "made.handler", "/made"))
        with (self.folder / "template.yaml").open("a") as template:
            template.write("    Metadata: {BuildMethod: makefile}\n")
        recipe = "build-Made:\n\tcp %s $(ARTIFACTS_DIR)/made.so\n"
        shutil.copy(FUNCTIONS / "echo.so", self.code)
        (self.code / "Makefile").write_text(recipe % "fixed.so")
        emulator = self.start("--build")
        self.until(lambda: "one hundred" in emulator.get("/made")[1], emulator)
        (self.code / "Makefile").write_text(recipe % "echo.so")
        self.until(lambda: "routeKey" in emulator.get("/made")[1], emulator)
        (self.code / "Makefile").write_text(recipe % "nothing.so")
        self.until(lambda: emulator.logged("nothing.so"), emulator)
        self.assertIn("routeKey", emulator.get("/made")[1])

    def test_a_changed_environment_file_is_taken_over(self):
        shutil.copy(FUNCTIONS / "environment.so", self.code)
        self.write_template(("Shows", "environment.handler", "/env"))
        text = (self.folder / "template.yaml").read_text()
        (self.folder / "template.yaml").write_text(
            text + "      Environment: {Variables: {GREETING: none}}\n")
        values = self.folder / "env.json"
        values.write_text('{"Shows": {"GREETING": "one"}}')
        emulator = self.start("-n", values)
        self.assertIn('"GREETING":"one"', emulator.get("/env")[1])
        values.write_text('{"Shows": {"GREETING": "two"}}')
        self.until(lambda: '"GREETING":"two"' in emulator.get("/env")[1], emulator)


class OtherCommands(StartCase):
    def test_status_and_stop_find_it(self):
        emulator = self.start()
        status = json.loads(self.succeeds("status", "--json", cwd=self.folder))
        self.assertEqual(emulator.process.pid, status["pid"])
        self.assertIn("stopped", self.succeeds("stop", cwd=self.folder))
        self.assertEqual(0, emulator.process.wait(timeout=PATIENCE_S))
        self.assertIn("no emulator runs here", self.fails(1, "status", cwd=self.folder))

    def test_a_killed_one_holds_nothing(self):
        emulator = self.start()
        emulator.process.kill()
        emulator.process.wait()
        self.assertIn("no emulator runs here", self.fails(1, "stop", cwd=self.folder))
        self.assertEqual(200, self.start().get("/fixed")[0])

    def test_invoke_asks_the_running_emulator(self):
        emulator = self.start("--log-format", "aws")
        answer = json.loads(self.succeeds("invoke", "Fixed", "--json", cwd=self.folder))
        self.assertIn("one hundred", answer["payload"]["message"])
        self.until(lambda: emulator.logged(answer["requestId"]), emulator)
        self.assertIn("REPORT RequestId: " + answer["requestId"], answer["logs"])
        again = json.loads(self.succeeds("invoke", "Fixed", "--json", cwd=self.folder))
        self.assertIsNone(again["initMs"])
        alone = json.loads(self.succeeds("invoke", "Fixed", "--json", "--alone", cwd=self.folder))
        self.assertFalse(emulator.logged(alone["requestId"]))

    def test_a_call_has_one_log_wherever_it_ran(self):
        shutil.copy(FUNCTIONS / "crash.so", self.code)
        self.write_template(("Crash", "crash.handler", "/crash"))
        emulator = self.start()
        event = self.folder / "event.json"
        event.write_text('{"mode": "segv"}')

        def shown(*arguments):
            done = brume.run("invoke", "Crash", "-e", event, *arguments, cwd=self.folder)
            self.assertEqual(1, done.returncode, done.stderr)
            text = json.loads(done.stdout)["logs"] if "--json" in arguments else done.stderr
            text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|0x[0-9a-f]+|[0-9.]+ (ms|MB)|[0-9a-f]{32}",
                          "*", text)
            return text.splitlines()

        alone = shown("--alone")
        self.assertIn("brume: the handler died of SIGSEGV (segmentation fault) at address *", alone)
        self.assertTrue(any("crash.cpp:" in line for line in alone), alone)
        asked = shown()
        self.assertEqual(alone, asked)
        self.assertEqual(alone, shown("--json"))
        self.assertEqual(alone, shown("--json", "--alone"))
        self.until(lambda: emulator.logged("brume invoke  Crash"), emulator)
        log = self.folder / "log.txt"
        shown("--log-file", log)
        self.assertIn("crash.cpp:", log.read_text())

    def test_a_streamed_answer_of_the_running_emulator_arrives_piece_by_piece(self):
        self.write_template(("Stream", "stream.handler", "/stream"))
        self.start()
        event = self.folder / "event.json"
        event.write_text('{"lines": 2, "pauseMs": 300}')
        with subprocess.Popen([brume.BRUME, "invoke", "Stream", "-e", event], cwd=self.folder,
                              text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            self.assertEqual("2\n", process.stdout.readline())
            began = time.monotonic()
            self.assertEqual("1\nlift-off\n", process.stdout.read())
            self.assertGreater(time.monotonic() - began, 0.25)

    def test_logs_are_filtered_and_followed(self):
        emulator = self.start()
        emulator.get("/fixed")
        emulator.get("/slow?ms=0")
        line = r"^[0-9:]{8} GET /slow  Slow +ok +[0-9.]+ ms +[0-9]+ MB cold( .*)?\n$"
        self.assertRegex(self.succeeds("logs", "Slow", cwd=self.folder), line)
        self.assertRegex(self.succeeds("logs", "--filter", "GET /slow", cwd=self.folder), line)
        aws = self.succeeds("logs", "Slow", "--log-format", "aws", cwd=self.folder).splitlines()
        self.assertEqual(["START", "END", "REPORT"], [text.split()[0] for text in aws])
        for line in self.succeeds("logs", "Slow", "--json", cwd=self.folder).splitlines():
            self.assertEqual(["time", "function", "requestId", "kind", "text"],
                             list(json.loads(line)))
        self.assertEqual("", self.succeeds("logs", "--filter", "no such text", cwd=self.folder))
        follower = subprocess.Popen([brume.BRUME, "logs", "Fixed", "--tail", "--filter", "START",
                                     "--log-format", "aws"],
                                    cwd=self.folder, text=True, stdout=subprocess.PIPE)
        self.assertIn("START", follower.stdout.readline())
        emulator.get("/fixed")
        self.assertIn("START", follower.stdout.readline())
        self.assertEqual(0, emulator.end())
        self.assertEqual(0, follower.wait(timeout=PATIENCE_S))
        follower.stdout.close()

    def test_the_log_has_one_line_a_call(self):
        emulator = self.start()
        emulator.get("/fixed?a=b")
        emulator.post("/2015-03-31/functions/Fixed/invocations", "{}", {})
        self.until(lambda: len(emulator.log) >= 2, emulator)
        end = r"  Fixed +ok +[0-9.]+ ms +[0-9]+ MB (cold|warm)( .*)?$"
        self.assertRegex(emulator.log[0], r"^[0-9:]{8} GET /fixed" + end)
        self.assertRegex(emulator.log[1], r"^[0-9:]{8} Invoke" + end)
        self.assertEqual(2, len(emulator.log))

    def test_the_log_can_be_as_aws_writes_it(self):
        emulator = self.start("--log-format", "aws")
        emulator.get("/fixed")
        self.until(lambda: emulator.logged("REPORT"), emulator)
        self.assertEqual(["START", "END", "REPORT"], [line.split()[0] for line in emulator.log])

    def test_json_log_lines_are_json(self):
        emulator = self.start("--log-format", "json")
        emulator.get("/fixed")
        self.until(lambda: emulator.logged("REPORT"), emulator)
        lines = [json.loads(line) for line in emulator.log]
        self.assertIn("Fixed", {line["function"] for line in lines})


if __name__ == "__main__":
    brume.main()

"""`brume invoke` over the functions of the root template, good ones and bad ones."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

import brume

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARTIFACTS = os.environ["BRUME_ARTIFACTS"]


def event_of(folder):
    return str(ROOT / "functions" / folder / "event.json")


class Invoke(brume.Case):
    def invoke(self, *arguments, **options):
        return brume.run("invoke", *arguments, "-t", ROOT / "template.yaml", "--build-dir",
                         ARTIFACTS, **options)

    def test_the_answer_is_on_standard_output_and_the_log_on_standard_error(self):
        done = self.invoke("HelloFunction", "-e", "-", stdin='{"name": "Ada"}')
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("Ada", json.loads(done.stdout)["message"])
        lines = done.stderr.splitlines()
        self.assertRegex(lines[0], r"^START RequestId: [0-9a-f-]{36} Version: \$LATEST$")
        self.assertRegex(lines[-1], r"^REPORT RequestId: .*\tInit Duration: [0-9.]+ ms\t$")

    def test_every_good_function_of_the_template_answers_its_sample_event(self):
        for function, folder in (("HelloFunction", "hello"), ("OrdersFunction", "orders"),
                                 ("RawCFunction", "rawc"), ("EnvironmentFunction", "environment")):
            with self.subTest(function):
                done = self.invoke(function, "-e", event_of(folder))
                self.assertEqual(0, done.returncode, done.stderr)
                json.loads(done.stdout)

    def test_a_link_to_the_program_is_as_good_as_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            link = pathlib.Path(folder) / "brume"
            link.symlink_to(brume.BRUME)
            command = ["brume", "invoke", "HelloFunction", "-t", str(ROOT / "template.yaml"),
                       "--build-dir", ARTIFACTS]
            path = os.pathsep.join([folder, os.environ["PATH"]])
            done = subprocess.run(command, env={**os.environ, "PATH": path}, text=True,
                                  capture_output=True, check=False)
            self.assertEqual((0, '{"message":"Hello, world!"}\n'), (done.returncode, done.stdout),
                             done.stderr)

    def test_a_streamed_answer_arrives_piece_by_piece(self):
        command = [brume.BRUME, "invoke", "StreamFunction", "-e", "-", "-t",
                   str(ROOT / "template.yaml"), "--build-dir", ARTIFACTS]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as process:
            process.stdin.write('{"lines": 3, "pauseMs": 300}')
            process.stdin.close()
            began = time.monotonic()
            self.assertEqual("3\n", process.stdout.readline())
            first = time.monotonic() - began
            self.assertEqual("2\n1\nlift-off\n", process.stdout.read())
            self.assertGreater(time.monotonic() - began, first + 0.25)
            self.assertEqual(0, process.wait())

    def test_function_errors_exit_with_1_and_print_awss_error(self):
        for function, folder, kind in (("ThrowFunction", "throws", "std::runtime_error"),
                                       ("CrashFunction", "crash", "Runtime.ExitError"),
                                       ("HangFunction", "hang", "Sandbox.Timedout")):
            with self.subTest(function):
                done = self.invoke(function, "-e", event_of(folder))
                self.assertEqual(1, done.returncode, done.stderr)
                self.assertEqual(kind, json.loads(done.stdout)["errorType"])

    def test_unknown_names_list_the_known_ones(self):
        done = self.invoke("HeloFunction")
        self.assertEqual(2, done.returncode)
        self.assertIn("did you mean HelloFunction?", done.stderr)
        self.assertIn("OrdersFunction", done.stderr)
        self.assertEqual("", done.stdout)
        self.assertIn("which function?", self.invoke().stderr)

    def test_the_envelope_has_answer_log_and_figures(self):
        done = self.invoke("HelloFunction", "--json")
        self.assertEqual(0, done.returncode, done.stderr)
        envelope = json.loads(done.stdout)
        self.assertEqual(200, envelope["status"])
        self.assertIsNone(envelope["functionError"])
        self.assertIn("message", envelope["payload"])
        self.assertIn("REPORT RequestId: " + envelope["requestId"], envelope["logs"])
        self.assertGreater(envelope["initMs"], 0)
        self.assertGreater(envelope["maxMemoryMb"], 0)
        self.assertEqual("", done.stderr)
        failed = json.loads(self.invoke("CrashFunction", "--json").stdout)
        self.assertEqual("Unhandled", failed["functionError"])

    def test_log_type_and_log_file(self):
        self.assertEqual("", self.invoke("HelloFunction", "--log-type", "None").stderr)
        self.assertIn("REPORT", self.invoke("HelloFunction", "--log-type", "Tail").stderr)
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log.txt"
            for _ in range(2):
                self.assertEqual("", self.invoke("HelloFunction", "-l", log).stderr)
            self.assertEqual(2, log.read_text().count("REPORT"))
        refused = self.invoke("HelloFunction", "-l", "/no/such/folder/log.txt")
        self.assertEqual(2, refused.returncode)
        self.assertIn("/no/such/folder/log.txt", refused.stderr)

    def test_expectations_are_a_subset_match_with_a_diff(self):
        with tempfile.TemporaryDirectory() as folder:
            expected = pathlib.Path(folder) / "expected.json"
            expected.write_text('{"bytes": 2}')
            self.assertEqual(0, self.invoke("RawCFunction", "--expect", expected).returncode)
            expected.write_text('{"bytes": 3, "missing": [1]}')
            done = self.invoke("RawCFunction", "--expect", expected)
            self.assertEqual(1, done.returncode)
            self.assertIn("bytes: expected 3, got 2", done.stderr)
            self.assertIn("missing: expected [1], but there is no such member", done.stderr)

    def test_repeating_sums_up_cold_and_warm(self):
        done = self.invoke("HelloFunction", "--repeat", "200", "--concurrency", "3")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("200 calls", done.stdout)
        summary = json.loads(
            self.invoke("HelloFunction", "--repeat", "50", "--json").stdout)
        self.assertEqual(50, summary["calls"])
        self.assertEqual(1, summary["cold"]["count"])
        self.assertEqual(49, summary["warm"]["count"])
        self.assertGreaterEqual(summary["warm"]["p99Ms"], summary["warm"]["p50Ms"])
        failing = self.invoke("ThrowFunction", "--repeat", "3", "-e", event_of("throws"))
        self.assertEqual(1, failing.returncode)
        self.assertIn("failed 3 with std::runtime_error", failing.stdout)

    def test_bad_events_are_named(self):
        for arguments, stdin, words in ((("-e", "/no/such.json"), "", "cannot read /no/such.json"),
                                        (("-e", "/"), "", "it is a folder"),
                                        (("-e", "-"), '{"a": }', "standard input is not JSON"),
                                        (("-e", "-"), "", "standard input is not JSON"),
                                        (("--client-context", "%%%"), "", "nor base64"),
                                        (("--client-context", "{"), "", "is not JSON"),
                                        (("--repeat", "0"), "", "--repeat")):
            with self.subTest(arguments):
                done = self.invoke("HelloFunction", *arguments, stdin=stdin)
                self.assertEqual(2, done.returncode, done.stderr)
                self.assertIn(words, done.stderr)

    def test_parameters_env_vars_and_passed_variables_reach_the_function(self):
        names = '{"variables": ["GREETING", "MINE", "OTHER"]}'
        with tempfile.TemporaryDirectory() as folder:
            values = pathlib.Path(folder) / "env.json"
            values.write_text('{"EnvironmentFunction": {"GREETING": "from the file"}}')
            plain = self.invoke("EnvironmentFunction", "-e", "-", "--parameter-overrides",
                                "Greeting=Salut", "--pass-env", "MINE", stdin=names,
                                env={"MINE": "shown", "OTHER": "hidden"})
            self.assertEqual({"GREETING": "Salut from us-east-1", "MINE": "shown", "OTHER": None},
                             json.loads(plain.stdout))
            filed = self.invoke("EnvironmentFunction", "-e", "-", "-n", values, stdin=names)
            self.assertEqual("from the file", json.loads(filed.stdout)["GREETING"])

    def test_a_library_that_is_missing_says_where_it_was_looked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            done = brume.run("invoke", "HelloFunction", "-t", ROOT / "template.yaml",
                             "--build-dir", folder)
            self.assertEqual(2, done.returncode)
            self.assertIn(folder + "/HelloFunction/hello.so", done.stderr)
            self.assertIn("brume build", done.stderr)

    def test_libraries_that_cannot_be_loaded_say_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            template = pathlib.Path(folder) / "template.yaml"
            library = pathlib.Path(folder) / "lib.so"

            def failure(handler="lib.handler"):
                template.write_text("Resources:\n  F:\n    Type: AWS::Serverless::Function\n"
                                    "    Properties: {Runtime: provided.al2023, CodeUri: ., "
                                    f"Handler: {handler}}}\n")
                done = brume.run("invoke", "-t", template)
                self.assertEqual(1, done.returncode, done.stderr)
                return json.loads(done.stdout)

            def compile_library(source, *flags):
                subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), *flags, "-x", "c",
                                "-I", str(ROOT / "runtime/sdk"), "-"],
                               input=source, text=True, check=True)

            library.write_text("not a library")
            self.assertIn("no ELF file", failure()["errorMessage"])
            good = (ARTIFACTS + "/RawCFunction/rawc.so")
            other = bytearray(pathlib.Path(good).read_bytes())
            other[18] = 0xB7  # e_machine: aarch64
            library.write_bytes(other)
            self.assertIn("built for aarch64", failure()["errorMessage"])
            library.write_bytes(pathlib.Path(good).read_bytes())
            missing = failure("lib.nothing")
            self.assertEqual("Runtime.HandlerNotFound", missing["errorType"])
            self.assertIn("it exports: handler", missing["errorMessage"])
            compile_library("void handler(void) {}")
            self.assertIn("BRUME_LIBRARY", failure()["errorMessage"])
            compile_library("unsigned brume_abi_version(void) { return 99; }\n"
                            "void handler(void) {}")
            self.assertIn("version 99", failure()["errorMessage"])
            compile_library("void absent(void); void handler(void) { absent(); }")
            unresolved = failure()
            self.assertEqual("Runtime.ImportModuleError", unresolved["errorType"])
            self.assertIn("needs 'absent'", unresolved["errorMessage"])

    def test_an_interrupt_ends_the_call_and_leaves_nothing(self):
        before = set(pathlib.Path("/tmp").glob("brume-*"))
        command = [brume.BRUME, "invoke", "StreamFunction", "-e", "-", "-t",
                   str(ROOT / "template.yaml"), "--build-dir", ARTIFACTS]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            process.stdin.write('{"lines": 1000, "pauseMs": 50}')
            process.stdin.close()
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            self.assertEqual(130, process.wait(timeout=60))
        self.assertEqual(before, set(pathlib.Path("/tmp").glob("brume-*")))

    def test_gdb_stops_at_the_handler_and_the_timeout_stands_still(self):
        # The debugger waits for longer than the function's three seconds allow.
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder) / "script.gdb"
            script.write_text("set pagination off\nbreak handler\ncontinue\nbacktrace 3\n"
                              "shell sleep 4\ncontinue\n")
            done = self.invoke("RawCFunction", "--debugger", f"gdb -batch -nx -x {script}")
        if "ptrace: Operation not permitted" in done.stderr:
            self.skipTest("this system does not allow debugging")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("Breakpoint 1", done.stdout)
        self.assertIn('"bytes":2', done.stdout)


if __name__ == "__main__":
    brume.main()

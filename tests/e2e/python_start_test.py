"""`brume start` with Python functions: forked from a started interpreter, and reloaded."""

import contextlib
import http.client
import json
import os
import pathlib
import signal

import brume
import start_test

HANDLERS = '''\
import csv, os, random, sys, time
calls = 0

def about(event, context):
    global calls
    calls += 1
    with open(f"/proc/{os.getppid()}/cmdline") as parent:
        command = parent.read()
    return {"calls": calls, "forked": "fork_server.py" in command, "parent": os.getppid(),
            "csv": getattr(csv, "MINE", False), "random": random.random(),
            "mine": sorted(name for name in os.environ if name.startswith("MINE")),
            "zone": time.tzname[0], "argv": sys.argv, "hash": hash("a"),
            "tmp": os.listdir("/tmp")}

def slow(event, context):
    time.sleep(60)

def leave(event, context):
    os._exit(4)
'''

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, CodeUri: python, Timeout: 2}
Resources:
  About:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.about, Environment: {Variables: {MINE_A: 1, TZ: Asia/Tokyo}}}
  Other:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.about, Environment: {Variables: {MINE_B: 1}}}
  Seeded:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.about, Environment: {Variables: {PYTHONHASHSEED: 1}}}
  Slow: {Type: AWS::Serverless::Function, Properties: {Handler: app.slow}}
  Leave: {Type: AWS::Serverless::Function, Properties: {Handler: app.leave}}
"""


class Python(start_test.StartCase):
    def begin(self):
        code = self.folder / "python"
        code.mkdir(exist_ok=True)
        (code / "app.py").write_text(HANDLERS)
        (self.folder / "template.yaml").write_text(TEMPLATE)
        emulator = self.start()
        # The fork server takes a moment; until then functions start from nothing.
        self.until(lambda: self.fresh(emulator)["forked"], emulator)
        return emulator

    def call(self, emulator, function):
        connection = http.client.HTTPConnection("127.0.0.1", emulator.aws_port,
                                                timeout=start_test.PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("POST", f"/2015-03-31/functions/{function}/invocations", "{}")
            return json.loads(connection.getresponse().read())

    def fresh(self, emulator):
        """An answer of a new environment of About."""
        (self.folder / "python" / "app.py").write_text(HANDLERS + f"# {os.urandom(4).hex()}\n")
        self.until(lambda: self.call(emulator, "About")["calls"] == 1, emulator)
        return self.call(emulator, "About")

    def test_functions_are_forked_and_share_nothing(self):
        emulator = self.begin()
        about, other = self.call(emulator, "About"), self.call(emulator, "Other")
        self.assertTrue(other["forked"])
        self.assertEqual(about["parent"], other["parent"])
        self.assertEqual([["MINE_A"], ["MINE_B"]], [about["mine"], other["mine"]])
        self.assertEqual(["JST", "UTC"], [about["zone"], other["zone"]])
        self.assertNotEqual(about["random"], other["random"])
        self.assertEqual([1, []], [other["calls"], other["tmp"]])
        self.assertEqual(["/var/runtime/bootstrap.py"], other["argv"])

    def test_what_an_interpreter_reads_as_it_starts_is_not_forked(self):
        emulator = self.begin()
        seeded = self.call(emulator, "Seeded")
        self.assertFalse(seeded["forked"])

    def test_a_module_of_the_functions_own_comes_before_the_librarys(self):
        emulator = self.begin()
        (self.folder / "python" / "csv.py").write_text("MINE = True\n")
        self.until(lambda: self.call(emulator, "About")["csv"], emulator)
        self.assertTrue(self.call(emulator, "About")["forked"])

    def test_forked_functions_end_as_others_do(self):
        emulator = self.begin()
        self.assertIn("timed out after 2.00 seconds",
                      self.call(emulator, "Slow")["errorMessage"])
        self.assertIn("exit status 4", self.call(emulator, "Leave")["errorMessage"])
        self.assertTrue(self.call(emulator, "About")["forked"])

    def test_a_fork_server_that_dies_takes_its_functions_along_and_no_more(self):
        emulator = self.begin()
        about = self.call(emulator, "About")
        os.kill(about["parent"], signal.SIGKILL)
        self.until(lambda: not pathlib.Path(f"/proc/{about['parent']}").exists(), emulator)
        self.until(lambda: self.call(emulator, "About").get("calls") == 1, emulator)

    def test_a_changed_file_is_taken_over(self):
        emulator = self.begin()
        (self.folder / "python" / "app.py").write_text("def about(event, context): return 42\n")
        self.until(lambda: self.call(emulator, "About") == 42, emulator)


if __name__ == "__main__":
    brume.main()

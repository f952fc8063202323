"""What the real CDK makes of examples/orders-cdk runs as it is: invoked, served, and validated."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request

import brume
from start_test import Emulator

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "orders-cdk"
# Where `npm ci` has put the example's packages, and the build tree of Brume.
PACKAGES = pathlib.Path(os.environ["BRUME_CDK"]) / "node_modules"
TEMPLATE = "cdk.out/Orders.template.json"


class Orders(brume.Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name) / "orders"
        shutil.copytree(EXAMPLE, cls.folder, ignore=shutil.ignore_patterns("cdk.out", "node_mod*"))
        (cls.folder / "node_modules").symlink_to(PACKAGES)
        done = subprocess.run(
            ["node_modules/.bin/cdk", "synth", "--quiet"], cwd=cls.folder, text=True, timeout=280,
            env={**os.environ, "CMAKE_PREFIX_PATH": os.environ["BRUME_BUILD"], "CI": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert done.returncode == 0, done.stdout
        cls.resources = json.loads((cls.folder / TEMPLATE).read_text())["Resources"]

    def id_of(self, kind):
        found = [name for name, each in self.resources.items() if each["Type"] == kind]
        self.assertEqual(1, len(found), kind)
        return found[0]

    def test_its_function_answers(self):
        answer = json.loads(self.succeeds(
            "invoke", self.id_of("AWS::Lambda::Function"), "-t", TEMPLATE, "-e",
            "events/order.json", cwd=self.folder))
        self.assertEqual(201, answer["statusCode"])
        # The table's name came through Ref.
        self.assertIn(self.id_of("AWS::DynamoDB::Table"), json.loads(answer["body"])["table"])

    def test_its_route_and_its_schedule_are_served(self):
        emulator = Emulator(self.folder, "-t", TEMPLATE, "--virtual-time", "2027-01-01")
        self.addCleanup(emulator.end)
        request = urllib.request.Request(f"http://127.0.0.1:{emulator.api_port}/orders/7",
                                         method="PUT")
        with urllib.request.urlopen(request, timeout=20) as response:
            self.assertEqual((201, "7"), (response.status, json.load(response)["id"]))
        self.assertIn("cron(0 3 * * ? *)", "\n".join(emulator.table))

    def test_what_cdk_adds_of_its_own_is_no_mistake(self):
        said = self.succeeds("validate", "-t", TEMPLATE, "--strict", cwd=self.folder)
        self.assertIn("valid, 1 function", said)
        self.assertIn("1 route, 1 schedule", said)


if __name__ == "__main__":
    brume.main()

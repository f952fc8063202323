"""The AWS SDK for JavaScript v3, unmodified, outside and inside a function."""

import json
import os
import shutil
import subprocess
import unittest

from endpoint import Endpoint, environment

CLIENT = os.environ["BRUME_JAVASCRIPT"] + "/clients.mjs"


class JavascriptTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint().__enter__()
        cls.addClassCleanup(cls.endpoint.__exit__)

    def step(self, *arguments):
        run = subprocess.run(["node", CLIENT, *arguments], env=environment(self.endpoint.url),
                             capture_output=True, text=True, timeout=300, check=True)
        return json.loads(run.stdout)

    def test_invoke(self):
        answer = self.step("invoke", "hello", '{"name": "JavaScript"}')
        self.assertEqual(answer["payload"], {"message": "Hello, JavaScript!"})
        self.assertEqual((answer["status"], answer["version"]), (200, "$LATEST"))
        self.assertIn("START RequestId: ", answer["log"])

    def test_function_error(self):
        answer = self.step("invoke", "throws", '{"message": "no"}')
        self.assertEqual(answer["error"], "Unhandled")
        self.assertEqual(answer["payload"]["errorMessage"], "no")

    def test_errors(self):
        self.assertEqual(self.step("invoke", "nobody")["thrown"], "ResourceNotFoundException")
        throttled = self.step("invoke", "throttled")
        self.assertEqual(throttled["thrown"], "TooManyRequestsException")
        self.assertEqual(throttled["reason"], "ReservedFunctionConcurrentInvocationLimitExceeded")
        self.assertEqual(throttled["status"], 429)

    def test_stream(self):
        answer = self.step("stream", "stream", '{"lines": 3, "pauseMs": 50}')
        self.assertEqual("".join(answer["chunks"]), "3\n2\n1\nlift-off\n")
        self.assertGreater(len(answer["chunks"]), 1)
        self.assertEqual(answer["type"], "application/vnd.amazon.eventstream")
        self.assertNotIn("ErrorCode", answer["complete"])

    def test_stream_of_a_function_that_does_not_stream(self):
        answer = self.step("stream", "hello")
        self.assertEqual(json.loads("".join(answer["chunks"])), {"message": "Hello, world!"})

    def test_stream_that_breaks_off(self):
        answer = self.step("stream", "broken-stream")
        self.assertEqual(answer["chunks"], ["the first half, "])
        self.assertEqual(answer["complete"]["ErrorCode"], "Unhandled")
        self.assertIn("Stream.BrokenOff", answer["complete"]["ErrorDetails"])

    def test_a_function_invokes_another(self):
        # Nothing is said of where to call: the function's environment says it.
        command = f"{shutil.which('node')} {CLIENT} invoke hello '{{\"name\": \"inside\"}}'"
        answer = self.step("invoke", "run", json.dumps({"command": command}))
        self.assertEqual(answer["payload"]["status"], 0, answer)
        self.assertEqual(json.loads(answer["payload"]["output"])["payload"],
                         {"message": "Hello, inside!"})


if __name__ == "__main__":
    unittest.main()

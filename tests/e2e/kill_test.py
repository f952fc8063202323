"""Kill -9 at random moments under load: every accepted asynchronous event ends in success, at a
destination or among the failed. BRUME_KILLS says how many times; the counts are printed."""

import collections
import contextlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import unittest

import brume
from journal_case import JournalCase

KILLS = int(os.environ.get("BRUME_KILLS", "15"))
SEED = int(os.environ.get("BRUME_SEED", random.randrange(1 << 32)))
SENDERS = 4
PATIENCE_S = 120
# Retries go by the emulator's clock: it stands still until the end, when it is moved.
START = "2027-01-01T00:00:00Z"
TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: provided.al2023
    CodeUri: code
    Environment: {Variables: {JOURNAL: "%s"}}
Resources:
  Told:
    Type: AWS::Serverless::Function
    Properties:
      Handler: journal.work
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig:
          OnSuccess: {Type: Lambda, Destination: !GetAtt Landed.Arn}
          OnFailure: {Type: Lambda, Destination: !GetAtt Landed.Arn}
  Kept:
    Type: AWS::Serverless::Function
    Properties:
      Handler: journal.work
      ReservedConcurrentExecutions: 2
      EventInvokeConfig: {MaximumRetryAttempts: 0}
  Retried:
    Type: AWS::Serverless::Function
    Properties:
      Handler: journal.work
      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: Lambda, Destination: !GetAtt Landed.Arn}}
  Landed:
    Type: AWS::Serverless::Function
    Properties: {Handler: journal.landed}
"""
# What must be found of an event, by its function and its end.
PROOFS = {
    ("Told", "ok"): "Success",
    ("Told", "fail"): "RetriesExhausted",
    ("Told", "crash"): "RetriesExhausted",
    ("Kept", "ok"): "Done",
    ("Kept", "fail"): "Failed",
    ("Kept", "crash"): "Failed",
    ("Retried", "ok"): "Done",
    ("Retried", "fail"): "RetriesExhausted",
    ("Retried", "crash"): "RetriesExhausted",
}


class Emulator:
    """One life of an emulator of the folder."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [brume.BRUME, "start", "-p", "0", "--aws-port", "0", "--virtual-time", START,
             "--log-file", folder / "log.txt"],
            cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = 0
        for line in self.process.stdout:
            found = re.match(r"AWS\s+http://[^:]+:(\d+)", line)
            if found:
                self.port = int(found.group(1))
            if line.startswith("Ctrl-C"):
                break
        assert self.port, "it did not start"

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE_S)
        self.process.stdout.close()


class Senders:
    """Threads that send events to whichever emulator lives, and remember what it accepted."""

    def __init__(self, seed):
        self.port = 0
        self.accepted = {}
        self.lost_answers = 0
        self.ended = False
        self.threads = [threading.Thread(target=self.send_all, args=(n, random.Random(seed + n)))
                        for n in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send_all(self, sender, chance):
        number = 0
        while not self.ended:
            port = self.port
            if not port:
                time.sleep(0.001)
                continue
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            with contextlib.closing(connection), contextlib.suppress(
                    OSError, http.client.HTTPException):
                while not self.ended and port == self.port:
                    number += 1
                    self.send(connection, f"{sender}-{number}", chance)

    def send(self, connection, event_id, chance):
        function = chance.choice(("Told", "Kept", "Retried"))
        end = chance.choices(("ok", "fail", "crash"), (90, 8, 2))[0]
        self.lost_answers += 1
        connection.request("POST", f"/2015-03-31/functions/{function}/invocations",
                           json.dumps({"id": event_id, "end": end}),
                           {"X-Amz-Invocation-Type": "Event"})
        answer = connection.getresponse()
        answer.read()
        self.lost_answers -= 1
        if answer.status == 202:
            self.accepted[event_id] = (function, end)

    def finish(self):
        self.ended = True
        for thread in self.threads:
            thread.join()


class Killing(JournalCase):
    template = TEMPLATE

    def test_no_accepted_event_is_lost(self):
        chance = random.Random(SEED)
        senders = Senders(SEED)
        try:
            for _ in range(KILLS):
                emulator = Emulator(self.folder)
                senders.port = emulator.port
                time.sleep(chance.uniform(0, 0.4))
                emulator.kill()
                senders.port = 0
        finally:
            senders.finish()
        emulator = Emulator(self.folder)
        self.addCleanup(emulator.process.kill)
        self.settle()
        self.succeeds("clock", "advance", "10m", cwd=self.folder, timeout_s=300)
        self.settle()
        failed = self.all_failed(emulator.port)
        emulator.stop()
        self.judge(senders, failed)

    def all_failed(self, port):
        failed = []
        while True:
            after = failed[-1]["id"] if failed else 0
            page = json.loads(self.fetch(port, f"/_brume/events/failed?after={after}"))["failed"]
            if not page:
                return failed
            failed += page

    def fetch(self, port, path):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read().decode()

    def settle(self):
        """Until nothing runs and nothing waits but for its time."""
        give_up = time.monotonic() + PATIENCE_S
        while True:
            depths = json.loads(self.succeeds("events", "--json", cwd=self.folder))["functions"]
            if not any(depth["waiting"] or depth["running"] for depth in depths):
                return
            self.assertLess(time.monotonic(), give_up, depths)
            time.sleep(0.05)

    def judge(self, senders, failed):
        found = collections.Counter(self.journal.read_text().splitlines())
        found.update(f"Failed {event['payload']['id']}" for event in failed)
        ends = collections.Counter()
        lost = []
        for event_id, way in senders.accepted.items():
            proof = PROOFS[way]
            if found[f"{proof} {event_id}"] == 0:
                lost.append((event_id, way))
            ends[proof] += 1
        again = sum(count - 1 for count in found.values())
        print(f"seed {SEED}: {KILLS} kills, {len(senders.accepted)} events accepted, "
              f"{senders.lost_answers} requests without an answer; "
              f"{dict(ends)}, {len(lost)} lost, {again} ends seen more than once", flush=True)
        self.assertEqual([], lost)
        self.assertGreater(len(senders.accepted), KILLS)


if __name__ == "__main__":
    brume.main()

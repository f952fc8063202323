#!/usr/bin/env python3
"""S3 beside its floors: storage.py BIN_DIRECTORY [SECONDS]

Under wrk with 16 connections, in one run: http_bare_echo, and PUT and GET of objects of 1 KiB
through `brume start`, three times each. Then an object of 1 GiB up and down by curl, beside copying
the file, with the same fsync, and its MD5. Prints medians, ratios, the emulator's memory, and
whether they are within their limits."""

import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from gateway import Echo, Running, load, verdict

RUNS = 3
CONNECTIONS = 16
KEYS = 10_000
LARGE_BYTES = 1 << 30
TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Bench: {Type: "AWS::S3::Bucket", Properties: {BucketName: bench}}
"""
# wrk asks for the next request: keys in turn.
SCRIPT = """local n = 0
local body = string.rep("x", 1024)
request = function()
  n = n + 1
  local key = "/bench/objects/" .. n %% %d
  return wrk.format("%s", key, {["Content-Type"] = "application/octet-stream"}, %s)
end
"""


class Emulator(Running):
    def __init__(self, directory, folder):
        (folder / "template.yaml").write_text(TEMPLATE)
        super().__init__(directory / "brume", "start", "-p", "0", "--aws-port", "0",
                         cwd=folder, stderr=subprocess.DEVNULL)
        self.port = None
        for line in self.process.stdout:
            found = re.match(r"AWS\s+http://[^:]+:(\d+)", line)
            self.port = self.port or (int(found.group(1)) if found else None)
            if line.startswith("Ctrl-C"):
                break

    def peak_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024


def rate(port, folder, method, seconds):
    script = folder / f"{method}.lua"
    script.write_text(SCRIPT % (KEYS, method, "body" if method == "PUT" else "nil"))
    text = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script,
         f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True).stdout
    if re.search("Non-2xx|Socket errors", text):
        sys.exit(f"storage: {method} failed under wrk:\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def fill(port):
    """Every key once, so that each GET finds its object."""
    for number in range(KEYS):
        urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{port}/bench/objects/{number}", b"x" * 1024, method="PUT")).close()


def small_objects(directory, folder, emulator, seconds):
    fill(emulator.port)
    echoes, puts, gets = [], [], []
    for _ in range(RUNS):
        with Echo(directory) as echo:
            echoes.append(load(echo.port, CONNECTIONS, seconds)["rate"])
        puts.append(rate(emulator.port, folder, "PUT", seconds))
        gets.append(rate(emulator.port, folder, "GET", seconds))
    floor, put, get = map(statistics.median, (echoes, puts, gets))
    print(f"1 KiB at {CONNECTIONS} connections, medians of {RUNS} runs of {seconds} s")
    print(f"  bare echo {floor:8.0f} /s   PUT {put:8.0f} /s   GET {get:8.0f} /s")
    verdict("PUT at least 0.06 of the echo", put / floor >= 0.06, f"{put / floor:.3f}")
    verdict("GET at least 0.125 of the echo", get / floor >= 0.125, f"{get / floor:.3f}")


def timed(*commands):
    begin = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def large_object(folder, emulator):
    source, copy, back = (folder / name for name in ("source", "copy", "back"))
    with open(source, "wb") as file:
        for _ in range(LARGE_BYTES >> 20):
            file.write(os.urandom(1 << 20))
    subprocess.run(["sync", source], check=True)
    url = f"http://127.0.0.1:{emulator.port}/bench/large"
    floors, ups, plain, downs = [], [], [], []
    for _ in range(RUNS):
        floors.append(timed(["cp", source, copy], ["sync", copy], ["md5sum", copy]))
        copy.unlink()
        ups.append(timed(["curl", "-sfT", source, url]))
        plain.append(timed(["cp", source, copy], ["md5sum", copy]))
        copy.unlink()
        downs.append(timed(["curl", "-sfo", back, url]))
        subprocess.run(["cmp", source, back], check=True)
        back.unlink()
    floor, up, bare, down = map(statistics.median, (floors, ups, plain, downs))
    print(f"1 GiB, medians of {RUNS} runs")
    verdict("upload within 1.5 of cp, sync and md5sum", up / floor <= 1.5,
            f"{up:.2f} s, {floor:.2f} s: {up / floor:.2f}")
    verdict("download within 1.5 of cp and md5sum", down / bare <= 1.5,
            f"{down:.2f} s, {bare:.2f} s: {down / bare:.2f}")


def main():
    directory = pathlib.Path(sys.argv[1]).absolute()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory(dir=os.environ.get("BRUME_BENCH_FOLDER")) as name:
        folder = pathlib.Path(name)
        with Emulator(directory, folder) as emulator:
            small_objects(directory, folder, emulator, seconds)
            large_object(folder, emulator)
            peak = emulator.peak_mb()
            verdict("emulator under 40 MB throughout", peak < 40, f"{peak:.1f} MB at its peak")


if __name__ == "__main__":
    main()

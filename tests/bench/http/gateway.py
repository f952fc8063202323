#!/usr/bin/env python3
"""The gateway beside its floors: gateway.py BIN_DIRECTORY FUNCTIONS_DIRECTORY [SECONDS]

Under wrk, in one run and wherever the system puts the processes: http_bare_echo (libuv and Beast's
parser, a fixed answer of 100 bytes) and `brume start-api` with a function that gives such an
answer, three times each at each number of connections; and a bare round trip between two processes.
Then cold calls, slow calls side by side, idle connections, memory over many requests. Prints
medians, ratios, and whether they are within their limits."""

import concurrent.futures
import http.client
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

CONNECTIONS = (1, 16, 64, 256)
RUNS = 3
COLD_FUNCTIONS = 60
SLOW_CALLS = 200
IDLE_CONNECTIONS = 10_000
UNITS_US = {"us": 1, "ms": 1000, "s": 1_000_000}

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {{Runtime: provided.al2023, CodeUri: {code}, Timeout: 30, MemorySize: 512}}
Resources:
"""
FUNCTION = """  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fixed.{symbol}
      Events: {{Route: {{Type: HttpApi, Properties: {{Path: {path}, Method: GET}}}}}}
"""


def template(code):
    text = TEMPLATE.format(code=code)
    text += FUNCTION.format(name="Fixed", symbol="handler", path="/")
    text += FUNCTION.format(name="Slow", symbol="slow", path="/slow")
    for i in range(COLD_FUNCTIONS):
        text += FUNCTION.format(name=f"Cold{i}", symbol="handler", path=f"/cold/{i}")
    return text


class Running:
    """A program under measurement; ends with the block that holds it."""

    def __init__(self, *arguments, **options):
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Echo(Running):
    def __init__(self, directory):
        super().__init__(directory / "http_bare_echo")
        self.port = int(self.process.stdout.readline())


class Gateway(Running):
    def __init__(self, directory, folder):
        super().__init__(directory / "brume", "start-api", "-p", "0", "--ephemeral", "-t",
                         folder / "template.yaml", stderr=subprocess.DEVNULL)
        self.port = int(re.search(r":(\d+)$", self.process.stdout.readline()).group(1))

    def resident_kb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def worker_pss_kb(self):
        """Of the warm environments: what each has for itself and its share of the rest."""
        found = []
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                rollup = (status.parent / "smaps_rollup").read_text()
                maps = (status.parent / "maps").read_text()
                command = (status.parent / "comm").read_text()
            except OSError:
                continue
            if command.startswith("brume-host") and "fixed.so" in maps:
                found.append(int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M).group(1)))
        return found


def microseconds(text, percentile):
    number, unit = re.search(rf"^\s*{percentile}%\s+([\d.]+)(us|ms|s)$", text, re.M).groups()
    return float(number) * UNITS_US[unit]


def load(port, connections, seconds):
    text = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
         f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True).stdout
    if re.search("Non-2xx|Socket errors", text):
        sys.exit(f"gateway: failed under wrk:\n{text}")
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            "requests": int(re.search(r"(\d+) requests in", text).group(1)),
            "p50": microseconds(text, 50), "p99": microseconds(text, 99)}


def medians(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def verdict(name, holds, figures):
    print(f"  {'ok ' if holds else 'NOT'}  {name}: {figures}", flush=True)


def compare(directory, folder, seconds):
    for connections in CONNECTIONS:
        echoes, gateways, trips = [], [], []
        for _ in range(RUNS):
            with Echo(directory) as echo:
                echoes.append(load(echo.port, connections, seconds))
            with Gateway(directory, folder) as gateway:
                load(gateway.port, connections, 1)  # warm
                gateways.append(load(gateway.port, connections, seconds))
            trips.append(float(subprocess.run([directory / "round_trip"], check=True,
                                              capture_output=True, text=True).stdout))
        echo, gateway, trip = medians(echoes), medians(gateways), statistics.median(trips)
        print(f"{connections} connections, medians of {RUNS} runs of {seconds} s")
        for name, found in (("bare echo", echo), ("gateway", gateway)):
            print(f"  {name:10} {found['rate']:9.0f} /s   p50 {found['p50']:7.0f} us   "
                  f"p99 {found['p99']:7.0f} us")
        ratio = gateway["rate"] / echo["rate"]
        if connections == 1:
            more, most = gateway["p50"] - echo["p50"], 2 * trip + 15
            verdict("p50 above the echo's, at most two round trips and 15 us", more <= most,
                    f"{more:.0f} us of {most:.0f} us (round trip {trip:.1f} us)")
        elif connections <= 64:
            verdict("a third of the echo's throughput", ratio >= 1 / 3, f"{ratio:.2f}")
            verdict("p99 under 5 ms", gateway["p99"] < 5000, f"{gateway['p99'] / 1000:.2f} ms")
        else:
            print(f"  gateway / echo: throughput {ratio:.2f}")


def ask(connection, path="/"):
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"gateway: {path} answers {answer.status} {body}")


def cold_calls(gateway):
    connection = socket.create_connection(("127.0.0.1", gateway.port))
    raw(connection)
    times = []
    for i in range(COLD_FUNCTIONS):
        start = time.perf_counter()
        raw(connection, f"/cold/{i}")
        times.append((time.perf_counter() - start) * 1e6)
    connection.close()
    p50 = statistics.median(times)
    verdict("first call to a cold function, p50 under 1.5 ms", p50 < 1500, f"{p50:.0f} us")


def slow_calls(gateway):
    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(SLOW_CALLS) as pool:
        for done in [pool.submit(ask, http.client.HTTPConnection("127.0.0.1", gateway.port),
                                 "/slow?ms=5000") for _ in range(SLOW_CALLS)]:
            done.result()
    took = time.perf_counter() - start
    verdict(f"{SLOW_CALLS} calls of 5 s side by side within 6 s", took < 6, f"{took:.2f} s")


def raw(connection, path="/"):
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    if not connection.recv(4096).startswith(b"HTTP/1.1 200 "):
        sys.exit("gateway: an idle connection got no answer")


def idle_connections(gateway):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(IDLE_CONNECTIONS, hard - 200)
    idle = []
    for _ in range(count):
        idle.append(socket.create_connection(("127.0.0.1", gateway.port)))
        raw(idle[-1])
    times = []
    for connection in idle[::10]:
        start = time.perf_counter()
        raw(connection)
        times.append((time.perf_counter() - start) * 1e6)
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    verdict(f"{count} idle connections, p99 of requests among them under 5 ms", p99 < 5000,
            f"p50 {p50:.0f} us, p99 {p99:.0f} us, emulator {gateway.resident_kb() / 1024:.1f} MB")
    for connection in idle:
        connection.close()


def memory(directory, folder):
    with Gateway(directory, folder) as gateway:
        load(gateway.port, 16, 2)
        before, done = gateway.resident_kb(), 0
        workers = max(gateway.worker_pss_kb())
        while done < 1_000_000:
            done += load(gateway.port, 16, 5)["requests"]
        after = gateway.resident_kb()
        verdict("memory flat over a million requests", after - before < 2048,
                f"{before} kB, then {after} kB after {done} more")
        verdict("emulator under 30 MB", after < 30 * 1024, f"{after / 1024:.1f} MB")
        verdict("a warm environment under 4 MB of its own (PSS)", workers < 4096, f"{workers} kB")


def main():
    directory = pathlib.Path(sys.argv[1]).absolute()
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        code = pathlib.Path(sys.argv[2]).absolute()
        (folder / "template.yaml").write_text(template(code))
        compare(directory, folder, seconds)
        with Gateway(directory, folder) as gateway:
            cold_calls(gateway)
            slow_calls(gateway)
            idle_connections(gateway)
        memory(directory, folder)


if __name__ == "__main__":
    main()

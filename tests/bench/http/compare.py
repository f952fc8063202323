#!/usr/bin/env python3
"""What the HTTP server adds to its floor: compare.py BIN_DIRECTORY [SECONDS]

Runs http_bare_echo (libuv and Beast's parser, a fixed answer, nothing else) and http_server_echo
(http::Server with the same answer) in turn under wrk, three times at each number of connections,
and prints the medians and their ratio. With one connection server and wrk share a processor: only
one of them has work at a time, and waking an idle processor would be most of what is measured. With
more, each gets its own. "cpu" is the processor time of the server per request: it tells most when
the machine is not quiet."""

import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import sys
import time

CONNECTIONS = (1, 16, 64, 256)
RUNS = 3
IDLE_CONNECTIONS = 10_000
PROGRAMS = ("http_bare_echo", "http_server_echo")
UNITS_US = {"us": 1, "ms": 1000, "s": 1_000_000}


def pinned(processor):
    """For a child: on one processor, if there is a choice."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        return None
    return lambda: os.sched_setaffinity(0, {available[processor]})


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def microseconds(text, percentile):
    number, unit = re.search(rf"^\s*{percentile}%\s+([\d.]+)(us|ms|s)$", text, re.M).groups()
    return float(number) * UNITS_US[unit]


def measure(program, connections, seconds):
    server = subprocess.Popen([program], stdout=subprocess.PIPE, text=True, preexec_fn=pinned(0))
    client_processor = 0 if connections == 1 else 1
    try:
        port = int(server.stdout.readline())
        before = cpu_seconds(server.pid)
        text = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
             f"http://127.0.0.1:{port}/"],
            check=True, capture_output=True, text=True, preexec_fn=pinned(client_processor)).stdout
        if re.search("Non-2xx|Socket errors", text):
            sys.exit(f"compare: {program} failed under wrk:\n{text}")
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
                "p50": microseconds(text, 50), "p99": microseconds(text, 99),
                "cpu": (cpu_seconds(server.pid) - before) / requests * 1e6}
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def resident_kb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))


def ask(connection):
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    if not connection.recv(4096).startswith(b"HTTP/1.1 200 "):
        sys.exit("compare: an idle connection got no answer")


def measure_idle(program):
    """Connections that have had an answer and stay: their memory, and requests among them."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(IDLE_CONNECTIONS, hard - 100)
    server = subprocess.Popen([program], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        before = resident_kb(server.pid)
        idle = []
        for _ in range(count):
            idle.append(socket.create_connection(("127.0.0.1", port)))
            ask(idle[-1])
        taken = resident_kb(server.pid) - before
        times = []
        for connection in idle[::10]:
            start = time.perf_counter()
            ask(connection)
            times.append((time.perf_counter() - start) * 1e6)
        times.sort()
        print(f"{count} idle connections: {taken * 1024 / count:.0f} bytes each; "
              f"a request among them p50 {times[len(times) // 2]:.0f} us, "
              f"p99 {times[len(times) * 99 // 100]:.0f} us")
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def main():
    directory = pathlib.Path(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for connections in CONNECTIONS:
        found = {program: [] for program in PROGRAMS}
        for _ in range(RUNS):
            for program in PROGRAMS:
                found[program].append(measure(directory / program, connections, seconds))
        medians = {program: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                   for program, runs in found.items()}
        print(f"{connections} connections, medians of {RUNS} runs of {seconds} s")
        for program, median in medians.items():
            print(f"  {program:18} {median['rate']:9.0f} /s   p50 {median['p50']:7.0f} us   "
                  f"p99 {median['p99']:7.0f} us   cpu {median['cpu']:5.2f} us")
        floor, server = (medians[program] for program in PROGRAMS)
        print(f"  server / echo: throughput {server['rate'] / floor['rate']:.2f}, "
              f"p50 {server['p50'] / floor['p50']:.2f}, cpu {server['cpu'] / floor['cpu']:.2f}",
              flush=True)
    measure_idle(directory / PROGRAMS[1])


if __name__ == "__main__":
    main()

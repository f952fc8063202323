#!/usr/bin/env python3
"""What building Brume costs: from nothing, and after a header that nearly all include has changed.

usage: build.py [CHECKOUT]
Builds what scripts/run builds, without a compiler cache, in a temporary clone of the checkout's
last commit. Ends with 1 when a limit is missed: the times on the clock are those of two processors.
"""

import contextlib
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGETS = ["brume", "brume_host", "functions/all"]
HEADERS = ["emulator/base/result.h", "emulator/base/clock.h"]
PROCESSOR_S = 360.0
REBUILD_S = 60.0


@contextlib.contextmanager
def ended_together(command, folder):
    """A program that has ended, with all it has started, when the block is left in whatever way."""
    environment = dict(os.environ, CCACHE_DISABLE="1")
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()  # on which ninja ends its compilers and waits for them


def run(command, folder):
    """Seconds on the clock and of the processor."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with ended_together(command, folder) as process:
        output = process.stdout.read()
    if process.returncode != 0:
        sys.exit(f"build: {' '.join(command)}: {process.returncode}\n{output[-4000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.monotonic() - begin, processor


def measure(folder):
    missed = []

    def line(what, figure, unit, limit=None):
        missed.extend([what] if limit is not None and figure > limit else [])
        goal = "" if limit is None else f" (at most {limit:g})"
        print(f"{what:44} {figure:8.1f} {unit}{goal}", flush=True)

    ninja = ["ninja", "-C", "build/release", *TARGETS]
    configured = run(["cmake", "--preset", "release"], folder)
    built = run(ninja, folder)
    line("from nothing, processor", configured[1] + built[1], "s", PROCESSOR_S)
    line("from nothing, on the clock", configured[0] + built[0], "s")
    for header in HEADERS:
        (folder / header).touch()
        clock, _ = run(ninja, folder)
        line(f"{header} touched, on the clock", clock, "s", REBUILD_S)
    line("size of the program brume",
         (folder / "build/release/bin/brume").stat().st_size / 2**20, "MiB")
    if missed:
        sys.exit(f"over the limit: {', '.join(missed)}")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    checkout = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT).resolve()
    with tempfile.TemporaryDirectory(prefix="brume-build-") as name:
        folder = pathlib.Path(name) / "brume"
        run(["git", "clone", "--quiet", "--shared", str(checkout), str(folder)], checkout)
        measure(folder)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)

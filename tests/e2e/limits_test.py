#!/usr/bin/env python3
"""Templates that would use up time or memory end in an error that names a place, in little of both.

Memory is measured; how long each took is printed (BRUME_LIMITS=1), and bounded only against hangs.
"""

import os
import pathlib
import re
import signal
import subprocess
import tempfile

import brume
import template_bombs

# Sanitizers take half a gigabyte for themselves.
MEMORY_MAX_KIB = (1024 if os.environ.get("BRUME_SANITIZE") else 50) * 1024
HANG_S = 20
PLACE = re.compile(r"^\S+?\.yaml:\d+:\d+: error: ", re.MULTILINE)


def measured(command, folder):
    """Exit code, what was said, peak memory in KiB, seconds of processor time."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([brume.BRUME, command], cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=said, env={"PATH": os.environ["PATH"]})
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(HANG_S)
        _, status, usage = os.wait4(process.pid, 0)
        signal.alarm(0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    return process.returncode, text, usage.ru_maxrss, usage.ru_utime + usage.ru_stime


class Limits(brume.Case):
    pass


def check(template, error, files):
    def test(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file, text in {**files, "template.yaml": template}.items():
                (folder / file).write_text(text, encoding="utf-8")
            code, said, memory_kib, seconds = measured("validate", folder)
            if os.environ.get("BRUME_LIMITS"):
                print(f"\n{seconds * 1000:7.1f} ms {memory_kib / 1024:5.1f} MiB  {self.id()}")
            self.assertEqual(1, code, said[:2000])
            self.assertIn(error, said)
            # A file that is too large has no place to show.
            if "is larger than" not in said:
                self.assertRegex(said, PLACE)
            self.assertLess(memory_kib, MEMORY_MAX_KIB)
            # SAM itself knows no loops, circles and limits of functions: only how it ends matters.
            code, _, memory_kib, _ = measured("transform", folder)
            self.assertIn(code, (0, 1))
            self.assertLess(memory_kib, MEMORY_MAX_KIB)
    return test


for bomb, (template, error, files) in template_bombs.bombs().items():
    setattr(Limits, "test_" + bomb.replace(" ", "_"), check(template, error, files))


if __name__ == "__main__":
    brume.main()

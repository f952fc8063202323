#!/usr/bin/env python3
"""Published SAM templates and what SAM makes of them: prints the score by category.

Needs the folder `sam` of the shared data: $BRUME_SHARED_DATA, else ../shared/data beside the
source. Without it there is nothing to test.
"""

import os
import pathlib
import re
import subprocess
import sys

import brume

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("BRUME_SHARED_DATA") or ROOT.parent / "shared" / "data")
# Categories that are complete; each may only grow.
COMPLETE = ("accepted", "functions", "routes", "aliases", "async", "sns", "rules", "schedules",
            "sources", "s3", "urls", "tables", "layers", "rejected: yes",
            "rejected: same resource ids")


class Corpus(brume.Case):
    def setUp(self):
        if not (SHARED / "sam" / "compare.py").exists():
            self.skipTest(f"no SAM templates in {SHARED}")

    def test_every_template_means_what_sam_means(self):
        done = subprocess.run([sys.executable, SHARED / "sam" / "compare.py", brume.BRUME, "--all"],
                              capture_output=True, text=True, check=True, timeout=800)
        print(done.stdout, file=sys.stderr)
        scores = {name.strip(): (int(right), int(total)) for name, right, total in
                  re.findall(r"^(.+?)\s+(\d+) /\s+(\d+)$", done.stdout, re.MULTILINE)}
        for category in COMPLETE:
            right, total = scores[category]
            self.assertEqual(total, right, category)


if __name__ == "__main__":
    brume.main()

"""The extraction is the same under every hash seed: no set's order, no dictionary made of one, reaches what comes out."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT, SEEDS

PROGRAM = """
import sys
from pathlib import Path
from extractors.page import read_page
from extractors.pipeline import Extractor
from ontology.records import Declared
done = Extractor.load().extract(read_page(Path(sys.argv[1])), Declared())
assert done.facts and not done.faults
print(hash("甲"))
print(repr(done))
"""


def test_a_page_is_read_the_same_under_two_hash_seeds():
    page = next(iter(sorted(SEEDS.glob("*.txt"))))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(page)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for seed in ("1", "2")
    ]
    printed = [each.communicate(timeout=300)[0].split("\n", 1) for each in running]
    assert [each.returncode for each in running] == [0, 0]
    assert printed[0][0] != printed[1][0]  # the seeds did differ
    assert printed[0][1] == printed[1][1]

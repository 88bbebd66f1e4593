"""Predicts with waves.safetensors by the program of docs/own_data.md, and compares the scores with those of scores.csv:
    read_weights.py docs/own_data.md
"""
import re
import sys

import numpy

with open(sys.argv[1]) as page:
    program = re.search(r"```python\n(.*?)```", page.read(), re.S).group(1)
samples = numpy.loadtxt("scores.csv", delimiter=",")
assert len(samples) == 100, len(samples)
worst = 0
for line in samples:
    found = {"sample": line[:-3]}
    exec(program, found)
    worst = max(worst, abs(found["scores"] - line[-3:]).max())
assert worst < 1e-3, worst  # scores.csv has six digits
assert abs(samples[:, -3:]).max() > 1
print(f"read_weights.py: numpy's scores differ by at most {worst:.0e}")

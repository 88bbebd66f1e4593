"""Says what got slower from one recording of benchmarks to another, beyond noise.

    slower.py --name BASE.json              the name of the benchmark that was recorded
    slower.py BASE.json NOW.json TEST.json  TEST.json is the comparison of the two by Google Benchmark's compare.py

Slower beyond noise is a median time that is more than 5 % longer, where the times of both differ by the test
of Mann and Whitney, p < 0.01. Of five benchmarks or more, times count in units of their median change, which is
reported. Ends with 1 if something got slower.
"""
import json
import os
import statistics
import sys


def load(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"bench/run: {path} is no recording of benchmarks: {error}")


def context(recording, path):
    if not isinstance(recording, dict) or "context" not in recording:
        sys.exit(f"bench/run: {path} is no recording of benchmarks: it has no context")
    return recording["context"]


def main(base_path, now_path, test_path):
    base, now = context(load(base_path), base_path), context(load(now_path), now_path)
    for key in ("num_cpus", "mhz_per_cpu", "caches"):
        if base.get(key) != now.get(key):
            print(f"not the same machine: {key} was {base.get(key)}, is {now.get(key)}")
    tests = load(test_path)
    medians = {entry["name"]: entry["measurements"][0] for entry in tests if entry["name"].endswith("_median")}
    compared = [entry for entry in tests if entry.get("utest")]
    if not compared:
        sys.exit("bench/run: the recording has none of these benchmarks, or fewer than nine runs of each")

    def ratio_of(entry):
        times = medians[entry["name"] + "_median"]
        return times["cpu_time_other"] / times["cpu_time"]

    # A machine has faster and slower hours. Where there are some benchmarks, the median of all is its mood.
    mood = statistics.median(map(ratio_of, compared)) if len(compared) >= 5 else 1
    if abs(mood - 1) > 0.05:
        print(f"the median benchmark takes {mood:.2f} of its time before; others are compared with it")
    slower = faster = 0
    for entry in compared:
        ratio = ratio_of(entry) / mood
        if entry["utest"]["cpu_pvalue"] >= 0.01 or 1 / 1.05 <= ratio <= 1.05:
            continue
        slower += ratio > 1
        faster += ratio < 1
        print(f"{'slower' if ratio > 1 else 'faster'}: {entry['name']} takes {ratio:.2f} of its time before")
    print(f"{len(compared)} benchmarks compared: {slower} slower, {faster} faster, beyond noise")
    return 1 if slower else 0


if __name__ == "__main__":
    if sys.argv[1] == "--name":
        path = sys.argv[2]
        print(os.path.basename(context(load(path), path)["executable"]))
    else:
        sys.exit(main(*sys.argv[1:]))

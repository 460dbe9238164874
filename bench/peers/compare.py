#!/usr/bin/env python3
"""Runs a job here and in a peer library by turns, and prints medians and ratios.

    bench/peers/compare.py JOB [ARGUMENT ...]

JOB is a script beside this one (em, ...), which runs in the peer library, and a job of the same name in
bench/Pushforward.Benchmarks/Peers. Both get the same arguments and print one JSON line a case. The peer is given one thread and all cores, for its
own loops (OpenMP) and for its matrix products (OpenBLAS) separately, because the two teams can be in each other's way; its fastest setting
counts. The peers need, on Debian:

    apt-get install -y --no-install-recommends python3-torch libopenblas0-pthread
"""

import itertools
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 3
HERE = Path(__file__).resolve().parent
BENCHMARKS = HERE.parent / "Pushforward.Benchmarks"


def run(command, environment=None):
    output = subprocess.run(command, env={**os.environ, **(environment or {})}, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {line["case"]: line["milliseconds"] for line in map(json.loads, output.splitlines())}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    job, arguments = sys.argv[1], sys.argv[2:]
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", BENCHMARKS], check=True, stdout=sys.stderr)
    ours = ["dotnet", str(next(BENCHMARKS.glob("bin/Release/*/Pushforward.Benchmarks.dll"))), "peers", job, *arguments]
    theirs = ["/usr/bin/python3", str(HERE / f"{job.replace('-', '_')}.py"), *arguments]

    # OpenBLAS picks its AVX-512 kernels by processor name and does not know every one that has the instructions.
    core = {"OPENBLAS_CORETYPE": "SkylakeX"} if "avx512f" in Path("/proc/cpuinfo").read_text() else {}
    threads = sorted(itertools.product({1, os.cpu_count()}, repeat=2))
    mine, peer = {}, {}
    for _ in range(ROUNDS):
        for case, time in run(ours).items():
            mine.setdefault(case, []).append(time)
        for loops, products in threads:
            settings = {**core, "OMP_NUM_THREADS": str(loops), "OPENBLAS_NUM_THREADS": str(products)}
            for case, time in run(theirs, settings).items():
                peer.setdefault(case, {}).setdefault((loops, products), []).append(time)

    print(f"{'case':52} {'pushforward':>12} {'peer':>12} {'threads':>9} {'ratio':>7}")
    for case, times in mine.items():
        best = min(peer[case], key=lambda setting: statistics.median(peer[case][setting]))
        here, there = statistics.median(times), statistics.median(peer[case][best])
        print(f"{case:52} {here:9.3f} ms {there:9.3f} ms {f'{best[0]} and {best[1]}':>9} {there / here:6.2f}x")


if __name__ == "__main__":
    main()

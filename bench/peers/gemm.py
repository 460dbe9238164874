#!/usr/bin/env python3
"""Matrix products here and in OpenBLAS, side by side in one run.

Needs the .NET SDK and OpenBLAS (Debian: libopenblas0-pthread). The two sides take turns, a fraction of a second each, for several rounds; a
figure is the median over rounds of the median of a turn, so that a disturbance of the machine meets both. Ratios above 1 mean that this
project is the faster one. Each side gets the better of one thread and all cores; on processors whose AVX-512 kernels OpenBLAS does not choose
by itself it is told to (OPENBLAS_CORETYPE=SkylakeX).

    bench/peers/gemm.py                  the widest instruction set on both sides
    bench/peers/gemm.py --kernel avx2    AVX2 on both sides (PUSHFORWARD_KERNEL=avx2, OPENBLAS_CORETYPE=Haswell)
"""

import argparse
import ctypes
import ctypes.util
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

SQUARES = [("NN", size, size, size) for size in (256, 384, 512, 768, 1024)]
# A layer of 784 inputs and 512 outputs on a batch of 128: forward, gradient of the input, gradient of the weights; then the layers of a
# coupling network of width 1000 on a batch of 200.
BATCHES = [
    ("NN", 128, 512, 784), ("NT", 128, 784, 512), ("TN", 784, 512, 128),
    ("NN", 128, 512, 512), ("NT", 128, 512, 512), ("TN", 512, 512, 128),
    ("NN", 200, 1000, 1000), ("NT", 200, 1000, 1000), ("TN", 1000, 1000, 200),
]
SMALL = [("NN", 16, 16, 16), ("NN", 64, 64, 64), ("NN", 128, 40, 512), ("TN", 512, 40, 128), ("NN", 1, 512, 784), ("NT", 1, 512, 784), ("NN", 8, 512, 784)]


STATISTICS = {"median": statistics.median, "minimum": min}


def load_openblas():
    for name in ("libopenblas.so.0", ctypes.util.find_library("openblas")):
        if name:
            try:
                return ctypes.CDLL(name)
            except OSError:
                pass
    sys.exit("gemm.py: found no libopenblas; install it (Debian: libopenblas0-pthread).")


class OpenBlas:
    """cblas_sgemm on buffers of its own."""

    ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE = 101, 111, 112

    def __init__(self, statistic):
        self.statistic = statistic
        self.library = load_openblas()
        self.library.openblas_get_corename.restype = ctypes.c_char_p
        self.core = self.library.openblas_get_corename().decode()

    def turn(self, layout, m, n, k, threads, seconds):
        self.library.openblas_set_num_threads(threads)
        a, b, c = (self.buffer(size, value) for size, value in ((m * k, 0.25), (k * n, 0.5), (m * n, 0.0)))
        arguments = (
            self.ROW_MAJOR,
            self.TRANSPOSE if layout == "TN" else self.NO_TRANSPOSE,
            self.TRANSPOSE if layout == "NT" else self.NO_TRANSPOSE,
            m, n, k, ctypes.c_float(1), a, m if layout == "TN" else k, b, k if layout == "NT" else n, ctypes.c_float(0), c, n,
        )
        times, start = [], time.perf_counter()
        while time.perf_counter() - start < seconds or len(times) < 5:
            before = time.perf_counter()
            self.library.cblas_sgemm(*arguments)
            after = time.perf_counter()
            if after - start > seconds / 10:
                times.append(after - before)
        return STATISTICS[self.statistic](times)

    @staticmethod
    def buffer(length, value):
        array = (ctypes.c_float * length)()
        for i in range(length):
            array[i] = value * (i % 7 - 3)
        return array


class Pushforward:
    """The benchmark project as a process that answers requests."""

    def __init__(self, root, statistic):
        self.statistic = statistic
        project = root / "bench" / "Pushforward.Benchmarks"
        subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", project], check=True, stdout=subprocess.DEVNULL)
        dll = next((project / "bin" / "Release").glob("net*/Pushforward.Benchmarks.dll"))
        self.process = subprocess.Popen(
            ["dotnet", dll, "peers", "gemm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.kernel = None

    def turn(self, layout, m, n, k, threads, seconds):
        self.process.stdin.write(f"{layout} {m} {n} {k} {threads} {seconds}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.kernel = answer["kernel"]
        return answer[self.statistic]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", choices=("avx512", "avx2"), help="the instruction set for both sides; default: the widest")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="threads (one is tried too); default: all cores")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.2, help="length of a turn")
    parser.add_argument("--statistic", choices=STATISTICS, default="median",
                        help="of a turn and over turns; the minimum is for a machine that is busy with other things")
    parser.add_argument("--only", choices=("square", "batch", "small"))
    options = parser.parse_args()

    wide = options.kernel != "avx2" and "avx512f" in pathlib.Path("/proc/cpuinfo").read_text()
    core = os.environ.get("OPENBLAS_CORETYPE") or ("SkylakeX" if wide else "Haswell")
    if os.environ.get("OPENBLAS_CORETYPE") != core:
        # The library reads the variable when it is loaded: start again with it set.
        os.environ["OPENBLAS_CORETYPE"] = core
        os.execv(sys.executable, [sys.executable] + sys.argv)
    if options.kernel:
        os.environ["PUSHFORWARD_KERNEL"] = options.kernel

    theirs, ours = OpenBlas(options.statistic), Pushforward(
        pathlib.Path(__file__).resolve().parents[2], options.statistic)
    over = STATISTICS[options.statistic]
    print(f"{'product':>26} {'here':>10} {'OpenBLAS':>10} {'ratio':>6}   GFLOP/s here, OpenBLAS", flush=True)
    groups = {"square": SQUARES, "batch": BATCHES, "small": SMALL}
    for name, cases in groups.items():
        if options.only not in (None, name):
            continue
        for layout, m, n, k in cases:
            turns = {(side, threads): [] for side in (ours, theirs) for threads in {1, options.threads}}
            for _ in range(options.rounds):
                for (side, threads), times in turns.items():
                    times.append(side.turn(layout, m, n, k, threads, options.seconds))
                    # Idle threads of either side spin for a while after their work; let them fall asleep.
                    time.sleep(0.05)
            mine, other = (min(over(times) for (side, _), times in turns.items() if side is which) for which in (ours, theirs))
            work = 2e-9 * m * n * k
            print(f"{layout} {m:>6} x {n:>5} x {k:>5} {mine * 1e6:>8.1f}us {other * 1e6:>8.1f}us {other / mine:>6.2f}   "
                  f"{work / mine:6.1f} {work / other:6.1f}", flush=True)
    print(f"kernel here {ours.kernel}, OpenBLAS {theirs.core}, {options.threads} threads")


if __name__ == "__main__":
    main()

"""EM iterations of a Bernoulli mixture in PyTorch: the E-step is one float32 matrix product and a softmax, the M-step another product.

Arguments: the folder with the IDX files, then values of K. Started by compare.py.
"""

import gzip
import json
import os
import statistics
import sys
import time
from pathlib import Path

import numpy
import torch

WARM_UPS, RUNS = 3, 15


def images(folder):
    for name, opener in (("train-images-idx3-ubyte.gz", gzip.open), ("train-images-idx3-ubyte", open)):
        path = Path(folder) / name
        if path.exists():
            with opener(path, "rb") as file:
                return numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784)
    sys.exit(f"no train-images-idx3-ubyte[.gz] in {folder}")


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    generator = torch.Generator().manual_seed(0)
    x = torch.from_numpy(images(sys.argv[1]).copy()).float() / 255
    x = (torch.rand(x.shape, generator=generator) < x).float()
    rows, columns = x.shape
    mean = x.mean(0)
    for components in map(int, sys.argv[2:]):
        start = x[torch.randperm(rows, generator=generator)[:components]]
        p, weights = 0.5 * start + 0.5 * mean, torch.full((components,), 1.0 / components)
        times = []
        for i in range(WARM_UPS + RUNS):
            begin = time.perf_counter()
            p = p.clamp(1e-6, 1 - 1e-6)
            log_zero = torch.log1p(-p)
            joint = torch.addmm(weights.log() + log_zero.sum(1), x, (p.log() - log_zero).T)
            log_prob = joint.logsumexp(1, keepdim=True)
            joint.sub_(log_prob).exp_()
            counts = joint.sum(0)
            p = (joint.T @ x + mean) / (counts[:, None] + 1)
            weights = counts / rows
            log_prob.sum().item()
            if i >= WARM_UPS:
                times.append(1000 * (time.perf_counter() - begin))
        print(json.dumps({"case": f"EM iteration, {rows} x {columns}, K = {components}", "milliseconds": statistics.median(times)}))


if __name__ == "__main__":
    main()

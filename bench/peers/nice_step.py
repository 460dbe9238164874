"""A training step of NICE in PyTorch: four additive couplings of five hidden layers of 1000, batch 200, Adam. Started by compare.py."""

import json
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

PIXELS, HIDDEN, COUPLINGS, BATCH = 784, 1000, 4, 200
WARM_UPS, RUNS = 4, 25


def network():
    sizes = [PIXELS // 2] + [HIDDEN] * 5 + [PIXELS // 2]
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(0)
    couplings = nn.ModuleList(network() for _ in range(COUPLINGS))
    log_scale = nn.Parameter(torch.zeros(PIXELS))
    adam = torch.optim.Adam([*couplings.parameters(), log_scale], lr=1e-3)
    x = torch.rand(BATCH, PIXELS)
    times = []
    for i in range(WARM_UPS + RUNS):
        begin = time.perf_counter()
        still, moved = x[:, 0::2], x[:, 1::2]
        for coupling in couplings:
            still, moved = moved + coupling(still), still
        h = torch.stack((still, moved), dim=2).reshape(BATCH, PIXELS) * log_scale.exp()
        log_prob = -(functional.softplus(h) + functional.softplus(-h)).sum(1) + log_scale.sum()
        loss = -log_prob.mean()
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        loss.item()
        if i >= WARM_UPS:
            times.append(1000 * (time.perf_counter() - begin))
    print(json.dumps({"case": "NICE step, 4 couplings of 5x1000, batch 200", "milliseconds": statistics.median(times)}))


if __name__ == "__main__":
    main()

"""A training step of a variational autoencoder in PyTorch: 784-512-512-2x20 and back, batch 128, fresh noise, Adam. Started by compare.py."""

import json
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

PIXELS, HIDDEN, LATENT, BATCH = 784, 512, 20, 128
WARM_UPS, RUNS = 20, 200


def network(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(0)
    encoder = network(PIXELS, HIDDEN, HIDDEN, 2 * LATENT)
    decoder = network(LATENT, HIDDEN, HIDDEN, PIXELS)
    adam = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
    x = torch.rand(BATCH, PIXELS)
    times = []
    for i in range(WARM_UPS + RUNS):
        begin = time.perf_counter()
        mean, log_variance = encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        reconstruction = functional.binary_cross_entropy_with_logits(decoder(z), x, reduction="sum")
        divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum()
        loss = (reconstruction + divergence) / BATCH
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        loss.item()
        if i >= WARM_UPS:
            times.append(1000 * (time.perf_counter() - begin))
    print(json.dumps({"case": "VAE step, 784-512-512-2x20, batch 128", "milliseconds": statistics.median(times)}))


if __name__ == "__main__":
    main()

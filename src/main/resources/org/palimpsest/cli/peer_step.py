"""The base stage's training step in PyTorch, for comparison with `palimpsest bench`.

Reads lines "LAYOUT BATCH STEPS" from standard input, LAYOUT being default or channels_last, and
answers each with the seconds that STEPS steps took. Threads are the first argument.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


def block(channels, pool):
    layers = [nn.Conv2d(channels, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU()]
    return layers + ([nn.MaxPool2d(2)] if pool else [])


class Step:
    def __init__(self, layout, batch):
        self.encoder = nn.Sequential(*block(3, True), *block(64, True), *block(64, False), *block(64, False))
        self.dense = nn.Linear(4096, 128)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(64, 64, 2, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 3, 2, 2))
        self.rows = nn.Parameter(torch.randn(60, 128))
        self.images = torch.randn(batch, 3, 32, 32)
        self.labels = torch.arange(batch) % 60
        if layout == "channels_last":
            self.encoder = self.encoder.to(memory_format=torch.channels_last)
            self.decoder = self.decoder.to(memory_format=torch.channels_last)
            self.images = self.images.contiguous(memory_format=torch.channels_last)
        modules = [self.encoder, self.dense, self.decoder]
        weights = [p for m in modules for p in m.parameters()] + [self.rows]
        self.optimizer = torch.optim.SGD(weights, 0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)

    def run(self):
        feature_map = self.encoder(self.images)
        embedding = F.normalize(self.dense(feature_map.flatten(1)))
        logits = 16 * embedding @ F.normalize(self.rows).t()
        decoded = self.decoder(feature_map)
        loss = F.cross_entropy(logits, self.labels) + F.mse_loss(decoded, self.images)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


steps = {}
print(torch.__version__, flush=True)
for line in sys.stdin:
    layout, batch, count = line.split()
    key = (layout, batch)
    if key not in steps:
        steps[key] = Step(layout, int(batch))
    start = time.perf_counter()
    for _ in range(int(count)):
        steps[key].run()
    print(time.perf_counter() - start, flush=True)

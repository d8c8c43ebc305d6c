"""The same work in PyTorch, for comparison with `palimpsest bench`.

Reads lines "WORK ARCHITECTURE LAYOUT BATCH STEPS" from standard input, WORK being train or infer,
ARCHITECTURE conv4, resnet18, mlp-100, mlp-400, or proto-SHOTS-QUERIES or maml-SHOTS-QUERIES, whose batch is
its ways and a step one episode, LAYOUT default or channels_last, and answers each with the seconds that
STEPS steps took. Threads are the first argument.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


def block(channels, pool, filters=64):
    layers = [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU()]
    return layers + ([nn.MaxPool2d(2)] if pool else [])


class Residual(nn.Module):
    """Two 3x3 convolutions beside the identity, or beside a 1x1 convolution where the shape changes."""

    def __init__(self, inside, outside, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(),
            nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside))
        self.shortcut = nn.Sequential() if stride == 1 and inside == outside else nn.Sequential(
            nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


class Conv4(nn.Module):
    width = 128

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(*block(3, True), *block(64, True), *block(64, False), *block(64, False))
        self.dense = nn.Linear(4096, 128)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(64, 64, 2, 2), nn.BatchNorm2d(64), nn.ReLU(), nn.ConvTranspose2d(64, 3, 2, 2))

    def forward(self, x):
        feature_map = self.trunk(x)
        return feature_map, self.dense(feature_map.flatten(1))

    def reconstruct(self, feature_map, x):
        return F.mse_loss(self.decoder(feature_map), x)


class ResNet18(nn.Module):
    width = 512

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
        for inside, outside, stride in [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]:
            layers += [Residual(inside, outside, stride), Residual(outside, outside, 1)]
        self.trunk = nn.Sequential(*layers)

    def forward(self, x):
        feature_map = self.trunk(x)
        return feature_map, feature_map.mean((2, 3))

    def reconstruct(self, feature_map, x):
        return 0


class Perceptron:
    """A bare step of an MLP on 28x28 images, no more than is needed."""

    def __init__(self, width, optimizer, batch):
        self.net = nn.Sequential(
            nn.Linear(784, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10))
        self.images = torch.randn(batch, 784)
        self.labels = torch.arange(batch) % 10
        self.optimizer = optimizer(self.net.parameters(), lr=1e-3)

    def train(self):
        self.optimizer.zero_grad()
        F.cross_entropy(self.net(self.images), self.labels).backward()
        self.optimizer.step()


PERCEPTRONS = {"mlp-100": (100, torch.optim.SGD), "mlp-400": (400, torch.optim.Adam)}


class Prototypes:
    """A bare step of a prototypical network on one episode of 28x28 images."""

    def __init__(self, shots, queries, ways):
        layers = block(1, True)
        for _ in range(3):
            layers += block(64, True)
        self.net = nn.Sequential(*layers, nn.Flatten())
        self.ways, self.shots = ways, shots
        self.images = torch.randn(ways * (shots + queries), 1, 28, 28)
        self.labels = torch.arange(ways).repeat_interleave(queries)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3)

    def train(self):
        embedding = self.net(self.images)
        support = self.ways * self.shots
        means = embedding[:support].view(self.ways, self.shots, -1).mean(1)
        loss = F.cross_entropy(-torch.cdist(embedding[support:], means).square(), self.labels)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


class Maml:
    """MAML of second order on episodes of 28x28 images, four to a step: 5 steps on a support."""

    TASKS, STEPS, RATE = 4, 5, 0.05

    def __init__(self, shots, queries, ways):
        layers = block(1, True, 32)
        for _ in range(3):
            layers += block(32, True, 32)
        self.net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(32, ways))
        self.support = torch.randn(ways * shots, 1, 28, 28)
        self.queries = torch.randn(ways * queries, 1, 28, 28)
        self.classes = torch.arange(ways).repeat_interleave(shots)
        self.labels = torch.arange(ways).repeat_interleave(queries)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=1e-3)
        self.tasks = 0

    def loss(self, weights, images, labels):
        return F.cross_entropy(torch.func.functional_call(self.net, weights, (images,)), labels)

    def train(self):
        weights = dict(self.net.named_parameters())
        for _ in range(self.STEPS):
            loss = self.loss(weights, self.support, self.classes)
            gradients = torch.autograd.grad(loss, list(weights.values()), create_graph=True)
            weights = {n: w - self.RATE * g for (n, w), g in zip(weights.items(), gradients)}
        (self.loss(weights, self.queries, self.labels) / self.TASKS).backward()
        self.tasks += 1
        if self.tasks % self.TASKS == 0:
            self.optimizer.step()
            self.optimizer.zero_grad()


EPISODES = {"proto": Prototypes, "maml": Maml}


class Work:
    def __init__(self, architecture, layout, batch):
        self.net = {"conv4": Conv4, "resnet18": ResNet18}[architecture]()
        self.rows = nn.Parameter(torch.randn(60, self.net.width))
        self.images = torch.randn(batch, 3, 32, 32)
        self.labels = torch.arange(batch) % 60
        if layout == "channels_last":
            self.net = self.net.to(memory_format=torch.channels_last)
            self.images = self.images.contiguous(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(
            [*self.net.parameters(), self.rows], 0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)

    def train(self):
        self.net.train()
        feature_map, embedding = self.net(self.images)
        logits = 16 * F.normalize(embedding) @ F.normalize(self.rows).t()
        loss = F.cross_entropy(logits, self.labels) + self.net.reconstruct(feature_map, self.images)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def infer(self):
        self.net.eval()
        with torch.inference_mode():
            _, embedding = self.net(self.images)
            F.normalize(embedding) @ F.normalize(self.rows).t()


known = {}
print(torch.__version__, flush=True)
for line in sys.stdin:
    work, architecture, layout, batch, count = line.split()
    key = (architecture, layout, batch)
    if key not in known:
        method = architecture.split("-")[0]
        if method in EPISODES:
            known[key] = EPISODES[method](*map(int, architecture.split("-")[1:]), int(batch))
        elif architecture in PERCEPTRONS:
            known[key] = Perceptron(*PERCEPTRONS[architecture], int(batch))
        else:
            known[key] = Work(architecture, layout, int(batch))
    step = getattr(known[key], work)
    start = time.perf_counter()
    for _ in range(int(count)):
        step()
    print(time.perf_counter() - start, flush=True)

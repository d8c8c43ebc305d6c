"""Computes the feature maps and embeddings of images with an exported encoder.

Knows nothing of the program that wrote the model but the file itself: NumPy and the safetensors package.

    python embeddings.py MODEL IMAGES OUTPUT

IMAGES holds "images", already normalised, or "pixels", values 0 to 255; OUTPUT gets "map" and "embedding".
"""

import json
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file


class Network:
    def __init__(self, weights, prefix):
        self.weights = weights
        self.prefix = prefix

    def all(self, layers, x, name):
        for i, layer in enumerate(layers):
            x = getattr(self, layer["kind"])(layer, x, f"{name}.{i}")
        return x

    def tensor(self, name):
        return self.weights[self.prefix + name].astype(np.float64)

    def Convolution(self, layer, x, name):
        size, stride, padding = layer["size"], layer["stride"], layer["padding"]
        x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
        windows = windows[:, :, ::stride, ::stride]
        y = np.einsum("bchwij,fcij->bfhw", windows, self.tensor(name + ".weight"), optimize=True)
        return y + self.tensor(name + ".bias")[:, None, None] if layer["bias"] else y

    def BatchNormalization(self, layer, x, name):
        mean, variance = self.tensor(name + ".running_mean"), self.tensor(name + ".running_var")
        gain = self.tensor(name + ".weight") / np.sqrt(variance + 1e-5)
        shift = self.tensor(name + ".bias") - mean * gain
        return x * gain[:, None, None] + shift[:, None, None]

    def Relu(self, layer, x, name):
        return np.maximum(x, 0)

    def LeakyRelu(self, layer, x, name):
        return np.where(x > 0, x, layer["slope"] * x)

    def MaxPooling(self, layer, x, name):
        b, c, h, w = x.shape
        even = x[:, :, : h // 2 * 2, : w // 2 * 2]
        return even.reshape(b, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def Subsampling(self, layer, x, name):
        more = layer["channels"] - x.shape[1]
        return np.pad(x[:, :, ::2, ::2], ((0, 0), (0, more), (0, 0), (0, 0)))

    def GlobalAveragePooling(self, layer, x, name):
        return x.mean(axis=(2, 3))

    def Flatten(self, layer, x, name):
        return x.reshape(len(x), -1)

    def Unflatten(self, layer, x, name):
        return x.reshape(len(x), layer["channels"], layer["height"], layer["width"])

    def Dense(self, layer, x, name):
        return x @ self.tensor(name + ".weight").T + self.tensor(name + ".bias")

    def Residual(self, layer, x, name):
        body = self.all(layer["body"], x, name + ".body")
        return body + self.all(layer["shortcut"], x, name + ".shortcut")


def main(model, images, output):
    with safe_open(model, framework="np") as file:
        texts = file.metadata()
    given = load_file(images)
    if "pixels" in given:
        normalization = json.loads(texts["normalization"])
        mean = np.array(normalization["mean"])[:, None, None]
        deviation = np.array(normalization["deviation"])[:, None, None]
        x = (given["pixels"] / 255 - mean) / deviation
    else:
        x = given["images"].astype(np.float64)
    encoder = json.loads(texts["encoder"])
    network = Network(load_file(model), "encoder.")
    features = network.all(encoder["trunk"], x, "trunk")
    embedding = network.all(encoder["tail"], features, "tail")
    result = {"map": features, "embedding": embedding}
    save_file({k: np.ascontiguousarray(v, dtype=np.float32) for k, v in result.items()}, output)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Makes tiny-py/: CIFAR's form for Python with two classes, as Python 2 and NumPy wrote the original.

Python's own pickler writes everything but Python 2's texts (SHORT_BINSTRING and BINSTRING), which
Python 3 has no type for. NumPy's names are stood in for, so that only Python itself is needed.

    python3 tiny_pickles.py
"""

import io
import pathlib
import pickle
import struct
import sys
import types


class Text(bytes):
    """A str of Python 2."""


class Pickler(pickle._Pickler):
    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, text):
        if len(text) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(text)]) + bytes(text))
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(text)) + bytes(text))
        self.memoize(text)

    dispatch[Text] = save_text


numpy = types.ModuleType("numpy")
multiarray = types.ModuleType("numpy.core.multiarray")
sys.modules.update({"numpy": numpy, "numpy.core": types.ModuleType("numpy.core")})
sys.modules["numpy.core.multiarray"] = multiarray


def _reconstruct(*arguments):
    raise NotImplementedError("only its name is needed")


_reconstruct.__module__ = "numpy.core.multiarray"
multiarray._reconstruct = _reconstruct


class dtype:
    def __reduce__(self):
        return dtype, (Text(b"u1"), 0, 1), (3, Text(b"|"), None, None, None, -1, -1, 0)


class ndarray:
    def __init__(self, shape, content):
        self.state = (1, shape, dtype(), False, Text(content))

    def __reduce__(self):
        return _reconstruct, (ndarray, (0,), Text(b"b")), self.state


for kind in (dtype, ndarray):
    kind.__module__ = "numpy"
    setattr(numpy, kind.__name__, kind)


def write(name, content):
    out = io.BytesIO()
    Pickler(out, protocol=2).dump(content)
    (pathlib.Path(__file__).parent / "tiny-py" / name).write_bytes(out.getvalue())


def batch(name, first):
    """Image i has the label i % 2 and the values 10 i + channel."""
    images = range(first, first + 2)
    pixels = b"".join(bytes([10 * i + c]) * 1024 for i in images for c in range(3))
    write(
        name,
        {
            Text(b"filenames"): [Text(b"image_%d.png" % i) for i in images],
            Text(b"batch_label"): Text(name.encode()),
            Text(b"fine_labels"): [i % 2 for i in images],
            Text(b"coarse_labels"): [7 for i in images],
            Text(b"data"): ndarray((2, 3072), pixels),
        },
    )


batch("train_1", 0)
batch("train_2", 2)
batch("test", 4)
write(
    "meta",
    {
        Text(b"fine_label_names"): [Text(b"cat"), Text(b"dog")],
        Text(b"coarse_label_names"): [Text(b"animals")],
    },
)

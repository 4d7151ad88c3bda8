"""Sentence embeddings by a small BERT (MiniLM) in NumPy. Takes bytes and arrays; knows no files and no topics.

The network is that of Devlin et al. 2019 as Wang et al. 2020 distilled it (six layers, 384 wide, 12 heads), its tokens
averaged and the mean scaled to length 1 as Reimers and Gurevych 2019 do.
"""

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HEADS = 12
LONGEST = 64
"""Tokens of a text that are read: a clause has about ten."""
TOGETHER = 64
"""Texts that go through the network at once."""
_WORDS = re.compile(r"\w+|[^\w\s]")


def tensors(data: bytes) -> dict[str, Floats]:
    """The float32 arrays of a safetensors file by name. Raises ValueError for what is no such file."""
    size = int.from_bytes(data[:8], "little")
    if not 0 < size <= len(data) - 8:
        raise ValueError("These bytes are not a safetensors file.")
    header = json.loads(data[8 : 8 + size])
    found = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, last = (8 + size + offset for offset in entry["data_offsets"])
            found[name] = np.frombuffer(data[first:last], "<f4").reshape(entry["shape"]).astype(np.float32)
    return found


@dataclass(frozen=True)
class Embedder:
    """A network's weights and the pieces of words it knows."""

    weights: Mapping[str, Floats]
    pieces: Mapping[str, int]

    @classmethod
    def of(cls, model: bytes, vocabulary: str) -> "Embedder":
        """From the contents of model.safetensors and vocab.txt (one piece a line). Raises ValueError."""
        pieces = {piece: place for place, piece in enumerate(vocabulary.splitlines())}
        weights = tensors(model)
        if missing := {"[CLS]", "[SEP]", "[UNK]"} - pieces.keys():
            raise ValueError(f"The vocabulary lacks {', '.join(sorted(missing))}.")
        if "embeddings.word_embeddings.weight" not in weights:
            raise ValueError("The model holds no BERT.")
        return cls(weights, pieces)

    @property
    def width(self) -> int:
        return len(self.weights["embeddings.LayerNorm.weight"])

    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector of length 1 per text (n × width). Texts of like length go through together."""
        tokens = {text: self.tokens(text) for text in texts}
        found: dict[str, Floats] = {}
        ordered = sorted(tokens, key=lambda text: len(tokens[text]))
        for first in range(0, len(ordered), TOGETHER):
            here = ordered[first : first + TOGETHER]
            padded = np.zeros((len(here), len(tokens[here[-1]])), dtype=np.int64)
            real = np.zeros(padded.shape, dtype=np.float32)
            for row, text in enumerate(here):
                padded[row, : len(tokens[text])] = tokens[text]
                real[row, : len(tokens[text])] = 1
            mean = (self._layers(padded, real) * real[:, :, None]).sum(axis=1)
            found.update(zip(here, mean / np.linalg.norm(mean, axis=1, keepdims=True), strict=True))
        return np.array([found[text] for text in texts], dtype=np.float32).reshape(len(texts), self.width)

    def tokens(self, text: str) -> list[int]:
        """Piece numbers of a text between [CLS] and [SEP]: lower case, no accents, the longest known piece first."""
        bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
        found = [number for word in _WORDS.findall(bare) for number in self._word(word)]
        return [self.pieces["[CLS]"], *found[: LONGEST - 2], self.pieces["[SEP]"]]

    def _word(self, word: str) -> list[int]:
        found, first = [], 0
        while first < len(word):
            for last in range(len(word), first, -1):
                number = self.pieces.get(("##" if first else "") + word[first:last])
                if number is not None:
                    break
            else:
                return [self.pieces["[UNK]"]]
            found.append(number)
            first = last
        return found

    def _layers(self, tokens: NDArray[np.int64], real: Floats) -> Floats:
        """Texts (n × tokens, `real` 1 where they are no padding) through the network: n × tokens × width."""
        weights, length = self.weights, tokens.shape[1]
        state = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][:length]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._scaled(state, "embeddings.LayerNorm")
        layer = 0
        while f"encoder.layer.{layer}.output.dense.weight" in weights:
            name = f"encoder.layer.{layer}"
            state = self._scaled(state + self._attended(state, real, name), f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._dense(state, f"{name}.intermediate.dense"))
            state = self._scaled(state + self._dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
            layer += 1
        return state

    def _attended(self, state: Floats, real: Floats, name: str) -> Floats:
        n, length, width = state.shape
        query, key, value = (
            self._dense(state, f"{name}.attention.self.{part}").reshape(n, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(width / HEADS))
        scores += (real[:, None, None, :] - 1) * np.float32(1e4)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return self._dense(mixed.transpose(0, 2, 1, 3).reshape(n, length, width), f"{name}.attention.output.dense")

    def _dense(self, state: Floats, name: str) -> Floats:
        # One product for all texts: three-dimensional operands would be multiplied text by text.
        weight = self.weights[f"{name}.weight"]
        flat: Floats = state.reshape(-1, state.shape[-1]) @ weight.T + self.weights[f"{name}.bias"]
        return flat.reshape(*state.shape[:-1], weight.shape[0])

    def _scaled(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        found: Floats = centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return found


def _gelu(x: Floats) -> Floats:
    """x Φ(x), with the error function of Abramowitz and Stegun 7.1.26 (error below 2e-7)."""
    z = np.abs(x) / np.float32(math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.copysign(1 - series * np.exp(-z * z), x)
    found: Floats = (0.5 * x * (1 + erf)).astype(np.float32)
    return found

"""Sentence embeddings: reading a model's bytes, word pieces, and a network that padding does not change."""

import json
import math

import numpy as np
import pytest

from preceptor.core.patient.embedding import HEADS, LONGEST, Embedder, _gelu, tensors

WIDTH, INNER = 2 * HEADS, 32
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "any", "chest", "pain", "##s", "##ful", "cou", "##gh", "?"]


def model(layers: int = 2) -> bytes:
    """A small random network of the shape of a BERT, as safetensors bytes."""
    chance = np.random.default_rng(11)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": (LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            shapes |= _dense(f"{name}.attention.self.{part}", WIDTH, WIDTH)
        shapes |= _dense(f"{name}.attention.output.dense", WIDTH, WIDTH) | _norm(f"{name}.attention.output.LayerNorm")
        shapes |= _dense(f"{name}.intermediate.dense", INNER, WIDTH) | _dense(f"{name}.output.dense", WIDTH, INNER)
        shapes |= _norm(f"{name}.output.LayerNorm")
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, shape in shapes.items():
        data = chance.normal(size=shape).astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + body


def _dense(name: str, out: int, into: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def _norm(name: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.of(model(), "\n".join(PIECES))


def test_words_are_cut_into_the_longest_known_pieces(embedder: Embedder) -> None:
    pieces = [PIECES[number] for number in embedder.tokens("Any CHÉST pains, coughful?")]
    assert pieces == ["[CLS]", "any", "chest", "pain", "##s", "[UNK]", "cou", "##gh", "##ful", "?", "[SEP]"]


def test_long_texts_are_cut(embedder: Embedder) -> None:
    assert len(embedder.tokens("pain " * 500)) == LONGEST


def test_vectors_have_length_one_and_do_not_depend_on_their_company(embedder: Embedder) -> None:
    texts = ["any pain", "any chest pains at all cough cough", "pain", "any pain"]
    together = embedder.embed(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, text in enumerate(texts):
        assert np.allclose(embedder.embed([text])[0], together[row], atol=1e-4)
    assert np.array_equal(together[0], together[3])
    assert not np.allclose(together[0], together[2], atol=1e-2)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, WIDTH)


def test_the_order_of_words_matters(embedder: Embedder) -> None:
    one, other = embedder.embed(["any chest pain", "pain chest any"])
    assert not np.allclose(one, other, atol=1e-3)


def test_gelu_is_that_of_the_error_function() -> None:
    x = np.linspace(-5, 5, 101).astype(np.float32)
    exact = [0.5 * one * (1 + math.erf(one / math.sqrt(2))) for one in x.tolist()]
    assert np.allclose(_gelu(x), exact, atol=1e-6)


@pytest.mark.parametrize("data", [b"", b"no model at all", (10**9).to_bytes(8, "little") + b"{}"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="safetensors"):
        tensors(data)


def test_a_vocabulary_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[CLS\]"):
        Embedder.of(model(1), "any\nchest\npain")

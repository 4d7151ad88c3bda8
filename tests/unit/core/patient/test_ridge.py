"""Sparse products and ridge regression against the plain formulas."""

import numpy as np
import pytest

from preceptor.core.patient import ridge
from preceptor.core.patient.ridge import Sparse, gram, inverse_of_lower, transposed_times


def sparse(dense: np.ndarray) -> Sparse:
    rows, columns = np.nonzero(dense)
    starts = np.concatenate(([0], np.cumsum(np.count_nonzero(dense, axis=1)))).astype(np.int64)
    return Sparse(starts, columns.astype(np.int32), dense[rows, columns].astype(np.float32), dense.shape[1])


@pytest.fixture
def dense() -> np.ndarray:
    chance = np.random.default_rng(3)
    found = chance.random((40, 30)) * (chance.random((40, 30)) < 0.3)
    found[:, 4] = chance.random(40)  # a column that nearly all rows have
    found[7] = 0  # a row without anything
    found[:, 9] = 0  # a column that nobody has
    return found


@pytest.mark.parametrize("frequent", [2, 256])
def test_all_inner_products(dense: np.ndarray, frequent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "FREQUENT", frequent)
    assert np.allclose(gram(sparse(dense)), dense @ dense.T, atol=1e-5)


@pytest.mark.parametrize("at_once", [8, 1 << 20])
def test_products_with_dense_weights(dense: np.ndarray, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "AT_ONCE", at_once)
    other = np.random.default_rng(5).random((40, 6)).astype(np.float32)
    assert np.allclose(transposed_times(sparse(dense), other), dense.T @ other, atol=1e-5)
    weights = np.random.default_rng(6).random((30, 6))
    assert np.allclose(sparse(dense).times(weights), dense @ weights, atol=1e-5)


def test_the_inverse_of_a_triangle_larger_than_one_block() -> None:
    chance = np.random.default_rng(7)
    lower = np.tril(chance.random((300, 300))) / 300 + np.eye(300)
    assert np.allclose(inverse_of_lower(lower.astype(np.float32)) @ lower, np.eye(300), atol=1e-4)


def test_ridge_solves_its_equation(dense: np.ndarray) -> None:
    kernel = (dense @ dense.T).astype(np.float32)
    targets = np.random.default_rng(8).random((40, 3)).astype(np.float32)
    dual = ridge.ridge(kernel.copy(), targets, 0.5)
    assert np.allclose(kernel @ dual + 0.5 * dual, targets, atol=1e-3)

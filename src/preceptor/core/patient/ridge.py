"""Sparse rows and ridge regression on them, in NumPy alone. Knows numbers, no words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FREQUENT = 256
"""Columns met in more rows than this are multiplied as a dense block, the others pair by pair."""
AT_ONCE = 1 << 21
"""Numbers held at once while pairs are multiplied."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix by rows: row r has values[starts[r]:starts[r + 1]] in the columns named beside them."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Floats
    width: int

    @property
    def height(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> NDArray[np.int32]:
        """The row of each value."""
        return np.repeat(np.arange(self.height, dtype=np.int32), np.diff(self.starts))

    def times(self, weights: NDArray[np.floating]) -> Floats:
        """This matrix (n × width) times dense weights (width × k): n × k. Meant for few rows."""
        found = np.zeros((self.height, weights.shape[1]), dtype=np.float32)
        for row in range(self.height):
            here = slice(self.starts[row], self.starts[row + 1])
            if here.stop > here.start:
                found[row] = self.values[here] @ weights[self.columns[here]].astype(np.float32)
        return found


def by_column(matrix: Sparse) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    """The same values ordered by column: (starts of columns, rows, values)."""
    order = np.argsort(matrix.columns, kind="stable")
    counts = np.bincount(matrix.columns, minlength=matrix.width)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return starts, matrix.rows[order], matrix.values[order]


def gram(matrix: Sparse) -> Floats:
    """All inner products of the rows (n × n): frequent columns by one dense product, the rest pair by pair."""
    starts, rows, values = by_column(matrix)
    n, counts = matrix.height, np.diff(starts)
    frequent = np.flatnonzero(counts > FREQUENT)
    dense = np.zeros((n, len(frequent)), dtype=np.float32)
    for place, column in enumerate(frequent):
        here = slice(starts[column], starts[column + 1])
        dense[rows[here], place] = values[here]
    found: Floats = dense @ dense.T
    flat = found.reshape(-1)
    for count in np.unique(counts[(counts > 0) & (counts <= FREQUENT)]):
        for columns in _chunks(np.flatnonzero(counts == count), max(1, AT_ONCE // int(count) ** 2)):
            places = starts[columns][:, None] + np.arange(count)
            met, worth = rows[places].astype(np.int64), values[places]
            pairs = met[:, :, None] * n + met[:, None, :]
            np.add.at(flat, pairs.ravel(), (worth[:, :, None] * worth[:, None, :]).ravel())
    return found


def transposed_times(matrix: Sparse, dense: Floats) -> Floats:
    """The transpose (width × n) times dense (n × k): width × k."""
    starts, rows, values = by_column(matrix)
    found = np.zeros((matrix.width, dense.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(np.diff(starts))
    step = max(1, AT_ONCE // dense.shape[1])
    first = 0
    while first < len(filled):
        last = int(np.searchsorted(starts[filled], starts[filled[first]] + step, side="right"))
        last = max(last - 1, first + 1)
        columns = filled[first:last]
        begin, end = starts[columns[0]], starts[columns[-1] + 1]
        products = dense[rows[begin:end]] * values[begin:end, None]
        found[columns] = np.add.reduceat(products, starts[columns] - begin, axis=0)
        first = last
    return found


def ridge(kernel: Floats, targets: Floats, strength: float) -> Floats:
    """Dual weights (n × k) of ridge regression with a kernel (n × n). Overwrites `kernel`."""
    kernel.reshape(-1)[:: len(kernel) + 1] += strength
    root = inverse_of_lower(np.linalg.cholesky(kernel))
    found: Floats = root.T @ (root @ targets)
    return found


def inverse_of_lower(matrix: Floats) -> Floats:
    """The inverse of a lower triangular matrix by halves: products, which one core does faster than elimination."""
    n = len(matrix)
    if n <= 256:
        found: Floats = np.tril(np.linalg.inv(matrix))
        return found
    half = n // 2
    found = np.zeros_like(matrix)
    found[:half, :half] = inverse_of_lower(matrix[:half, :half])
    found[half:, half:] = inverse_of_lower(matrix[half:, half:])
    found[half:, :half] = -found[half:, half:] @ (matrix[half:, :half] @ found[:half, :half])
    return found


def _chunks(ids: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for first in range(0, len(ids), size):
        yield ids[first : first + size]

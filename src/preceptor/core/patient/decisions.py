"""One linear decision over words: trained by ridge regression, kept as arrays. Knows texts and names, no medicine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from preceptor.core.patient.ridge import Floats, gram, ridge, transposed_times
from preceptor.core.patient.wording import Vocabulary

STRENGTH = 0.3
"""Of the regularisation, where a text has length 1."""
DENSE = 1.0
"""How much sentence embeddings count, where the words count 1."""
Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Decision:
    """Scores of `names` for a text: about 1 for what it means, about 0 for what it does not.

    `weights` (vocabulary × names) act on the words, `dense` (embedding width × names) on the embedding, if any.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    dense: Floats
    names: tuple[str, ...]

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[Sequence[str]], embed: Embed | None = None, also: Sequence[str] = ()
    ) -> "Decision":
        """Learn which labels each text has; `also` are labels that there are even if no text has them."""
        names = tuple(sorted({label for some in labels for label in some} | set(also)))
        place = {name: column for column, name in enumerate(names)}
        targets = np.zeros((len(texts), len(names)), dtype=np.float32)
        for row, some in enumerate(labels):
            targets[row, [place[label] for label in some]] = 1
        vocabulary = Vocabulary.of(texts)
        rows = vocabulary.rows(texts)
        kernel = gram(rows)
        vectors = embed(texts) if embed else np.zeros((len(texts), 0), dtype=np.float32)
        kernel += DENSE * (vectors @ vectors.T)
        dual = ridge(kernel, targets, STRENGTH)
        weights = transposed_times(rows, dual).astype(np.float16)
        return cls(vocabulary, weights, DENSE * (vectors.T @ dual), names)

    def scores(self, texts: Sequence[str], vectors: Floats | None = None) -> Floats:
        """n × names. `vectors` are the texts' embeddings, where the decision was learnt with them."""
        found = self.vocabulary.rows(texts).times(self.weights)
        if vectors is not None and len(self.dense):
            found = found + vectors @ self.dense
        return found

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it for np.savez."""
        return {
            **self.vocabulary.arrays(),
            "weights": self.weights,
            "dense": self.dense,
            "names": np.array(self.names, dtype=np.str_),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Decision":
        """Back from `arrays`."""
        return cls(
            Vocabulary.from_arrays(arrays),
            arrays["weights"].astype(np.float16),
            arrays["dense"].astype(np.float32),
            tuple(str(name) for name in arrays["names"]),
        )

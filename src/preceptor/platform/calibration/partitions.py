"""A log of answers as a folder of Parquet files, one partition of whole learners each. Knows files, no database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from preceptor.core.learner.responses import COLUMNS, Ancestry, Catalog, Floats, Responses, paired

CATALOG = "catalog.npz"
NAMES = "names.json"
LAYOUT = 2


class PartitionsMissing(RuntimeError):
    """The folder is no log of this layout, or Parquet cannot be read here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Partitions:
    """The partitions of one folder, by name."""

    folder: Path
    names: tuple[str, ...]

    @property
    def catalog(self) -> Catalog:
        """What may be asked, for all partitions."""
        return catalog_of(str(self.folder))

    def read(self, name: str) -> Responses:
        """The answers of one partition."""
        return read(str(self.folder), name)


def write(folder: Path, catalog: Catalog, parts: Iterable[Responses]) -> Partitions:
    """Write a log, partition by partition: no more than one is in memory. Replaces what the folder held."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("part-*.parquet"):
        old.unlink()
    _write_catalog(folder, catalog)
    names = []
    for number, part in enumerate(parts):
        name = f"part-{number:05d}.parquet"
        _write_part(folder / name, part)
        names.append(name)
    return Partitions(folder, tuple(names))


def opened(folder: Path) -> Partitions:
    """The partitions of a folder that `write` made. Raises PartitionsMissing."""
    if not (folder / CATALOG).is_file():
        raise PartitionsMissing(f"{folder} holds no log of answers: name a folder that was written as one.")
    return Partitions(folder, tuple(sorted(path.name for path in folder.glob("part-*.parquet"))))


def _write_catalog(folder: Path, catalog: Catalog) -> None:
    tree = catalog.ancestry
    np.savez(
        folder / CATALOG,
        layout=LAYOUT,
        starts=catalog.starts,
        subjects=catalog.subjects,
        shares=catalog.shares,
        item=catalog.item,
        rater=catalog.rater,
        tree_starts=tree.starts,
        parents=tree.parents,
        order_starts=tree.order_starts,
        order=tree.order,
    )
    names = {"items": catalog.items, "raters": catalog.raters, "competencies": catalog.competencies}
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


@lru_cache(maxsize=2)
def catalog_of(folder: str) -> Catalog:
    """The catalog of a folder; a worker reads it once."""
    names = json.loads((Path(folder) / NAMES).read_text(encoding="utf-8"))
    with np.load(Path(folder) / CATALOG) as kept:
        if int(kept["layout"]) != LAYOUT:
            raise PartitionsMissing(f"{folder} has another layout than this version reads: write it anew.")
        tree = Ancestry(kept["tree_starts"], kept["parents"], kept["order_starts"], kept["order"])
        return Catalog(
            tuple(names["items"]),
            tuple(names["raters"]),
            tuple(names["competencies"]),
            kept["starts"],
            kept["subjects"],
            kept["shares"],
            kept["item"],
            kept["rater"],
            tree,
        )


def _parquet() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise PartitionsMissing("Parquet files need pyarrow, which is not installed: run ./start --science.") from error
    return pyarrow


def _write_part(path: Path, part: Responses) -> None:
    """One row an answer: learner, question and the columns of values; what is the same in all rows packs to nothing."""
    arrow = _parquet()
    learner = np.repeat(np.arange(len(part.level), dtype=np.int32), np.diff(part.starts))
    columns: dict[str, Any] = {"learner": learner, "question": part.question.astype(np.int32)}
    columns |= {name: part.values[:, place] for place, name in enumerate(COLUMNS)}
    table = arrow.table(columns).replace_schema_metadata({"levels": json.dumps(part.level.tolist())})
    arrow.parquet.write_table(table, path, compression="zstd")


def read(folder: str, name: str) -> Responses:
    """The answers of one partition of a folder."""
    arrow = _parquet()
    table = arrow.parquet.read_table(Path(folder) / name)
    level = np.array(json.loads(table.schema.metadata[b"levels"]), dtype=np.float64)
    learner = table["learner"].to_numpy()
    counts = np.bincount(learner, minlength=len(level))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    question = table["question"].to_numpy().astype(np.int64)
    values: Floats = np.empty((len(question), len(COLUMNS)))
    for place, column in enumerate(COLUMNS):
        values[:, place] = table[column].to_numpy()
    return Responses(starts, question, paired(starts, catalog_of(folder).item[question]), values, level)

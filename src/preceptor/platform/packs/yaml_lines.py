"""YAML with the line of every value. Knows nothing of packs."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# The C loader is ten times faster and marks lines just the same; PyYAML may be built without it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Where = tuple[str | int, ...]


class _Loader(LOADER):
    """Dates stay text: the shapes read them, and a wrong one is then a fault of its own field."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


class YamlError(ValueError):
    """A file cannot be read as YAML: `line` and the reason."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one file and the line (from 1) of every value, by the path of keys that leads to it."""

    path: Path
    data: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest one above it that exists."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read(path: Path) -> Document:
    """Read one file. Raises YamlError for bad YAML, a repeated key, or bytes that are not UTF-8."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            raise YamlError(1, "the file is empty")
        lines: dict[Where, int] = {}
        _walk(node, (), lines)
        data = loader.construct_document(node)
    except UnicodeDecodeError as error:
        raise YamlError(1, f"the file is not UTF-8 text: {error.reason}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(line, f"{error.problem or error.context}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, YamlError):
            raise
        raise YamlError(1, f"{error}") from error
    return Document(path, data, lines)


def _walk(node: yaml.Node, where: Where, lines: dict[Where, int]) -> None:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            if (*where, name) in lines:
                raise YamlError(key.start_mark.line + 1, f"the key {name} stands twice: remove one")
            _walk(value, (*where, name), lines)
            lines[(*where, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*where, index), lines)

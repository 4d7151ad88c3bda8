"""Reading a pack's folder: every fault names file, line, field and what to do; nothing an author writes raises."""

from pathlib import Path
from typing import Any

import pytest

from preceptor.core.curriculum.rules import check
from preceptor.platform.packs import schema
from preceptor.platform.packs.folder import Fault, read

HEAD = """\
schema: 1
id: small
version: 1
title: Small
summary: A small pack.
language: en
licence: Apache-2.0
jurisdictions: [int]
review: not-reviewed
review_note: For tests.
review_by: 2099-01-01
domains:
  - {id: heart, title: Heart}
levels: [clerkship]
"""
COMPETENCIES = """\
competencies:
  - id: chest-pain
    title: Chest pain
    description: Tells causes apart.
    domain: heart
    level: clerkship
    importance: 3
"""
PRESENTATIONS = """\
presentations:
  - {id: pain, title: Pain}
"""
REFERENCES = """\
references:
  - {id: book, citation: A book, year: 2020}
"""
ITEMS = """\
items:
  - id: first
    version: 1
    type: sba
    competency: chest-pain
    task: diagnosis
    level: clerkship
    difficulty: 3
    minutes: 1.5
    stem: A 54-year-old man has crushing pain. His skin is cold.
    lead_in: What is the most likely cause of the pain?
    options:
      - text: Aortic tear
        rationale: The pain would tear and move.
      - text: Coronary clot
        correct: true
        rationale: Pain with cold skin fits it best.
      - text: Lung infarct
        rationale: He would be short of breath.
      - text: Rib fracture
        rationale: Nothing has struck his chest.
    explanation: A clot closes the vessel.
    teaching_point: Cold skin with crushing pain is a heart attack first.
    card: {front: What is it?, back: A clot.}
    sources:
      - {ref: book, supports: the picture, status: verified, checked_on: 2026-01-01}
    review_by: 2099-01-01
    review: not-reviewed
"""
FILES = {
    "pack.yaml": HEAD,
    "competencies.yaml": COMPETENCIES,
    "presentations.yaml": PRESENTATIONS,
    "references/books.yaml": REFERENCES,
    "items/heart.yaml": ITEMS,
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """The small pack, with files changed by name (None: left out)."""
    for name, text in {**FILES, **changed}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        elif text is not None:
            path.write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, name: str, old: str, new: str) -> list[Fault]:
    assert FILES[name].count(old) == 1, old
    return read(write(folder, **{name: FILES[name].replace(old, new)})).faults


def test_a_clean_folder_is_a_pack(tmp_path: Path) -> None:
    reading = read(write(tmp_path))
    assert reading.faults == []
    assert reading.pack is not None
    assert reading.pack.ref == "small@1"
    assert [one.ref for one in reading.pack.items] == ["first@1"]
    assert check(reading.pack) == []


ITEM = "items/heart.yaml"
TABLE: list[tuple[str, str, str, int, str, str, str]] = [
    # file, old, new -> line, field, code, what it says
    ("pack.yaml", "title: Small", "title: [", 6, "file", "yaml", "not readable as YAML"),
    ("pack.yaml", "title: Small", "title: Small\ntitle: Twice", 5, "file", "yaml", "title stands twice: remove one"),
    ("pack.yaml", "licence: Apache-2.0", "license: Apache-2.0", 7, "license", "shape", "correct its name"),
    ("pack.yaml", "language: en\n", "", 1, "language", "shape", "language is missing: add it"),
    ("pack.yaml", "version: 1", "version: one", 3, "version", "shape", "valid integer"),
    ("pack.yaml", "version: 1", "version: 0", 3, "version", "shape", "greater than or equal to 1"),
    ("pack.yaml", "schema: 1", "schema: 2", 1, "schema", "shape", "should be 1"),
    ("pack.yaml", "id: small", "id: Small Pack", 2, "id", "shape", "pattern"),
    ("pack.yaml", "2099-01-01", "2099-13-01", 11, "review_by", "shape", "date"),
    ("pack.yaml", "jurisdictions: [int]", "jurisdictions: int", 8, "jurisdictions", "shape", "valid list"),
    ("pack.yaml", "{id: heart, title: Heart}", "{id: heart}", 13, "domains.0.title", "shape", "title is missing"),
    ("competencies.yaml", "importance: 3", "importance: 6", 7, "competencies.0.importance", "shape", "less than"),
    ("competencies.yaml", "domain: heart", "domain: lung", 5, "competencies.0.domain", "unknown-id", "lung is not in"),
    ("competencies.yaml", "level: clerkship", "level: clerkship\n    prerequisites: [chest-pain]", 7,
     "competencies.0.prerequisites", "cycle", "remove one of these prerequisites"),
    ("competencies.yaml", "level: clerkship", "level: clerkship\n    prerequisites: [gone]", 7,
     "competencies.0.prerequisites", "unknown-id", "gone is no competency"),
    (ITEM, "    difficulty: 3\n", "    difficulty: 3\n\ttab: 1\n", 9, "file", "yaml", "not readable as YAML"),
    (ITEM, "difficulty: 3", "difficulty: hard", 8, "items.0.difficulty", "shape", "valid integer"),
    (ITEM, "difficulty: 3", "difficulty: 7", 8, "items.0.difficulty", "out-of-range", "1 to 5"),
    (ITEM, "minutes: 1.5", "minutes: 9", 9, "items.0.minutes", "out-of-range", "0.5 to 6"),
    (ITEM, "minutes: 1.5", "minutes: .nan", 9, "items.0.minutes", "out-of-range", "0.5 to 6"),
    (ITEM, "    explanation: A clot closes the vessel.\n", "", 2, "items.0.explanation", "shape", "is missing: add it"),
    (ITEM, "    explanation: A clot", "    explanaton: A clot", 22, "items.0.explanaton", "shape", "is no field here"),
    (ITEM, "type: sba", "type: essay", 4, "items.0.type", "shape", "'sba' or 'kf'"),
    (ITEM, "type: sba", "type: kf", 2, "items.0", "shape", "a key-feature problem has questions"),
    (ITEM, "competency: chest-pain", "competency: belly", 5, "items.0.competency", "unknown-id", "belly is no"),
    (ITEM, "task: diagnosis", "task: guessing", 6, "items.0.task", "unknown-id", "mechanism, history"),
    (ITEM, "        rationale: The pain would tear and move.\n", "", 13, "items.0.options.0.rationale", "shape",
     "add it"),
    (ITEM, "The pain would tear and move.", "''", 14, "items.0.options.0.rationale", "shape", "at least 1 character"),
    (ITEM, "      - text: Aortic tear\n", "      - text: Aortic tear\n        correct: true\n", 12, "items.0.options",
     "key",
     "2 options are marked correct: exactly one must be"),
    (ITEM, "        correct: true\n", "", 12, "items.0.options", "key", "0 options are marked correct"),
    (ITEM, "text: Lung infarct", "text: aortic tear", 12, "items.0.options", "duplicate-option", "read the same"),
    (ITEM, "ref: book", "ref: film", 26, "items.0.sources.0.ref", "unknown-id", "film is not in references"),
    (ITEM, "status: verified", "status: heard", 26, "items.0.sources.0.status", "shape", "'verified' or 'from-memory'"),
    (ITEM, "What is the most likely cause of the pain?", "Which of the following is it?", 2, "items.0", "cover-options",
     "ask one closed question"),
    (ITEM, "    review: not-reviewed\n",
     "    review: not-reviewed\n    parameters: {x: {min: 5, max: 1, step: 1}}\n", 29,
     "items.0.parameters.x", "shape", "min must not lie above max"),
    (ITEM, "    review: not-reviewed\n",
     "    review: not-reviewed\n    parameters: {x: {min: 0, max: .inf, step: 1}}\n",
     29, "items.0.parameters.x.max", "shape", "finite"),
    (ITEM, "    review: not-reviewed\n",
     "    review: not-reviewed\n    parameters: {x: {min: 1, max: 90, step: 1}}\n    derive: {y: x / 0}\n", 29,
     "items.0.parameters", "family", "division by zero"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "field", "code", "says"),
    TABLE,
    ids=[f"{entry[5]}-{number}" for number, entry in enumerate(TABLE)],
)
def test_a_fault_names_file_line_field_and_what_to_do(
    tmp_path: Path, name: str, old: str, new: str, line: int, field: str, code: str, says: str
) -> None:
    found = faults(tmp_path, name, old, new)
    assert (name, line, field, code) in [(one.file, one.line, one.field, one.code) for one in found], found
    fault = next(one for one in found if (one.line, one.field, one.code) == (line, field, code))
    assert says in fault.message
    assert str(fault) == f"{name}:{line}: {field}: {fault.message} [{code}]"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"# nothing but words\n", "the file is empty"),
        (b"title: \xff\xfe\n", "not UTF-8"),
        (b"{" * 3000, "not readable as YAML"),
        (b"a: &a [*a]\n", ""),
        (b"a: !!python/object/apply:os.getcwd []\n", "not readable as YAML"),
        (b"when: 2026-02-31\n", ""),
        (b"just words\n", ""),
        (b"- a\n- list\n", ""),
        (b"null\n", ""),
        (b"? [a, b]\n: complex key\n", ""),
        (b"--- 1\n--- 2\n", "not readable as YAML"),
    ],
)
def test_no_file_however_broken_raises(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    found = read(write(tmp_path, **{name: content})).faults
    assert found
    assert {one.file for one in found} == {name}
    assert says in found[0].message
    assert all(one.line >= 1 and one.field and one.message.endswith(".") for one in found)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_by_its_place(tmp_path: Path, name: str) -> None:
    (fault,) = read(write(tmp_path, **{name: None})).faults
    place = next(place for place in schema.FILES if Path(name).match(place))
    assert (fault.file, fault.line, fault.code) == (place, 1, "missing-file")
    assert "add it" in fault.message


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path: Path) -> None:
    assert [one.code for one in read(tmp_path / "gone").faults] == ["missing-file"] * len(schema.FILES)


def test_the_faults_of_all_files_come_together(tmp_path: Path) -> None:
    found = read(
        write(
            tmp_path,
            **{
                "pack.yaml": HEAD.replace("language: en\n", ""),
                ITEM: ITEMS.replace("difficulty: 3", "difficulty: x").replace("minutes: 1.5", "minutes: y"),
            },
        )
    ).faults
    assert [(one.file, one.field) for one in found] == [
        ("pack.yaml", "language"),
        (ITEM, "items.0.difficulty"),
        (ITEM, "items.0.minutes"),
    ]


def test_one_id_in_two_files_is_found(tmp_path: Path) -> None:
    found = read(write(tmp_path, **{"items/more.yaml": ITEMS})).faults
    assert ("items/heart.yaml", 2, "duplicate-id") in [(one.file, one.line, one.code) for one in found]


def test_numbers_in_a_results_table_stay_as_written(tmp_path: Path) -> None:
    table = '    results: {caption: Blood, rows: [[Potassium, "2.90", mmol/L]]}\n    options:\n'
    reading = read(write(tmp_path, **{ITEM: ITEMS.replace("    options:\n", table)}))
    assert reading.faults == []
    assert reading.pack is not None
    results: Any = reading.pack.items[0].paper.results
    assert results.rows[0].value == "2.90"


def test_the_exported_schema_covers_every_file_and_closes_every_mapping() -> None:
    found = schema.json_schema()
    assert set(found) == set(schema.FILES)
    shapes = [one for body in found.values() for one in (body, *body.get("$defs", {}).values()) if "properties" in one]
    assert all(one["additionalProperties"] is False for one in shapes)

"""What no committed text may hold: addresses of registries, paths of one machine, leftovers of its making.

The patterns are written with brackets, so that they do not find themselves.
"""

from __future__ import annotations

import re

import pytest

from tests.repo.tree import files as all_files
from tests.repo.tree import named, texts

FORBIDDEN = {
    "the address of a package registry": re.compile(
        r"pypi[.](?:org|python)|pythonhosted[.]org|registry[.]npm|npmjs[.](?:org|com)|yarnpkg[.]com"
        r"|deb[.]debian[.]org|security[.]debian[.]org|archive[.]ubuntu|crates[.]io|proxy[.]golang",
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|home|Users)/", re.MULTILINE),
    "a path out of the checkout": re.compile(r"[.][.]/shared\b"),
    "a word about how the text was made": re.compile(
        r"\bclaud[e]\b|\banthropi[c]\b|\bchatgp[t]\b|\bcopilo[t]\b|\bas an a[i] (?:model|assistant)\b"
        r"|co-authored-b[y]|generated (?:by|with) (?:an? )?(?:a[i]\b|language mode[l])",
        re.IGNORECASE,
    ),
    "a note to self": re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|\blorem ipsu[m]\b"),
    "a conflict marker": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_holds(what: str) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()!r}"
        for name, text in texts()
        for match in FORBIDDEN[what].finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("the address of a package registry", "see https://py" + "pi.org/simple"),
        ("a path of one machine", 'open("/ro' + 'ot/x")'),
        ("a path out of the checkout", "data in .." + "/shared"),
        ("a note to self", "# TO" + "DO later"),
    ],
)
def test_the_patterns_find_what_they_are_for(what: str, planted: str) -> None:
    assert FORBIDDEN[what].search(planted)


def test_nothing_built_or_private_is_committed() -> None:
    built = re.compile(
        r"(^|/)(node_modules|\.venv[^/]*|\.house|var|__pycache__|dist)/|static/islands/|\.sqlite3$|\.env$"
    )
    assert [named(path) for path in all_files() if built.search(named(path))] == []

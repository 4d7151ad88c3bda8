"""Django's SQLite with a line for writers. Knows one database file and a lock beside it, nothing of what is written.

SQLite lets one write at a time; whoever comes meanwhile asks again after 1, 2, 5 … 100 ms, and later comers may be let
in first. Here a transaction takes the lock of a file before it begins: the kernel wakes the next one at once, whichever
process it is in. SQLite's own lock still decides; the line only saves writers from asking for it again and again.
"""

import fcntl
from pathlib import Path
from typing import Any, TextIO

from django.db.backends.sqlite3 import base

SUFFIX = "-line"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread, and its place in the line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line: TextIO | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._line is not None:
                self._line.close()  # which leaves it, too
                self._line = None

    def _wait(self) -> None:
        if self.is_in_memory_db():
            return
        if self._line is None:
            path = Path(self.settings_dict["NAME"])
            self._line = path.with_name(path.name + SUFFIX).open("a")
        fcntl.flock(self._line, fcntl.LOCK_EX)

    def _leave(self) -> None:
        if self._line is not None:
            fcntl.flock(self._line, fcntl.LOCK_UN)

"""Sessions in the database, read with a statement that is built once: every request of every person reads one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from preceptor.platform import statements


class SessionStore(db.SessionStore):
    """Django's own sessions; only the reading differs."""

    def _get_session_from_db(self) -> Session | None:
        try:
            found = statements.fetch(Session, session_key=self.session_key)
        except Session.DoesNotExist:
            found = None
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found

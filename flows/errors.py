"""What a user can mend, as errors of the project's own: their messages are shown as they are."""

from __future__ import annotations


class NotFound(LookupError):  # noqa: N818 - callers read it as what it says
    """Nothing of that name; the message says what was looked for."""


class NothingReadError(ValueError):
    """No page of a build's inputs could be read; the message says what to do."""


class OutdatedGraphError(ValueError):
    """The graph holds what the schema no longer knows; it has to be built anew."""

"""Where a Neo4j database is and who enters it, the connection to it, and what its refusals mean for a user."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired, TransientError

from loaders.store import StoreError, StoreGoneError

OLDEST = (5, 0)  # the first version whose Cypher the questions and the loader use (EXISTS { … }, COUNT store, full-text over lists)
CONNECT_SECONDS = 10.0  # until a host that does not answer counts as unreachable
RETRY_SECONDS = 30.0  # that a managed transaction is tried again after transient errors
_AGENT = re.compile(r"Neo4j/v?(\d+)\.(\d+)")
_FORBIDDEN = ("Neo.ClientError.Security.Forbidden", "Neo.ClientError.Statement.AccessMode", "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase")
_READ_ONLY = re.compile(r"read[- ]only|not allowed|denied", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Neo4jTarget:
    """One database of one server, and the user that enters it. The password is never shown."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], *, uri: str | None = None, user: str | None = None, database: str | None = None) -> Self:
        """From NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE; what is given goes before them.

        The password comes from the environment alone, so that it stands in no list of processes. User and database are
        `neo4j` where nothing names them; a missing address or password raises StoreError.
        """
        address = uri or environ.get("NEO4J_URI", "")
        password = environ.get("NEO4J_PASSWORD", "")
        if missing := [name for name, value in (("NEO4J_URI (or --uri)", address), ("NEO4J_PASSWORD", password)) if not value]:
            raise StoreError(f"Neo4j: no {' and no '.join(missing)}; set it in the environment, such as NEO4J_URI=bolt://127.0.0.1:7687")
        if "@" in urlsplit(address).netloc:
            raise StoreError("Neo4j: the address holds a user name or password; give these in NEO4J_USERNAME and NEO4J_PASSWORD")
        return cls(address, user or environ.get("NEO4J_USERNAME") or "neo4j", password, database or environ.get("NEO4J_DATABASE") or "neo4j")

    @property
    def shown(self) -> str:
        """The database as messages name it: address and database, no credentials."""
        return f"{self.uri}, database {self.database}"


# The driver prints to standard error what a server remarks on a query; what users need of it is an error's message (loaders.neo4j_store).
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)


def connect(target: Neo4jTarget) -> Driver:
    """An open driver of a server that answers, lets the user in and is new enough; StoreError says what is wrong otherwise."""
    with plain_errors(target, ValueError, OSError):
        driver = GraphDatabase.driver(
            target.uri,
            auth=(target.user, target.password),
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=2 * CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            notifications_min_severity=NotificationMinimumSeverity.OFF,  # sessions that ask for others turn them on
            user_agent="xianzhi",
        )
        try:
            check_version(driver.get_server_info().agent, target)
            driver.execute_query("RETURN 1 AS one", database_=target.database, routing_="r")
        except BaseException:
            driver.close()
            raise
        return driver


def check_version(agent: str, target: Neo4jTarget) -> None:
    """StoreError where the server calls itself something older than the oldest version that will do."""
    found = _AGENT.match(agent)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise StoreError(f"Neo4j: {target.uri} is {agent}, too old: {wanted} or later is needed (made for 5.26 LTS)")


@contextmanager
def plain_errors(target: Neo4jTarget, *others: type[Exception]) -> Iterator[None]:
    """Turn the driver's errors (and these others) into StoreError with a message for users; the error stays its cause."""
    expected: tuple[type[Exception], ...] = (Neo4jError, DriverError, *others)
    try:
        yield
    except expected as error:
        raise explained(error, target) from error


def explained(error: Exception, target: Neo4jTarget) -> StoreError:
    """What an error of the driver means for the user."""
    where = target.uri
    code = str(getattr(error, "code", "") or "")
    if code.endswith("AuthenticationRateLimit"):
        return StoreError(f"Neo4j: {where} locks user {target.user} out for some seconds after too many wrong passwords; set NEO4J_PASSWORD and wait")
    if code.endswith("CredentialsExpired"):
        return StoreError(f"Neo4j: {where} wants user {target.user} to choose a new password first (log in once in Browser)")
    if isinstance(error, AuthError) and not code.endswith("Forbidden"):
        return StoreError(f"Neo4j: {where} refuses user {target.user}: wrong name or password (NEO4J_USERNAME, NEO4J_PASSWORD)")
    if code.endswith(("DatabaseNotFound", "DatabaseUnavailable")):
        return StoreError(f"Neo4j: {where} has no running database {target.database!r} (NEO4J_DATABASE, --database)")
    if code in _FORBIDDEN or (isinstance(error, ClientError) and code.endswith("ReadOnlyDatabase")) or _writes_refused(error):
        return StoreError(f"Neo4j: user {target.user} may only read {target.shown}; loading needs a user who may write and make constraints and indexes")
    if isinstance(error, (ServiceUnavailable, SessionExpired)):
        return StoreGoneError(f"Neo4j: no answer from {where}; is the server running, and the address right (NEO4J_URI)?")
    if isinstance(error, TransientError):
        return StoreGoneError(f"Neo4j: {where} could not do it now: {_first_line(error)}")
    if isinstance(error, (ConfigurationError, ValueError)):
        return StoreError(f"Neo4j: {where!r} is no address of a server: {_first_line(error)} (such as bolt://127.0.0.1:7687 or neo4j+s://host)")
    return StoreError(f"Neo4j: {target.shown}: {_first_line(error)}")


def _writes_refused(error: Exception) -> bool:
    code = str(getattr(error, "code", "") or "")
    return "Schema" not in code and "write" in str(error).lower() and bool(_READ_ONLY.search(str(error))) and isinstance(error, Neo4jError)


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error)
    return text.splitlines()[0] if text else type(error).__name__

"""What a Neo4j needs before it starts: Java, the jars, a configuration, free ports. Plain standard library; `tools.neo4j_server` uses it.

The jars are those of `tools/neo4j/pom.xml`, fetched once by Maven into a folder of the cache that bears the pom's digest: another
pom, another folder; an interrupted fetch leaves none.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POM = ROOT / "tools" / "neo4j" / "pom.xml"
HOST = "127.0.0.1"
CACHE_VARIABLE = "XIANZHI_NEO4J_CACHE"
JAVAS = (17, 21)  # what Neo4j 5.26 is supported on (its operations manual, "System requirements")
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")  # packages of java.base that Neo4j reaches into
JVMS = Path("/usr/lib/jvm")  # where Debian and others put every Java that is installed
_JAVA_HINT = "Debian, Ubuntu: apt install openjdk-17-jre-headless; or let JAVA_HOME name a Java 17 or 21."
_MAVEN_HINT = "Debian, Ubuntu: apt install maven."


class ServerError(RuntimeError):
    """A server that cannot be had; its message says what to do."""


class MissingError(ServerError):
    """Java or Maven is not on this machine."""


def default_cache() -> Path:
    """Where jars and the developer's own server lie: $XIANZHI_NEO4J_CACHE, else `.neo4j/` beside the code."""
    return Path(os.environ.get(CACHE_VARIABLE) or ROOT / ".neo4j").expanduser().resolve()


def neo4j_version(pom: str) -> str:
    """The version of Neo4j that a pom names."""
    found = re.search(r"<neo4j\.version>([^<]+)</neo4j\.version>", pom)
    if not found:
        raise ServerError(f"{POM} names no <neo4j.version>.")
    return found[1]


def java_version(said: str) -> int:
    """The major version in what `java -version` says: 17 for `openjdk version "17.0.15"`, 8 for `java version "1.8.0_292"`; 0 where none is told."""
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0


def find_java() -> Path:
    """A Java that runs this Neo4j: of JAVA_HOME, of the PATH, or of Debian's folder. MissingError where there is none."""
    seen: list[str] = []
    named = os.environ.get("JAVA_HOME")
    on_path = shutil.which("java")
    candidates = [Path(named) / "bin" / "java"] if named else []
    candidates += [Path(on_path)] if on_path else []
    candidates += sorted(path for version in JAVAS for path in JVMS.glob(f"*{version}*/bin/java"))
    for java in candidates:
        try:
            said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
        except OSError as error:
            seen.append(f"{java} does not run ({error.strerror})")
            continue
        version = java_version(said.stderr + said.stdout)
        if version in JAVAS:
            return java
        seen.append(f"{java} is Java {version}" if version else f"{java} tells no version")
    raise MissingError(f"Neo4j 5.26 needs Java 17 or 21; {'; '.join(dict.fromkeys(seen)) or 'no java was found'}. {_JAVA_HINT}")


def jars_folder(cache: Path, pom: Path = POM) -> Path:
    """Where the jars of this pom lie or will lie."""
    text = pom.read_bytes()
    return cache / f"lib-{neo4j_version(text.decode())}-{hashlib.sha256(text).hexdigest()[:8]}"


def jars(cache: Path, pom: Path = POM) -> Path:
    """The folder of the jars, fetched by Maven the first time. MissingError without Maven, ServerError where it fails."""
    folder = jars_folder(cache, pom)
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "fetch.lock"):
        if not folder.is_dir():  # another process may have fetched meanwhile
            _fetch(folder, pom)
    return folder


def _fetch(folder: Path, pom: Path) -> None:
    maven = shutil.which("mvn")
    if not maven:
        raise MissingError(f"The first start fetches Neo4j (130 MB) from Maven Central and needs mvn, which is not on the PATH. {_MAVEN_HINT}")
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder.parent) as scratch:
        fresh = Path(scratch) / "lib"
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
        ran = subprocess.run([maven, "-q", "-B", "-f", pom, *goal], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if ran.returncode or not any(fresh.glob("*.jar")):
            said = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-8:])
            raise ServerError(f"Maven could not fetch Neo4j:\n{said}\nIs Maven Central reachable? A mirror or proxy belongs into ~/.m2/settings.xml.")
        fresh.rename(folder)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Held by one process at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def conf_text(bolt_port: int, http_port: int, *, heap: str, pagecache: str, settings: Mapping[str, str]) -> str:
    """`neo4j.conf` of a server that only this machine reaches, with authentication, and that tells nobody of its use."""
    lines = {
        "server.default_listen_address": HOST,
        "server.bolt.listen_address": f"{HOST}:{bolt_port}",
        "server.bolt.advertised_address": f"{HOST}:{bolt_port}",
        "server.http.enabled": "true",
        "server.http.listen_address": f"{HOST}:{http_port}",
        "server.http.advertised_address": f"{HOST}:{http_port}",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": pagecache,
        "db.tx_log.preallocate": "false",  # else half a gigabyte for an empty database
    }
    return "".join(f"{name}={value}\n" for name, value in (lines | dict(settings)).items())


def java_command(java: Path, lib: Path, home: Path, *, heap: str, plugins: Path | None = None) -> list[str]:
    """The command that runs the server in the foreground. The heap is said here too: only Neo4j's own launcher reads it from the configuration."""
    path = f"{lib}/*" + (f":{plugins}/*" if plugins else "")
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    machine = [f"-Xmx{heap}", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Dlog4j2.disable.jmx=true"]
    return [str(java), *machine, *opens, "-cp", path, "org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}"]


def is_free(port: int) -> bool:
    """Whether a server can listen on the port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: connections just closed are no hindrance
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers_bolt(port: int) -> bool:
    """Whether a Bolt server shakes hands on the port: it picks a version out of those offered (5.8 down to 5.0)."""
    offer = bytes.fromhex("6060b017") + bytes([0, 8, 8, 5]) + bytes(12)
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(offer)
            return any(connection.recv(4))
    except OSError:
        return False


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a text file; nothing where it is not there."""
    try:
        return "\n".join(path.read_text("utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""

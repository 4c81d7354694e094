"""Apache Jena's own commands, without installing it: Java 17 or later and, the first time, Maven (20 MB from Maven Central).

    python -m tools.jena_commands fetch                                    # only the jars, which the first command else fetches
    python -m tools.jena_commands riot --validate graph.trig
    python -m tools.jena_commands tdb2.tdbloader --loc DB graph.trig
    python -m tools.jena_commands tdb2.tdbquery --loc DB --set tdb2:unionDefaultGraph=true --query question.rq
    python -m tools.jena_commands fuseki-server --tdb2 --loc DB --set tdb2:unionDefaultGraph=true --localhost --port 3030 /graph

The jars are those of `tools/jena/pom.xml`, kept in `.jena/` beside the code or where XIANZHI_JENA_CACHE says. Exit code 4 where Java
or Maven is missing. Nothing here needs the virtual environment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.neo4j_install import ROOT, MissingError, ServerError, java_version, locked

POM = ROOT / "tools" / "jena" / "pom.xml"
CACHE_VARIABLE = "XIANZHI_JENA_CACHE"
OLDEST_JAVA = 17  # what Jena 5 needs (its release notes)
MISSING = 4  # exit code where Java or Maven is not on this machine
# Commands whose class has another name.
CLASSES = {"riot": "riotcmd.riot", "arq": "arq.arq", "fuseki-server": "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"}


def java() -> Path:
    """A Java that runs Jena, of JAVA_HOME or of the PATH; MissingError where there is none."""
    named = os.environ.get("JAVA_HOME")
    for candidate in ([str(Path(named) / "bin" / "java")] if named else []) + [shutil.which("java") or ""]:
        if candidate and Path(candidate).exists():
            ran = subprocess.run([candidate, "-version"], capture_output=True, text=True, check=False)
            if java_version(ran.stderr + ran.stdout) >= OLDEST_JAVA:
                return Path(candidate)
    raise MissingError(f"Jena 5 needs Java {OLDEST_JAVA} or later: Debian, Ubuntu: apt install openjdk-17-jre-headless")


def jars() -> Path:
    """The folder of the jars, fetched by Maven the first time. MissingError without Maven, ServerError where it fails."""
    cache = Path(os.environ.get(CACHE_VARIABLE) or ROOT / ".jena").expanduser().resolve()
    folder = cache / f"lib-{hashlib.sha256(POM.read_bytes()).hexdigest()[:8]}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if not maven:
        raise MissingError("Jena is fetched from Maven Central the first time, by mvn, which is not on the PATH. Debian, Ubuntu: apt install maven")
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "fetch.lock"), tempfile.TemporaryDirectory(prefix="fetch-", dir=cache) as scratch:
        if not folder.is_dir():  # another process may have fetched meanwhile
            fresh = Path(scratch) / "lib"
            command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
            ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if ran.returncode or not any(fresh.glob("*.jar")):
                said = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-8:])
                raise ServerError(f"Maven could not fetch Jena:\n{said}\nIs Maven Central reachable? A mirror or proxy belongs into ~/.m2/settings.xml.")
            fresh.rename(folder)
    return folder


def command_line(name: str, arguments: Sequence[str]) -> list[str]:
    """The command that runs one of Jena's by its usual name (`riot`, `arq`, `tdb2.tdbloader`); errors as `java` and `jars`."""
    options = ["-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]
    return [str(java()), *options, "-cp", f"{jars()}/*", CLASSES.get(name, name), *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of Jena; its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if not given or given[0] in {"-h", "--help"}:
        print(__doc__)
        return 0 if given else 2
    try:
        if given == ["fetch"]:
            java()
            print(jars())
            return 0
        return subprocess.run(command_line(given[0], given[1:]), check=False).returncode
    except (MissingError, ServerError) as error:
        print(error, file=sys.stderr)
        return MISSING if isinstance(error, MissingError) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The parts of `docs/sparql.md` that an endpoint answers: what the Python example and the curl commands print, asked of a real one on loopback."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from flows.sparql_server import running

PAGE = Path(__file__).parent.parent / "docs" / "sparql.md"
ADDRESS = "http://127.0.0.1:7878"  # as the page names it
_PYTHON = re.compile(r"(?P<code>```python\n(?P<python>.*?)```\n\n<!-- python -->\n).*?<!-- /python -->", re.DOTALL)
_CURL = re.compile(r"(?P<code>```sh\n(?P<sh>curl .*?)```\n\n<!-- curl -->\n).*?<!-- /curl -->", re.DOTALL)


def rewritten(text: str, graph: Path) -> str:
    """The page with what the endpoint over this graph says to its examples."""
    with running(graph) as port:
        here = f"http://127.0.0.1:{port}"
        text = _PYTHON.sub(lambda found: found["code"] + _block(printed(found["python"].replace(ADDRESS, here))) + "<!-- /python -->", text)
        return _CURL.sub(
            lambda found: found["code"] + _block("".join(curl(each.replace(ADDRESS, here)) for each in _lines(found["sh"]))) + "<!-- /curl -->", text
        )


def _lines(code: str) -> list[str]:
    return [line for line in code.splitlines() if line]


def _block(said: str) -> str:
    return f"```text\n{said}```\n"


def printed(code: str) -> str:
    """What a piece of Python prints."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(code, PAGE.name, "exec"), {"__name__": "example"})
    return said.getvalue()


def curl(command: str) -> str:
    """What curl prints of a command: an address, `-G`, `-H`, `--data-binary` and `--data-urlencode`. Others raise ValueError."""
    words = iter(shlex.split(command)[1:])
    address, body, fields, get, headers = "", b"", [], False, {}
    for word in words:
        if word == "-G":
            get = True
        elif word == "-H":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "--data-binary":
            body = next(words).encode()
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            fields.append((name, value))
        elif word.startswith("-"):
            raise ValueError(f"not understood here: {word}")
        else:
            address = word
    found = urlsplit(address)
    query = urlencode([*parse_qsl(found.query), *fields]) if get else found.query
    connection = HTTPConnection(found.netloc, timeout=60)
    try:
        connection.request("POST" if body else "GET", found.path + (f"?{query}" if query else ""), body or None, headers)
        said = connection.getresponse().read().decode().replace("\r\n", "\n")
    finally:
        connection.close()
    return said if said.endswith("\n") else said + "\n"


def main(graph: Path) -> None:
    """Rewrite the page from an endpoint over this graph."""
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8"), graph), encoding="utf-8", newline="\n")

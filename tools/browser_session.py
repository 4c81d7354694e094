"""Neo4j Browser 5 in a headless chromium, driven as a user drives it: log in, drop files, run favourites, click nodes.

For the pictures in the documents and the tests marked `browser`. The system's own chromium is used (CHROMIUM names another
one); Playwright downloads nothing.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect, sync_playwright

SECONDS = 60.0  # that Browser may take for one step: a busy machine, not a hurry
_BANNER = "To help make Neo4j Browser better"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FILE = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  return transfer;
}"""
# The drawing binds each node's record to its element (D3).
_NODES = "nodes => nodes.map(node => ({labels: node.__data__.labels, ...node.__data__.propertyMap}))"
_PLACES = "nodes => nodes.map(node => node.getAttribute('transform')).join()"


def chromium() -> str | None:
    """The path of a chromium on this machine, if there is one."""
    return os.environ.get("CHROMIUM") or next((path for name in _CHROMIUM if (path := shutil.which(name))), None)


class BrowserSession:
    """A logged-in Browser. Frames are answers, the newest first."""

    def __init__(self, page: Page) -> None:
        """Take a page that shows Browser, logged in."""
        self.page = page

    def drop(self, path: Path) -> None:
        """Drag a file from the desktop and drop it on Browser."""
        data = base64.b64encode(path.read_bytes()).decode()
        transfer = self.page.evaluate_handle(_FILE, [path.name, data])
        self.page.locator(".filedrop").first.dispatch_event("drop", {"dataTransfer": transfer})

    def load_style(self, path: Path) -> str:
        """Drop a style and give back what Browser made of it."""
        self.drop(path)
        frame = self.page.get_by_test_id("frame").filter(has_text=":style").first
        expect(frame.get_by_test_id("frameContents")).to_contain_text("node")
        return frame.get_by_test_id("frameContents").inner_text()

    def clear(self) -> None:
        """Close all frames and banners."""
        self.run(":clear")
        expect(self.page.get_by_test_id("frame")).to_have_count(0)
        if (banner := self.page.get_by_text(_BANNER)).is_visible():
            banner.locator("xpath=following-sibling::span").click()  # the cross, which has no name
            expect(banner).to_have_count(0)

    def run(self, text: str) -> None:
        """Type a command or query into the editor and run it; a query's answer is there on return."""
        before = self.page.get_by_test_id("frame").count()
        self.page.get_by_test_id("activeEditor").locator(".monaco-editor").first.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")
        if not text.startswith(":"):
            self._answered(before)

    def drawer(self, name: str = "Favorites") -> None:
        """Open or close a drawer at the left."""
        self.page.get_by_test_id(f"navigation{name}").click()

    def unfold(self, folder: str) -> None:
        """Unfold a folder of favourites in the open drawer."""
        self.page.get_by_test_id(f"expandFolder-{folder}").click()

    def favourites(self) -> list[str]:
        """The names of the favourites of all unfolded folders."""
        return [text.strip() for text in self.page.get_by_test_id("savedScriptListItem").all_inner_texts()]

    def run_favourite(self, title: str) -> None:
        """Click the arrow beside a favourite; its answer is there on return."""
        before = self.page.get_by_test_id("frame").count()
        item = self.page.get_by_test_id("savedScriptListItem").filter(has_text=title)
        item.hover()
        item.get_by_test_id("savedScriptsButton-Run").click()
        self._answered(before)

    def _answered(self, before: int) -> None:
        expect(self.page.get_by_test_id("frame")).to_have_count(before + 1)
        expect(self.frame.get_by_test_id("frame-loaded-contents")).to_be_visible()

    @property
    def frame(self) -> Locator:
        """The newest answer."""
        return self.page.get_by_test_id("frame").first

    def view(self, name: str) -> None:
        """Show the newest answer as Visualization (the graph), Table, Ascii or Code."""
        self.frame.get_by_test_id(f"cypherFrameSidebar{name}").click()

    def rows(self) -> list[list[str]]:
        """The newest answer as a table, its head first; strings with the quotes that Browser prints."""
        self.view("Table")
        table = self.frame.locator("table")
        expect(table).to_be_visible()
        return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in table.locator("tr").all()]

    def nodes(self) -> list[Mapping[str, Any]]:
        """The nodes that the newest answer's drawing shows: `labels` and properties."""
        self.view("Visualization")  # Browser keeps to the view that was chosen last
        self.frame.locator("g.node").first.wait_for(state="attached")
        found: list[Mapping[str, Any]] = self.frame.locator("g.node").evaluate_all(_NODES)
        return found

    def node(self, label: str, **properties: str) -> Locator:
        """The first drawn node of a label and these properties; LookupError where none is drawn."""
        for at, node in enumerate(self.nodes()):
            if label in node["labels"] and all(node.get(name) == value for name, value in properties.items()):
                return self.frame.locator("g.node").nth(at)
        raise LookupError(f"no {label} {properties} is drawn")

    def settle(self) -> None:
        """Wait until the drawing stands still."""
        before = ""
        for _ in range(100):
            now = str(self.frame.locator("g.node").evaluate_all(_PLACES))
            if now == before:
                return
            before = now
            self.page.wait_for_timeout(300)

    def select(self, label: str, **properties: str) -> str:
        """Click a node; what the panel at the right then shows of it."""
        return self._shown(label, "click", properties)

    def point(self, label: str, **properties: str) -> str:
        """Hold the pointer over a node: as a click, but without the ring of buttons, which hides what is around it."""
        return self._shown(label, "mouseover", properties)

    def _shown(self, label: str, event: str, properties: Mapping[str, str]) -> str:
        self.settle()
        self.node(label, **properties).dispatch_event(event)
        panel = self.frame.get_by_test_id("vizInspector")
        expect(panel).to_contain_text("Node properties")
        return panel.inner_text()

    def expand(self, label: str, **properties: str) -> None:
        """Double-click a node: what it is related to joins the drawing."""
        self.settle()
        before = len(self.nodes())
        self.node(label, **properties).dispatch_event("dblclick")
        expect(self.frame.locator("g.node").nth(before)).to_be_attached()

    def fullscreen(self) -> None:
        """Let the newest answer fill the window, or give the window back."""
        self.frame.locator("button[title=Fullscreen], button[title='Close fullscreen']").first.click()

    def fit(self, *, room: bool = False) -> None:
        """Zoom so that the whole drawing is seen; with some room around it, where a node at its edge shall be selected."""
        self.settle()
        self.frame.get_by_label("zoom-to-fit").click()
        self.page.wait_for_timeout(800)
        if room:
            self.frame.get_by_label("zoom-out").click()
            self.page.wait_for_timeout(500)

    def scroll_up(self) -> None:
        """Show the newest answer from its top."""
        self.page.get_by_test_id("stream").evaluate("node => { for (; node; node = node.parentElement) node.scrollTop = 0 }")


@contextmanager
def browser_session(http: str, bolt: str, password: str, *, user: str = "neo4j", width: int = 1400, height: int = 900) -> Iterator[BrowserSession]:
    """A Browser that is logged in to the server at `bolt`, served from `http` (an address without a path).

    RuntimeError where this machine has no chromium.
    """
    program = chromium()
    if program is None:
        raise RuntimeError(f"no chromium on this machine ({', '.join(_CHROMIUM)}); CHROMIUM names another one")
    scheme, _, host = bolt.partition("://")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--lang=en"])
        try:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
            page.set_default_timeout(SECONDS * 1000)
            expect.set_options(timeout=SECONDS * 1000)
            page.goto(f"{http}/browser/?dbms={scheme}://{user}@{host}")
            page.fill("input[type=password]", password)
            page.press("input[type=password]", "Enter")
            expect(page.get_by_test_id("stream")).to_contain_text("Connected to Neo4j")
            yield BrowserSession(page)
        finally:
            browser.close()

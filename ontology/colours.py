"""One table of colours for kinds of entities and fact types: marked pages, drawings and Neo4j Browser show the same thing alike.

Readable as a background of black text, and told apart also by colour-blind readers as far as so many can be (Paul Tol's
muted and light sets).
"""

from __future__ import annotations

import zlib

KINDS = {"Person": "#ee8866", "Organization": "#77aadd", "Place": "#bbcc33", "Programme": "#ffaabb", "Meeting": "#eedd88", "Group": "#dddddd"}
FACTS = {
    "action": "#99ddff", "award": "#eedd88", "byline": "#dddddd", "cooperation": "#44bb99", "located": "#bbcc33", "measure": "#ffaabb",
    "meeting": "#77aadd", "post": "#ee8866", "programme": "#aaaa00", "resident": "#ddcc77", "statement": "#cc99bb", "transfer": "#88ccaa",
}  # fmt: skip  # a table reads better
# A type added since takes one of these by its name (Tol's bright set, lightened), so that it has a colour on the day it is added.
SPARE = ("#a7c8e8", "#f4b6c2", "#b7dfc4", "#efe6ae", "#bfe3f2", "#ddb6d9", "#d5d5c5", "#f2cfa8")


def fact_colour(fact_type: str) -> str:
    """The colour of a fact type: its own, else a spare one that its name always gives."""
    return FACTS.get(fact_type) or SPARE[zlib.crc32(fact_type.encode()) % len(SPARE)]


def darker(colour: str, factor: float = 0.75) -> str:
    """The colour (`#rrggbb`) with its light times the factor: for edges and lines that must stand out from white."""
    return "#" + "".join(f"{int(int(colour[at : at + 2], 16) * factor):02x}" for at in (1, 3, 5))

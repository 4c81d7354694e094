"""The names of things in RDF: the ontology's terms, the codes of its enumerations, and all that the data speak of.

Plain strings and no dependency. An id stays readable (`https://w3id.org/xianzhi/id/person/3311/张壮雄`): only what an IRI
forbids, or what would not come back the same, is percent-encoded, and `id_of` undoes it.
"""

from __future__ import annotations

import re
from typing import get_args
from urllib.parse import unquote

from ontology.records import EntityKind

BASE = "https://w3id.org/xianzhi/"
NS = f"{BASE}ns#"
CODE = f"{BASE}code/"
ID = f"{BASE}id/"
ONTOLOGY = f"{BASE}ns"
SHAPES = f"{BASE}shapes"

PREFIXES: dict[str, str] = {
    "xz": NS,
    "code": CODE,
    "id": ID,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
}

PLACES_GRAPH = f"{ID}graph/places"
RESOLUTION_GRAPH = f"{ID}graph/resolution"
ONTOLOGY_GRAPH = f"{ID}graph/ontology"

# What RFC 3987 allows in no path: controls, space and the like, delimiters, private use, what is no character. `%`, `?`
# and `#` would be read as something else; white space of any script is cut off by some readers of line formats.
_FORBIDDEN = re.compile(
    r"""[\x00-\x20"#%<>?\[\\\]^`{|}\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"""
)
_LAST_OF_PLANE = re.compile("[" + "".join(chr(plane << 16 | low) for plane in range(1, 14) for low in (0xFFFE, 0xFFFF)) + "]")  # no characters either
_DOTS = re.compile(r"(?<![^/])\.{1,2}(?![^/])")  # a segment of one or two dots alone would be taken for a step


def encoded(text: str) -> str:
    """The text with what an IRI forbids percent-encoded as UTF-8; reversible by `decoded`."""
    for pattern in (_FORBIDDEN, _LAST_OF_PLANE, _DOTS):
        text = pattern.sub(_percent, text)
    return text


def decoded(text: str) -> str:
    """What `encoded` was given."""
    return unquote(text, errors="surrogatepass")


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def term(name: str) -> str:
    """A term of the ontology by its local name: `xz:participant`."""
    return NS + name


def curie(iri: str) -> str:
    """An IRI with its prefix where it has one of PREFIXES (`xz:postPerson`), else in angle brackets; for people to read."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]+", local := iri.removeprefix(namespace)):
            return f"{prefix}:{local}"
    return f"<{iri}>"


# the ontology's terms


def kind_class(kind: str) -> str:
    """The class of an entity kind: `xz:Person`."""
    return term(kind)


def fact_class(fact_type: str) -> str:
    """The class of a fact type: `xz:Post`; one named like an entity kind is told apart: `xz:MeetingFact`, `xz:ProgrammeFact`."""
    name = _camel(fact_type)
    return term(f"{name}Fact" if name in get_args(EntityKind) else name)


def slot_property(fact_type: str, slot: str) -> str:
    """The property of a fact type's slot: `xz:postOrganization`, `xz:programmeLaunchedBy`."""
    return term(fact_type + _camel(slot))


def direct_property(relation: str) -> str:
    """The property of a direct relation or of another relation of the graph: `HOLDS_POST` → `xz:holdsPost`."""
    name = _camel(relation.lower())
    return term(name[:1].lower() + name[1:])


def scheme_iri(scheme: str) -> str:
    """The SKOS scheme of an enumeration: `realis`, `articleKind`, `level`, or a slot's `programme.kind`."""
    return CODE + scheme


def code_iri(scheme: str, value: str) -> str:
    """The SKOS concept of an enumeration's value: `code:programme.kind-credit_product`."""
    return f"{CODE}{scheme}-{encoded(value)}"


# the data


def entity_iri(entity_id: str) -> str:
    """An entity, by its id or one that it was merged from: `id:person/3311/张壮雄`."""
    return ID + encoded(entity_id)


def id_of(iri: str) -> str:
    """The id that an IRI of the data was made of; ValueError where it is none of the data."""
    if not iri.startswith(ID):
        raise ValueError(f"no IRI of the data: {iri!r}")
    return decoded(iri.removeprefix(ID))


def fact_iri(fact_id: str) -> str:
    """A fact."""
    return f"{ID}fact/{encoded(fact_id)}"


def article_iri(article_id: str) -> str:
    """An article."""
    return f"{ID}article/{encoded(article_id)}"


def page_iri(page_id: str) -> str:
    """A page."""
    return f"{ID}page/{encoded(page_id)}"


def evidence_iri(page_id: str, start: int, end: int) -> str:
    """A stretch of a page, with the text fragment of RFC 5147: characters from `start` up to before `end`."""
    return f"{page_iri(page_id)}#char={start},{end}"


def selector_iri(page_id: str, start: int, end: int) -> str:
    """What finds a stretch in its page again, by position and by quote."""
    return f"{ID}selector/{encoded(page_id)}/{start}-{end}"


def graph_iri(article_id: str) -> str:
    """The named graph of an article."""
    return f"{ID}graph/article/{encoded(article_id)}"


def software_iri(version: str) -> str:
    """The software that made the data."""
    return f"{ID}software/xianzhi-{encoded(version)}"


def period_iri(text: str) -> str:
    """A date or an interval as facts write it: `2021-12` → `id:period/2021-12`, `2021-01/2021-03` → `id:period/2021-01--2021-03`."""
    return f"{ID}period/{encoded(text.replace('/', '--'))}"


def unit_iri(unit: str) -> str:
    """A unit by its printed name: `id:unit/元`."""
    return f"{ID}unit/{encoded(unit)}"

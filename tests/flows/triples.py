"""A published graph of a few triples: what commands and the endpoint read, without a build."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from loaders.publication import Publication

SAMPLE = """
PREFIX xz: <https://w3id.org/xianzhi/ns#> PREFIX id: <https://w3id.org/xianzhi/id/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
GRAPH <https://w3id.org/xianzhi/id/graph/places> {
  id:place1 a xz:Place ; rdfs:label "甲县"@zh ; xz:population 1200 .
  id:place2 a xz:Place ; rdfs:label "乙县"@zh .
}
GRAPH <https://w3id.org/xianzhi/id/graph/other> {
  id:body1 a xz:Organization ; rdfs:label "甲县<b>委</b>"@zh ; xz:ofPlace id:place1 ; xz:motto "100% & more" .
}
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{each} ?b{each} ?c{each} ." for each in range(12)) + " }"


def published(graph: Path, trig: str = SAMPLE, digest: str = "one") -> Path:
    """Publish these triples as the current build of a graph's folder, with empty files for the other stores."""
    with Publication(graph).writing() as draft:
        draft.truth.touch()
        draft.store.touch()
        store = ox.Store(draft.triples)
        store.bulk_load(trig.encode(), format=ox.RdfFormat.TRIG)
        store.flush()
        del store
        draft.publish(digest)
    return graph

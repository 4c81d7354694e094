"""Compile the shipped gazetteer: python -m tools.build_gazetteer FOLDER [--out FILE].

FOLDER holds `provinces.csv`, `cities.csv`, `areas.csv`, `streets.csv` (modood/Administrative-divisions-of-China, 2023, WTFPL) and
`lishui_villages.json` (JioNLP, Apache-2.0). Villages have no code there: they get their township's code and a three-digit number
in the order of their names, which is ours alone (no official code) and stable as long as the list is. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from extractors.gazetteer import FILE

Row = tuple[str, str, str, str]  # code, name, level, parent's code
_BEYOND: tuple[tuple[str, str], ...] = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))  # by GB/T 2260; the lists leave them out
_PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # groupings of the statistics office that nobody speaks of

_NO_TOWNSHIP = ("直辖村级区划", "乡级单位")  # likewise


def rows(folder: Path) -> Iterator[Row]:
    """All places, parents first. Counties of a pseudo-city lie in the province."""
    parents: dict[str, str] = {}
    for row in _read(folder / "provinces.csv"):
        yield row["code"], row["name"], "province", ""
    for code, name in _BEYOND:
        yield code, name, "province", ""
    for row in _read(folder / "cities.csv"):
        if row["name"] in _PSEUDO:
            parents[row["code"]] = row["provinceCode"]
        else:
            parents[row["code"]] = row["code"]
            yield row["code"], row["name"], "prefecture", row["provinceCode"]
    for row in _read(folder / "areas.csv"):
        yield row["code"], row["name"], "county", parents[row["cityCode"]]
    townships: dict[tuple[str, str], str] = {}
    for row in _read(folder / "streets.csv"):
        if not row["name"].endswith(_NO_TOWNSHIP):
            townships[row["areaCode"], row["name"]] = row["code"]
            yield row["code"], row["name"], "township", row["areaCode"]
    counties = json.loads((folder / "lishui_villages.json").read_text(encoding="utf-8"))
    for county in counties.values():
        for township, names in county["towns"].items():
            code = townships[county["code"], township]
            for number, name in enumerate(sorted(set(names)), 1):
                yield f"{code}{number:03}", name, "village", code


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Write the file and say how many places of each level it has."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=FILE)
    args = parser.parse_args()
    table = sorted(rows(args.folder))
    text = "".join("\t".join(row) + "\n" for row in table)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    for level in ("province", "prefecture", "county", "township", "village"):
        print(f"{level:<11}{sum(row[2] == level for row in table):>7}")


if __name__ == "__main__":
    main()

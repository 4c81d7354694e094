"""Compile the shipped gazetteer: python -m tools.build_gazetteer FOLDER [--out FILE].

FOLDER holds `provinces.csv`, `cities.csv`, `areas.csv`, `streets.csv` (modood/Administrative-divisions-of-China, 2023, WTFPL) and
`lishui_villages.json` (JioNLP, Apache-2.0). Villages have no code there: they get their township's code and a three-digit number
in the order of their names, which is stable as long as the list is. The same input gives the same bytes.
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
_PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # groupings of the statistics office that nobody speaks of


def rows(folder: Path) -> Iterator[Row]:
    """All places, parents first. Counties of a pseudo-city lie in the province."""
    parents: dict[str, str] = {}
    for row in _read(folder / "provinces.csv"):
        yield row["code"], row["name"], "province", ""
    for row in _read(folder / "cities.csv"):
        if row["name"] in _PSEUDO:
            parents[row["code"]] = row["provinceCode"]
        else:
            parents[row["code"]] = row["code"]
            yield row["code"], row["name"], "prefecture", row["provinceCode"]
    counties = []
    for row in _read(folder / "areas.csv"):
        counties.append(row["name"])
        yield row["code"], row["name"], "county", parents[row["cityCode"]]
    codes: dict[tuple[str, str], str] = {}
    known = set()
    for row in _read(folder / "streets.csv"):
        codes[row["areaCode"], row["name"]] = row["code"]
        known.add(row["code"])
        yield row["code"], row["name"], "township", row["areaCode"]
    villages = json.loads((folder / "lishui_villages.json").read_text(encoding="utf-8"))
    for county in villages.values():
        free = 901  # codes of townships that the national list has not (renamed or newer): behind all official ones
        for township, names in county["towns"].items():
            code = codes.get((county["code"], township))
            if code is None:
                code = f"{county['code']}{free}"
                free += 1
                yield code, township, "township", county["code"]
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

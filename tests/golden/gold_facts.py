"""The gold facts of the seeds as records, with keys made from names alone: so that questions are tested apart from extraction."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from extractors.gazetteer import Gazetteer
from extractors.identity.resolve import resolve
from loaders.graph_model import Projection, project
from ontology.names import body_sort, is_bank, plain
from ontology.records import Article, Declared, Evidence, Extraction, Fact, Filler, MentionKey, Page, Realis, Slots, Span, digest
from ontology.resolution import PlaceRecord, Resolution
from ontology.schema import load_schema

SEEDS = Path(__file__).parents[2] / "seeds"
PREFECTURE = "3311"
PLACES = {"000": "331102", "001": "3311", "002": "3311", "003": "331102", "004": "3311"}
SETTLEMENTS = ("村", "社区", "镇", "乡", "街道", "县", "区", "市", "省", "湿地", "小区", "号", "山", "岸", "坑")
PARKS = ("开发区", "园区", "经开区", "新城", "新区")


@cache
def gazetteer_records() -> tuple[PlaceRecord, ...]:
    return tuple(PlaceRecord(place.code, place.name, place.level, place.parent or "") for place in Gazetteer.load())


@cache
def extractions() -> tuple[tuple[str, Extraction], ...]:
    return tuple((f"{path.stem}.txt", _extraction(path)) for path in sorted(SEEDS.glob("*.txt")))


@cache
def resolution() -> Resolution:
    keys = [key for _, each in extractions() for _, key in each.mentions]
    aliases = [pair for _, each in extractions() for pair in each.aliases]
    return resolve(keys, aliases=aliases, places=gazetteer_records())


@cache
def projection() -> Projection:
    every = [each for _, each in extractions()]
    return project(
        pages=[(each.page, each.declared, (source,)) for source, each in extractions()],
        articles=[article for each in every for article in each.articles],
        facts=[fact for each in every for fact in each.facts],
        mentions=[mention for each in every for mention in each.mentions],
        resolution=resolution(),
        places=gazetteer_records(),
    )


@cache
def spellings() -> dict[str, set[str]]:
    """What else the gold takes for a filler it prefers."""
    found: dict[str, set[str]] = {}
    for path in sorted((SEEDS / "gold").glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8"))["articles"]:
            for fact in article["facts"]:
                for value in fact.values():
                    for one in value if isinstance(value, list) else [value]:
                        if isinstance(one, str) and "|" in one:
                            for each in one.split("|"):
                                found.setdefault(each, set()).update(one.split("|"))
    return found


def _extraction(path: Path) -> Extraction:
    page = Page.of(path.read_text(encoding="utf-8"))
    number = path.name[:3]
    gold = json.loads((SEEDS / "gold" / f"{number}.json").read_text(encoding="utf-8"))
    declared = Declared(gold["issue_date"], PLACES[number], "gold", "gold")
    maker = _Maker(page, declared)
    articles: list[Article] = []
    facts: list[Fact] = []
    for at, raw in enumerate(gold["articles"], start=1):
        spans = tuple(Span(*span) for span in raw["spans"])
        article = Article(Article.id_of(page.id, at), page.id, at, raw["title"], raw["kind"], spans)
        articles.append(article)
        facts += maker.facts(article, raw["facts"])
    mentions = [(fact.article, filler.key) for fact in facts for _, fillers in fact.slots for filler in fillers if filler.key]
    mentions += [(fact.article, part) for fact in facts for _, fillers in fact.slots for filler in fillers if filler.key for part in maker.parts(filler.key)]
    return Extraction(page, declared, tuple(articles), tuple(facts), tuple(dict.fromkeys(mentions)), tuple(maker.aliases))


class _Maker:
    def __init__(self, page: Page, declared: Declared) -> None:
        self.page = page
        self.declared = declared
        self.gazetteer = Gazetteer.load()
        self.aliases: list[tuple[MentionKey, MentionKey]] = []

    def facts(self, article: Article, raws: list[dict[str, Any]]) -> Iterator[Fact]:
        names = [name for raw in raws for value in raw.values() for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
        here = self._county([article.title, *names]) or self.declared.place or PREFECTURE
        for raw in raws:
            fact_type = load_schema().facts[raw["type"]]
            own = {slot: value for slot, value in raw.items() if slot not in {"type", "evidence"}}
            if fact_type.name == "transfer":
                text = f"{own.get('product', '')}{raw['evidence']}"
                own["kind"] = "loan" if "贷" in str(own.get("product", "")) else "subsidy" if "补" in text else "other"
            slots: Slots = tuple(
                (
                    slot.name,
                    tuple(self._filler(article, raw["type"], slot.name, value, here) for value in _listed(own[slot.name], slot.many)),
                )
                for slot in fact_type.slots
                if slot.name in own
            )
            indicator = str(own.get("indicator", ""))
            realis: Realis = "expected" if indicator.startswith(("预计", "计划", "拟")) else "rule" if "首次评定" in raw["evidence"] else "actual"
            where = [str(own.get(slot, "")) for slot in ("area", "subject", "launched_by", "payee", "payer", "whole")]
            county = self._county(where) or here
            identity = json.dumps([[slot, [str(filler.value) for filler in fillers]] for slot, fillers in slots], ensure_ascii=False)
            yield Fact(
                digest(article.id, raw["type"], identity), self.page.id, article.id, raw["type"], slots, self._evidence(article, raw["evidence"]),
                "gold", 1.0, realis, county, self.declared.issue_date,
            )  # fmt: skip

    def _filler(self, article: Article, fact_type: str, slot: str, value: object, here: str) -> Filler:
        if isinstance(value, list):
            return Filler((value[0], value[1]))
        if not isinstance(value, str):
            assert isinstance(value, (int, float))
            return Filler(value)
        first, *rest = value.split("|")
        if load_schema().facts[fact_type].slot(slot).type != "entity":
            return Filler(first)
        key = self._key(article, fact_type, slot, first, here)
        if key.kind in {"Organization", "Programme", "Meeting"}:
            self.aliases += [(key, MentionKey(key.kind, other, key.scope)) for other in rest if not is_bank(first) and (other in first or first in other)]
        return Filler(first, key)

    def _key(self, article: Article, fact_type: str, slot: str, name: str, here: str) -> MentionKey:
        if slot == "person" or (slot in {"host", "speaker", "attendee"} and len(name) in {2, 3} and name not in ("莲都区", "老百姓")):
            return MentionKey("Person", name, PREFECTURE)
        if slot == "name" and fact_type == "meeting":
            return MentionKey("Meeting", name, self._date(article, name))
        if slot in {"name", "part_of"} or (slot == "product" and name.endswith("贷")):
            return MentionKey("Programme", name, PREFECTURE)
        if place := self._place(name, here):
            return MentionKey("Place", place[0], place[1])
        if name.endswith(PARKS) or (name.endswith(SETTLEMENTS) and "、" not in name):
            return MentionKey("Place", name, here)
        if body_sort(name) != "other" and "、" not in name and "机构" not in name:
            return MentionKey("Organization", name, self._own_place(name) or here)
        if slot in {"subject", "part"} and ("项目" in name or name in spellings()):
            return MentionKey("Programme", name, PREFECTURE)
        return MentionKey("Group", name, article.id)

    def _place(self, name: str, here: str) -> tuple[str, str] | None:
        found = self.gazetteer.resolve(name, here)
        if found and found.name in {name, f"{name}"}:
            return found.name, found.code
        county = found.code if found else here
        near = self.gazetteer.near_miss(name, county) if len(county) == 6 and not found else None
        return (name, near.code) if near else None

    def _county(self, texts: list[str]) -> str | None:
        for text in texts:
            for match in self.gazetteer.find(plain(text)):
                for place in match.places:
                    county = self.gazetteer.at_level(place.code, "county")
                    if county and county.code.startswith(PREFECTURE) and (place.level == "county" or len(match.places) == 1):
                        return county.code
        return None

    def _own_place(self, name: str) -> str | None:
        first = next((match for match in self.gazetteer.find(plain(name)) if match.start == 0), None)
        place = first and self.gazetteer.resolve(name[: first.end], PREFECTURE)
        return place.code if place else self._county([name])

    def parts(self, key: MentionKey) -> Iterator[MentionKey]:
        for part in key.name.split("等")[0].split("、") if key.kind == "Group" and "、" in key.name else ():
            if body_sort(part) == "bank":
                yield MentionKey("Organization", part, self._county([part]) or self.declared.place or PREFECTURE)

    def _date(self, article: Article, name: str) -> str:
        gold = json.loads((SEEDS / "gold" / f"{article_number(self.page)}.json").read_text(encoding="utf-8"))
        for fact in gold["articles"][article.number - 1]["facts"]:
            if fact["type"] == "meeting" and fact["name"].split("|")[0] == name:
                return str(fact.get("date", "")).split("|")[0]
        return ""

    def _evidence(self, article: Article, text: str) -> Evidence:
        for span in (*article.spans, Span(0, len(self.page.text))):
            at = [index for index in range(span.start, span.end) if self.page.text[index] != "\n"]
            found = "".join(self.page.text[index] for index in at).find(text.replace("\n", ""))
            if found >= 0:
                return Evidence(at[found], at[found + len(text) - 1] + 1, text)
        raise AssertionError(f"{article.id}: no evidence {text}")


def article_number(page: Page) -> str:
    return next(path.name[:3] for path in sorted(SEEDS.glob("*.txt")) if Page.of(path.read_text(encoding="utf-8")).id == page.id)


def _listed(value: object, many: bool) -> list[Any]:
    values = value if many and isinstance(value, list) else [value]
    return [each.split("|")[0] if isinstance(each, str) and not isinstance(value, list) and "|" not in each else each for each in values]

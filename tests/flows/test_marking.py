"""A marked page: stretches where facts overlap, and nothing of a page that a browser would run."""

from __future__ import annotations

from html.parser import HTMLParser

from flows.marking import for_browser, for_terminal, slots_text, stretches
from ontology.colours import FACTS, KINDS, SPARE, fact_colour
from ontology.schema import load_schema


def fact(start, end, text="", kind="byline", **slots):
    proof = {"start": start, "end": end, "text": text}
    return {"type": kind, "evidence": proof, "rule": "made.up", "confidence": 0.75, "realis": "actual", "person": "某人", "role": "记者", **slots}


def cut(length, *facts):
    return [(each.start, each.end, each.facts) for each in stretches(length, facts)]


def test_overlapping_facts_are_cut_where_either_ends():
    assert cut(10, fact(2, 6), fact(4, 8)) == [(0, 2, ()), (2, 4, (0,)), (4, 6, (0, 1)), (6, 8, (1,)), (8, 10, ())]


def test_the_narrowest_evidence_comes_first():
    assert cut(10, fact(0, 10), fact(3, 5), fact(3, 5)) == [(0, 3, (0,)), (3, 5, (1, 2, 0)), (5, 10, (0,))]


def test_a_page_without_facts_is_one_stretch():
    assert cut(5) == [(0, 5, ())]
    assert cut(0) == []


def test_stretches_cover_the_text_once():
    found = cut(20, fact(0, 3), fact(2, 19), fact(5, 6), fact(19, 20))
    assert [start for start, _, _ in found] == [0, *(end for _, end, _ in found[:-1])]
    assert found[-1][1] == 20


def test_every_type_and_kind_has_a_colour():
    assert set(FACTS) <= set(load_schema().facts)
    assert all(fact_colour(name) for name in load_schema().facts)
    assert set(KINDS) == set(load_schema().kinds)
    assert len(set(FACTS.values())) == len(FACTS)


def test_a_type_added_since_has_a_colour_that_stays():
    assert fact_colour("rumour") == fact_colour("rumour")
    assert fact_colour("rumour") in SPARE
    assert not set(SPARE) & set(FACTS.values())


def test_a_page_with_a_new_type_can_be_read(monkeypatch):
    monkeypatch.delitem(FACTS, "byline")
    assert for_terminal("记者某人报道。", [fact(0, 4)]).plain == "记者某人[1]报道。"
    assert f".byline {{ background: {fact_colour('byline')} }}" in for_browser("某页", "记者某人报道。", [fact(0, 4)])


def test_slots_are_told_by_their_chinese_labels():
    assert slots_text(fact(0, 1)) == "人物 某人 · 身份 记者" or "某人" in slots_text(fact(0, 1))
    meeting = {"type": "meeting", "name": "某会", "attendee": ["甲某", "乙某"]}
    assert "甲某、乙某" in slots_text(meeting)
    assert "[7000, 8000]" in slots_text({"type": "measure", "subject": "甲", "value": [7000, 8000], "unit": "斤"})


def test_the_terminal_shows_text_and_numbers():
    text = "记者某人报道。"
    shown = for_terminal(text, [fact(0, 4), fact(2, 4)])
    assert shown.plain == "记者某人[1,2]报道。"
    assert FACTS["byline"] in str(shown.spans)


class Tags(HTMLParser):
    """Which tags a page has, and what stands in them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)


NASTY = '<script>alert("甲")</script>&amp;$title $$ ${text} <img src=x onerror=alert(1)>'


def test_what_a_page_says_is_never_markup():
    text = f"记者{NASTY}报道。"
    facts = [fact(0, 10, text[:10], person=NASTY, role="\" onclick='alert(1)'", rule=NASTY), fact(4, len(text), text[4:])]
    page = for_browser(NASTY, text, facts)
    parsed = Tags()
    parsed.feed(page)
    assert parsed.tags.count("script") == 1  # the page's own
    assert "img" not in parsed.tags
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert "".join(parsed.words).count(NASTY) >= 3  # shown as printed: title twice, slot, evidence
    marked = "".join(parsed.words)
    assert text in marked


def test_the_page_is_self_contained_and_tells_all():
    page = for_browser("某页", "记者某人报道。", [fact(0, 4, "记者某人")])
    assert "src=" not in page
    assert "href=" not in page
    assert 'data-facts="0"' in page
    assert "made.up · 0.75 · actual · 0–4" in page
    assert "<mark" not in for_browser("某页", "无事。", [])

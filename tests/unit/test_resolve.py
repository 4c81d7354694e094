import random

import pytest

from extractors.identity.resolve import resolve
from ontology.records import MentionKey
from ontology.resolution import PlaceRecord, resolution_of

PLACES = (
    PlaceRecord("33", "浙江省", "province"),
    PlaceRecord("3311", "丽水市", "prefecture", "33"),
    PlaceRecord("331102", "莲都区", "county", "3311"),
    PlaceRecord("331125", "云和县", "county", "3311"),
    PlaceRecord("331125001", "浮云街道", "township", "331125"),
    PlaceRecord("331127", "景宁畲族自治县", "county", "3311"),
    PlaceRecord("331127206", "大漈乡", "township", "331127"),
    PlaceRecord("331127101", "沙湾镇", "township", "331127"),
)


def one(*keys, **more):
    """Whether the keys are one entity."""
    resolution = resolve(keys, places=PLACES, **more)
    return len({resolution.entity(key).id for key in keys}) == 1


def body(name, scope=""):
    return MentionKey("Organization", name, scope)


def place(name, scope=""):
    return MentionKey("Place", name, scope)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (MentionKey("Person", "甲某", "331102"), MentionKey("Person", "甲某", "3311")),
        (MentionKey("Person", "甲某", "3311"), MentionKey("Person", "甲某")),
        (MentionKey("Programme", "“帮帮贷”", "3311"), MentionKey("Programme", "帮帮贷", "331102")),
        (body("云和县浮云街道", "331125001"), body("浮云街道", "331125001")),
        (body("中共莲都区委员会", "331102"), body("莲都区委", "331102")),
        (body("莲都区经济和信息化局", "331102"), body("莲都经信局", "331102")),
        (body("莲都区委"), body("莲都区委", "331102")),
        (body("浮云街道", "331125001"), place("浮云街道", "331125001")),
        (place("景宁", "331127"), place("景宁畲族自治县", "331127")),
        (place("大源乡", "331127"), place("大漈乡", "331127206")),
        (place("沙湾镇", "3311"), place("沙湾镇", "331127101")),
        (MentionKey("Meeting", "区委常委会会议", "2021-12-03"), MentionKey("Meeting", "区委常委会议", "2021-12-03")),
        (MentionKey("Meeting", "某某大会", "2021-12"), MentionKey("Meeting", "某某大会", "2021-12-03")),
    ],
)
def test_one(first, second):
    assert one(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (MentionKey("Person", "甲某", "3311"), MentionKey("Person", "甲某", "3301")),
        (MentionKey("Meeting", "常委会会议", "2021-12-03"), MentionKey("Meeting", "常委会会议", "2021-12-10")),
        (place("大源村", "331127206"), place("大源村", "331125001")),
        (body("中信银行"), body("中信银行丽水分行")),
        (MentionKey("Group", "居民", "p-1"), MentionKey("Group", "居民", "p-2")),
        (body("莲都区委", "331102"), body("莲都区委组织部", "331102")),
    ],
)
def test_two(first, second):
    assert not one(first, second)


def test_a_key_without_scope_stays_apart_where_two_could_be_meant():
    assert len({e.id for e in resolve([body("财政局", "331102"), body("财政局", "331125"), body("财政局")]).entities}) == 3


def test_an_alias_pair_joins_and_the_firm_shows_its_longest_name():
    long, short = body("某某科技集团股份有限公司", "331102"), body("某某科技", "331102")
    found = resolve([long, short], aliases=[(long, short)]).entity(short)
    assert (found.name, found.aliases) == ("某某科技集团股份有限公司", ("某某科技",))


def test_a_branch_is_not_its_bank_where_the_bank_is_named_itself():
    bank, branch = body("中信银行", "3311"), body("中信银行丽水分行", "3311")
    assert not one(bank, branch, aliases=[(branch, bank)])
    assert resolve([branch], aliases=[(branch, bank)]).entity(bank) == resolve([branch], aliases=[(branch, bank)]).entity(branch)


def test_a_place_bears_the_gazetteers_name_and_code_and_keeps_the_printed_one():
    key = place("大源乡", "331127")
    found = resolve([key], places=PLACES).entity(key)
    assert (found.id, found.name, found.code, found.aliases) == ("place/331127206/大漈乡", "大漈乡", "331127206", ("大源乡",))


def test_the_order_of_keys_tells_nothing_and_the_table_reads_back():
    keys = [body(name, scope) for name in ("莲都区委", "中共莲都区委员会", "莲都区财政局") for scope in ("", "331102", "3311")]
    keys += [place(name, scope) for name in ("景宁", "景宁县", "大源乡") for scope in ("", "331127", "3311")]
    pairs = [(keys[0], keys[4]), (keys[9], keys[12])]
    first = resolve(keys, aliases=pairs, places=PLACES)
    shuffle = random.Random(7)
    for _ in range(20):
        shuffle.shuffle(keys)
        shuffle.shuffle(pairs)
        assert resolve([*keys, *keys[:3]], aliases=pairs, places=reversed(PLACES)).lines() == first.lines()
    assert resolution_of(first.lines()) == first


def test_an_old_id_leads_to_the_entity():
    old, new = body("莲都区委", "331102"), body("中共莲都区委员会", "331102")
    resolution = resolve([old, new], places=PLACES)
    assert resolution.by_id(old.id) == resolution.by_id(new.id)

"""Which mention keys mean one entity: a pure function of all keys at once, whose result does not depend on their order.

Keys are merged by what they themselves say, and by pairs that a page prints as one name (`aliases`); what is not told
apart by name or scope is one. Nothing is guessed from facts: a wrong merge is mended by a better rule here, and no
page has to be read again.

- A person or a programme is one within a prefecture.
- An organisation is one within the place it belongs to; names with and without the parents, statutory and everyday
  names are one. A bank's branch is not its bank, unless a page prints the two as one.
- A place with an administrative code is that code; a print error is mended inside the parent county only.
- A meeting is one on a date. A group is one in an article and never joined: 企业 may stand for any of several there.
- A vaguer scope (none, the county of a township, a month) joins the only narrower one of that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from extractors.identity.atlas import Atlas
from ontology.names import body_form, is_bank, is_firm, meeting_form, place_spellings, plain
from ontology.records import MentionKey
from ontology.resolution import Entity, PlaceRecord, Resolution

PREFECTURE = 4  # digits of a prefecture's code
Token = tuple[str, str, str]  # what makes two keys one at once: kind, form of the name, scope


def resolve(keys: Iterable[MentionKey], *, aliases: Iterable[tuple[MentionKey, MentionKey]] = (), places: Iterable[PlaceRecord] = ()) -> Resolution:
    """The entities of the keys.

    `aliases` are pairs of keys that pages print as one; `places` is the gazetteer (without it no place has a code).
    Keys named only in `aliases` are resolved too.
    """
    atlas = Atlas(places)
    keys = set(keys)
    pairs = sorted(set(aliases))
    every = sorted({*keys, *(key for pair in pairs for key in pair)})
    groups = _Groups(every)
    tokens: dict[Token, list[MentionKey]] = {}
    for key in every:
        tokens.setdefault(_token(key, atlas), []).append(key)
    for same in tokens.values():
        groups.join_all(same)
    _join_vaguer(tokens, groups)
    for one, other in pairs:
        if one.kind == other.kind != "Group" and _compatible(one.scope, other.scope) and not _branch_beside_bank(one, other, keys):
            groups.join(one, other)
    return _resolution(groups.members(), atlas)


def _token(key: MentionKey, atlas: Atlas) -> Token:
    if key.kind == "Group":
        return ("Group", key.name, key.scope)
    if key.kind in {"Person", "Programme"}:
        return (key.kind, plain(key.name), key.scope[:PREFECTURE])
    if key.kind == "Meeting":
        return ("Meeting", meeting_form(key.name), key.scope)
    if place := atlas.place(key):
        return ("Place", place.name, place.code)
    if key.kind == "Place":
        return ("Place", plain(key.name), key.scope)
    return ("Organization", atlas.without_parents(body_form(key.name), key.scope), key.scope)


def _join_vaguer(tokens: Mapping[Token, list[MentionKey]], groups: _Groups) -> None:
    scopes: dict[tuple[str, str], set[str]] = {}
    for kind, form, scope in tokens:
        scopes.setdefault((kind, form), set()).add(scope)
    for name, found in scopes.items():
        if name[0] == "Group" or len(found) == 1:
            continue
        leaves = sorted(scope for scope in found if not any(other != scope and other.startswith(scope) for other in found))
        for scope in sorted(found):
            narrower = [leaf for leaf in leaves if leaf != scope and leaf.startswith(scope)]
            if len(narrower) == 1:
                groups.join(tokens[*name, scope][0], tokens[*name, narrower[0]][0])


def _compatible(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _branch_beside_bank(one: MentionKey, other: MentionKey, keys: AbstractSet[MentionKey]) -> bool:
    """Whether a branch would be taken for its bank although some page means the bank itself."""
    bank, branch = sorted((one, other), key=lambda key: len(key.name))
    return is_bank(branch.name) and branch.name.startswith(bank.name) and branch.name.endswith(("分行", "支行")) and bank in keys


class _Groups:
    """Disjoint sets of keys."""

    def __init__(self, keys: Iterable[MentionKey]) -> None:
        self._up = {key: key for key in keys}

    def _top(self, key: MentionKey) -> MentionKey:
        while self._up[key] != key:
            self._up[key] = self._up[self._up[key]]
            key = self._up[key]
        return key

    def join(self, one: MentionKey, other: MentionKey) -> None:
        low, high = sorted((self._top(one), self._top(other)))
        self._up[high] = low

    def join_all(self, keys: list[MentionKey]) -> None:
        for key in keys[1:]:
            self.join(keys[0], key)

    def members(self) -> list[list[MentionKey]]:
        found: dict[MentionKey, list[MentionKey]] = {}
        for key in sorted(self._up):
            found.setdefault(self._top(key), []).append(key)
        return list(found.values())


def _resolution(groups: list[list[MentionKey]], atlas: Atlas) -> Resolution:
    entities: dict[str, Entity] = {}
    table: dict[str, str] = {}
    for members in groups:
        entity = _entity(members, atlas)
        if known := entities.get(entity.id):  # two groups that stand for one place of the gazetteer
            names = sorted({*known.aliases, *entity.aliases} - {known.name})
            entity = Entity(known.id, known.kind, known.name, tuple(names), known.scope, known.code)
        entities[entity.id] = entity
        table |= dict.fromkeys((key.id for key in members), entity.id)
        table[entity.id] = entity.id
    return Resolution(tuple(sorted(entities.values())), dict(sorted(table.items())))


def _entity(members: list[MentionKey], atlas: Atlas) -> Entity:
    names = {key.name for key in members}
    if places := sorted({place for key in members if (place := atlas.place(key))}):
        place = places[-1]  # the narrowest code, where a page's alias joined two
        spellings = {*names, *place_spellings(place.name)} - {place.name}
        return Entity(MentionKey("Place", place.name, place.code).id, "Place", place.name, tuple(sorted(spellings)), place.code, place.code)
    # the smallest key stands for all, one that has a scope before one that has none
    chief = min(members, key=lambda key: (not key.scope, key))
    scope = max((key.scope for key in members), key=lambda scope: (len(scope), scope))
    name = _shown(chief.kind, names, scope, atlas)
    return Entity(chief.id, chief.kind, name, tuple(sorted(names - {name})), scope)


def _shown(kind: str, names: set[str], scope: str, atlas: Atlas) -> str:
    """The spelling to show: a firm's and a meeting's longest, a body's everyday one with its place, a programme's without what surrounds it."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    if kind == "Programme":
        return min(names, key=lambda name: (len(name), name))
    if kind == "Organization" and not is_firm(longest[0]):
        return min(names, key=lambda name: (not name.startswith(atlas.full_name(scope) or name), len(name), name))
    return longest[0]

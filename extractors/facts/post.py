"""Who holds which post: offices before and behind names, courses of life, appointments, memberships."""

from __future__ import annotations

from collections.abc import Iterator

from extractors import titles
from extractors.facts._posts import Post, posts
from extractors.reading import Candidate, Reading, literal


def find(reading: Reading) -> Iterator[Candidate]:
    """Propose every post an article states, each person, body and title once, the surest rule first."""
    seen: set[tuple[str, str, str]] = set()
    for post in sorted(posts(reading), key=_rank):
        key = (post.person.name, str(post.body.filler.value), post.title)
        if key not in seen:
            seen.add(key)
            yield _candidate(post)


def _rank(post: Post) -> tuple[int, int]:
    order = ("chief", "before_name", "appointed", "resume", "take", "list")
    return (order.index(post.rule) if post.rule in order else len(order), post.start)


def _candidate(post: Post) -> Candidate:
    slots = {
        "person": (post.person.filler,),
        "organization": (post.body.filler,),
        "title": (literal(post.title, post.title_start, post.title_end),),
    }
    for slot, date in (("since", post.since), ("until", post.until)):
        if date:
            slots[slot] = (literal(date),)
    start, end = min(post.start, post.person.start if post.rule in ("before_name", "behind_name") else post.start), post.end
    core = titles.core_of(post.title)
    features = (*post.features, f"core={core}", f"trade={core in titles.TRADES}", f"plain={post.title in titles.PLAIN}", f"body={post.body.how}")
    return Candidate("post", slots, start, end, post.rule, features=features)

"""What was corrected or taken back while a triad's group was suspended, and is put right there when it is the thread's
again. Whoever reads the thread in private has had it at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.messages import Line, ToGroup
from core.people import Person
from core.records import Asked
from core.scene import Post, Scene
from core.thread.copies import efface, recopy
from core.thread.group import Group
from core.triad import Triad


@dataclass(frozen=True)
class PostsOf(Asked[tuple[Post, ...]]):
    """Posts of a thread by their numbers, in order."""

    triad: int
    numbers: frozenset[int]


def owe(scene: Scene, triad: Triad, post: Post) -> None:
    """The group, where nothing can be changed now, may still show how this post was before."""
    group = scene.triads.get(triad.id, triad).group
    if group is None or group.on or post.line is not Line.TRIAD or group.holds(post.place):
        return
    later = replace(group, overdue=group.overdue | {post.number})
    scene.keep(later)
    scene.triads[triad.id] = replace(scene.triads.get(triad.id, triad), group=later)
    if scene.group is not None:
        scene.group = later


def settle(scene: Scene, triad: Triad, group: Group) -> Group:
    """The group shows everything as it is now; nothing is owed to it any more."""
    posts = scene.find(PostsOf(triad.id, group.overdue)) if group.overdue else ()
    for post in posts:
        author = Person(post.author_id, triad.structure_id, post.role, post.name)
        if post.withdrawn:
            efface(scene, post, author, ToGroup(triad.id))
        else:
            recopy(scene, triad, post, author, group, [group])
    return replace(group, overdue=frozenset())

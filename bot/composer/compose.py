"""Draft -> Post: the richest version that fits, as the network itself counts, and notes on all that it lacks."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.composer import banned, notes, numbered
from bot.composer.fit import richest
from bot.composer.frame import Frame, Rendered
from bot.composer.marks import decorate
from bot.composer.material import Material
from bot.composer.notes import note
from bot.composer.offer import Offer
from bot.composer.plan import Choice
from bot.composer.shorten import shorten
from bot.domain.brand import HouseStyle
from bot.domain.draft import Draft
from bot.domain.errors import Refused
from bot.domain.ports import Platform
from bot.domain.post import Card, Note, Part, Post
from bot.text.templating import Templates

# How often a choice is rendered before the smallest one is taken; the estimate is nearly always right at once.
TRIES = 4
# An estimate this much too high is not worth rendering again for.
TOLERANCE = 8


class Settled(NamedTuple):
    """A choice that was rendered; `problem` is "" when the network takes it."""

    choice: Choice
    rendered: Rendered
    problem: str = ""


def compose(draft: Draft, platform: Platform, *, style: HouseStyle, templates: Templates, image: str = "") -> Post:
    """Fit a draft to one network. `image` is the address of the picture for a link card.

    Raises Refused("template_broken" or "template_missing") when the network's template cannot be rendered.
    """
    return _post(Frame(_material(draft, style, templates, image), platform, templates))


def compose_all(
    draft: Draft, platforms: Iterable[Platform], *, style: HouseStyle, templates: Templates, image: str = ""
) -> dict[str, Post]:
    """Fit a draft to several networks, by name. A broken template makes one post invalid, not the others."""
    material = _material(draft, style, templates, image)
    posts = {}
    for platform in platforms:
        try:
            posts[platform.name] = _post(Frame(material, platform, templates))
        except Refused as refused:
            why = Note(key=refused.key, values=refused.values)
            posts[platform.name] = Post(
                platform=platform.name, parts=(), notes=(why,), problems=(refused.key,), language=draft.language
            )
    return posts


def _material(draft: Draft, style: HouseStyle, templates: Templates, image: str) -> Material:
    style = style.toned()
    if style.bullet and not any(bullet.emoji for bullet in (*draft.bullets, *draft.candidates)):
        draft = decorate(draft, style)
    return Material(draft, style, _lead_in(draft.language, templates), image)


def _lead_in(language: str, templates: Templates) -> str:
    """The line before the bullets of the long form; "" for a language that has none."""
    if not language.isalpha():
        return ""
    try:
        return templates.render(f"posts/lead_in/{language}.txt.j2").strip()
    except Refused as refused:
        if refused.key != "template_missing":
            raise
        return ""


def _post(frame: Frame) -> Post:
    wanted = frame.offer.everything
    settled = _settle(frame, frame.offer)
    complete = not settled.problem and notes.same(wanted, settled.choice)
    if not complete and frame.material.style.thread and frame.threads:
        thread = numbered.thread(frame)
        if thread:
            return _finished(frame, list(thread.parts), thread.notes, ())
    told = notes.differences(frame.offer, wanted, settled.choice)
    problems = tuple(dict.fromkeys(filter(None, (settled.problem, settled.rendered.measure.problem))))
    return _finished(frame, [settled.rendered.part], told, problems)


def _finished(frame: Frame, parts: list[Part], told: list[Note], problems: tuple[str, ...]) -> Post:
    """The post with its link where it belongs."""
    material, spot = frame.material, frame.link_spot
    card = None
    if spot == "card" or (spot == "text" and frame.platform.card):
        description = material.draft.standfirst.text if material.draft.standfirst else ""
        card = Card(url=material.link, title=material.headline, description=description, image=material.image)
    if spot == "card":
        told.append(note("link_in_card"))
    elif spot == "reply":
        measure = frame.platform.measure(material.link)
        parts.append(Part(text=material.link, length=measure.length, limit=measure.limit))
        told.append(note("link_in_reply", part=len(parts)))
        problems += ("link_too_long",) if measure.problem else ()
    elif spot == "text" and material.style.link == "first_reply":
        told.append(note("link_in_text"))
    word = banned.said(parts, material.style.banned)
    if word:
        told.append(note("banned_word", word=word))
        problems += ("banned_word",)
    return Post(
        platform=frame.platform.name,
        parts=tuple(parts),
        card=card,
        notes=tuple(told),
        problems=problems,
        language=material.draft.language,
    )


def _settle(frame: Frame, offer: Offer) -> Settled:
    """Choose by estimate, render, measure; where the estimate was off, correct the room and choose again."""
    limit = room = frame.platform.limits.text
    best: Settled | None = None
    for _ in range(TRIES):
        choice = richest(offer, room)
        if choice is None:
            break
        rendered = frame.render(choice)
        spare = choice.cost - rendered.measure.length
        if rendered.measure.valid:
            if best is None or choice.worth >= best.choice.worth:
                best = Settled(choice, rendered)
            if spare <= TOLERANCE or room > limit or notes.same(offer.everything, choice):
                break
            room = limit + spare
        elif best is not None:
            break
        else:
            room = min(room, choice.cost) - max(rendered.measure.length - limit, 1)
    return best or _smallest(frame, offer)


def _smallest(frame: Frame, offer: Offer) -> Settled:
    """Headline and link, the headline shortened if it must be; else the reason why nothing fits."""
    # What lies far beyond the limit cannot be shown and need not be rendered.
    most = 4 * frame.platform.limits.text
    bare = Choice(offer.material.brief, offer.material.headline[:most], link=offer.link)
    rendered = frame.render(bare)
    if rendered.measure.valid and bare.headline == offer.material.headline:
        return Settled(bare, rendered)

    def fits(headline: str) -> bool:
        return frame.render(bare._replace(headline=headline)).measure.valid

    headline = shorten(bare.headline, fits)
    if headline:
        shortened = bare._replace(headline=headline)
        return Settled(shortened, frame.render(shortened))
    alone = frame.platform.measure(offer.link) if offer.link else None
    return Settled(bare, rendered, "link_too_long" if alone and not alone.valid else "headline_too_long")

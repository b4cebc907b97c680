"""Draw docs/chat.svg: the chat's main cards, from a real walk of the bot through the local Telegram.

python docs/chat_picture.py
"""

import asyncio
import tempfile
from html import escape
from pathlib import Path

from bot import app
from bot.chat.application import application
from bot.chat.running import first_link, running
from bot.testing.telegram import Person, Seen, Server, person

WIDTH, GAP, LINE, SIZE, PAD = 430, 26, 19, 13.5, 14
LETTERS = 56
LOOK = (
    ".title{font-weight:600;fill:#5b7083}.bubble{fill:#fff}.button{fill:#a9c3d8;fill-opacity:.55}"
    ".label{text-anchor:middle;font-weight:600;fill:#20465f}"
)
ARTICLE = (app.product_folder() / "demo" / "article.html").read_bytes()


async def cards() -> list[tuple[str, Seen]]:
    """Walk from the first link to the published post; what is seen on the way."""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        async with app.opened(f"sqlite:///{folder}/chat.db") as house:
            bot = application("700:picture", app.office(house), api_url=server.address)
            async with running(bot):
                code = (await first_link(bot)).partition("start=")[2]
                return await walk(person(server, "Ana"), code)


async def walk(ana: Person, code: str) -> list[tuple[str, Seen]]:
    """One member's way."""
    ana.start(code)
    shown = [("First start", await ana.sees("Ana"))]
    ana.send_document("article.html", ARTICLE)
    card = await ana.wait(lambda: next((one for one in ana.from_bot if "Headline" in one.buttons), None), "no card")
    shown.append(("An article becomes a draft", card))

    async def after(words: str) -> Seen:
        found: Seen = await ana.wait(
            lambda: next((one for one in [ana.message(card.id)] if words in one.text), None), words
        )
        return found

    ana.tap(card.id, "Bullets")
    shown.append(("Its statements, to tick", await after("Tap to tick")))
    ana.tap(card.id, "Done")
    await after("Europe's largest")
    ana.write("headline: Tidal power for €460 million", reply_to=card.id)
    shown.append(("A fact the article does not have", await after("460")))
    ana.tap(card.id, "Undo")
    await ana.wait(lambda: "460" not in ana.message(card.id).text, "no undo")
    ana.tap(card.id, "Publish")
    shown.append(("Asked once", await after("Publish")))
    ana.tap(card.id, "Publish now")
    shown.append(("Published", await after("✅")))
    return shown


def wrapped(text: str) -> list[str]:
    """The lines of a text as a narrow screen breaks them."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > LETTERS:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def drawn(title: str, seen: Seen) -> tuple[str, int]:
    """A card as SVG at the origin, and its height."""
    lines = wrapped(seen.text)
    tall = 2 * PAD + LINE * len(lines)
    out = [
        f'<text x="2" y="14" class="title">{escape(title)}</text>',
        f'<rect x="0" y="24" width="{WIDTH}" height="{tall}" rx="12" class="bubble"/>',
    ]
    for number, line in enumerate(lines):
        out.append(f'<text x="{PAD}" y="{24 + PAD + 13 + LINE * number}">{escape(line)}</text>')
    y = 24 + tall + 6
    for row in seen.rows:
        wide = (WIDTH - 6 * (len(row) - 1)) / len(row)
        for at, button in enumerate(row):
            x = at * (wide + 6)
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="30" rx="8" class="button"/>')
            label = escape(button["text"][: max(6, int(wide / 7.4))])
            out.append(f'<text x="{x + wide / 2:.1f}" y="{y + 19}" class="label">{label}</text>')
        y += 36
    return "\n".join(out), y


def picture(shown: list[tuple[str, Seen]]) -> str:
    """All cards in two columns."""
    columns: list[int] = [0, 0]
    groups = []
    for title, seen in shown:
        column = columns.index(min(columns))
        body, tall = drawn(title, seen)
        groups.append(f'<g transform="translate({GAP + column * (WIDTH + GAP)},{GAP + columns[column]})">{body}</g>')
        columns[column] += tall + GAP
    wide, high = 3 * GAP + 2 * WIDTH, max(columns) + GAP
    style = f"text{{font:{SIZE}px -apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1b2733}}{LOOK}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="#dfe8ef"/>{"".join(groups)}</svg>\n'
    )


def main() -> None:
    target = Path(__file__).with_name("chat.svg")
    target.write_text(picture(asyncio.run(cards())), encoding="utf-8")


if __name__ == "__main__":
    main()

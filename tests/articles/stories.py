"""Three short articles of ours, for round-ups."""

from bot.articles import intake
from bot.domain.article import Article

BRIDGE = (
    "Marl bridge reopens in June\n\nThe bridge in Marl reopens on 3 June after repairs that cost 4 million euros. "
    "Mayor Ana Kolb said 12 people worked on it for 9 months. The toll stays at 2 euros, and buses cross free."
)
FERRY = (
    "Night ferry to Ostrey returns\n\nThe night ferry to Ostrey sails again from 1 July, nine years after the last "
    "boat left. A cabin costs 38 euros. The harbour board expects 900 passengers a week, said its head, Tom Reyl."
)
LIBRARY = (
    "Hulm library opens on Sundays\n\nThe library in Hulm opens on Sundays from 5 May, the first time in 40 years. "
    "A trial last autumn brought 300 visitors a day, librarian Ines Faber said. It costs the town 60,000 euros a year."
)


def stories() -> list[Article]:
    texts = {"marl": BRIDGE, "ferry": FERRY, "hulm": LIBRARY}
    return [intake.from_text(text, url=f"https://{name}.example/news", article_id=name) for name, text in texts.items()]

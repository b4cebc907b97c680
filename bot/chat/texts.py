"""Every sentence a person reads, rendered from templates/chat/<lang>; English where a language has no file."""

from collections.abc import Sequence
from functools import cache

from bot.domain.connection import Finding, Question
from bot.domain.errors import StandfirstError
from bot.domain.post import Note
from bot.text.templating import Templates

DEFAULT = "en"
# The languages the bot speaks, by the name their speakers give them.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ru": "Русский"}


class Texts:
    """Renders messages by key in one language. What ends in .txt.j2 is plain text, .html.j2 is Telegram's HTML.

    `chat` is for members of the chat, who are advised otherwise than who sits at a command line.
    """

    def __init__(self, templates: Templates, language: str = DEFAULT, *, chat: bool = False) -> None:
        self._templates = templates
        self._chat = chat
        self.language = language

    def error(self, error: StandfirstError) -> str:
        """What failed, why, and what to do now."""
        return self.say(f"errors/{error.key}", **error.values)

    def note(self, note: Note) -> str:
        """What the composer did, in one sentence."""
        return self.say(f"notes/{note.key}", **note.values)

    def say(self, key: str, /, **values: object) -> str:
        """The plain text of any key under templates/chat/<lang>; who shows it escapes it."""
        return self._first(f"{key}.txt.j2", {"chat": self._chat, **values})

    def html(self, key: str, /, **values: object) -> str:
        """A message in Telegram's HTML, its values escaped; `label`, `say` and `note` may be called within."""
        return self._first(f"{key}.html.j2", {"say": self.say, "note": self.note, **values})

    def question(self, network: str, question: Question) -> str:
        """What is asked of whoever connects an account: the network's sentence, the shared one, or a plug-in's own."""
        keys = (f"connect/{network}/{question.name}", f"connect/{question.name}")
        return self._one_of(keys, {"question": question}) or question.text or question.name

    def finding(self, finding: Finding) -> str:
        """What an examination found, and the remedy where one is needed."""
        return self._one_of((f"findings/{finding.key}",), {"chat": self._chat, **finding.values}) or finding.key

    def refusal(self, network: str, error: StandfirstError) -> str:
        """What was wrong with an answer; any other error as `error` says it."""
        if error.key != "bad_answer":
            return self.error(error)
        return self.say("errors/bad_answer", reason=self.reason(network, error))

    def reason(self, network: str, error: StandfirstError) -> str:
        """What was wrong with an answer, in a sentence of the network's or a shared one."""
        reason = str(error.values.get("reason", ""))
        keys = (f"connect/{network}/bad_{reason}", f"connect/bad_{reason}")
        return self._one_of(keys, dict(error.values)) or reason

    def _one_of(self, keys: Sequence[str], values: dict[str, object]) -> str:
        """The first of these texts that there is, in this language or else in English; "" for none."""
        for language in dict.fromkeys((self.language, DEFAULT)):
            for key in keys:
                name = f"chat/{language}/{key}.txt.j2"
                if self._templates.exists(name):
                    return self._templates.render(name, **values).strip()
        return ""

    def label(self, key: str, /, **values: object) -> str:
        """What a button says."""
        return self.say(f"buttons/{key}", **values)

    def words(self) -> dict[str, str]:
        """Words of this language for those of the grammar of edits; a file line is `shorter = kürzer, knapper`."""
        lines = self._templates.source(f"chat/{self.language}/words.txt").splitlines()
        pairs = (line.partition("=")[::2] for line in lines if "=" in line)
        return {word.strip().lower(): english.strip() for english, words in pairs for word in words.split(",")}

    def _first(self, name: str, values: dict[str, object]) -> str:
        names = [f"chat/{language}/{name}" for language in dict.fromkeys((self.language, DEFAULT))]
        return self._templates.render_first(names, **values).strip()


class Languages:
    """The texts of each language a member may choose."""

    def __init__(self, templates: Templates, default: str = DEFAULT) -> None:
        self._templates = templates
        self._default = default
        self._texts = cache(self._made)

    def texts(self, language: str = "") -> Texts:
        """The texts in a language, or in the nearest one there is: its main one ("pt" for "pt-br"), the default."""
        return self._texts(language)

    def _made(self, language: str) -> Texts:
        wanted = language.lower()
        for one in (wanted, wanted.partition("-")[0], self._default):
            if one and self._templates.exists(f"chat/{one}/welcome/member.html.j2"):
                return Texts(self._templates, one, chat=True)
        return Texts(self._templates, chat=True)

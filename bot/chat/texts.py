"""Every sentence a person reads, rendered from templates/chat/<lang>; English where a language has no file."""

from bot.domain.errors import StandfirstError
from bot.domain.post import Note
from bot.text.templating import Templates


class Texts:
    """Renders messages by key in one language. Plain text: who shows it escapes it."""

    def __init__(self, templates: Templates, language: str = "en") -> None:
        self._templates = templates
        self._language = language

    def error(self, error: StandfirstError) -> str:
        """What failed, why, and what to do now."""
        return self.say(f"errors/{error.key}", **error.values)

    def note(self, note: Note) -> str:
        """What the composer did, in one sentence."""
        return self.say(f"notes/{note.key}", **note.values)

    def say(self, key: str, /, **values: object) -> str:
        """The text of any key under templates/chat/<lang>."""
        names = [f"chat/{language}/{key}.txt.j2" for language in dict.fromkeys((self._language, "en"))]
        return self._templates.render_first(names, **values).strip()

"""Emoji: what counts as one, and which one opens a bullet."""

import regex

_PLAIN = r"[\p{Emoji}--[\x00-\x7f\u00a9\u00ae\u2122\u265f]--\p{Emoji_Modifier_Base}--\p{Regional_Indicator}]"
_SIGN = r"[\u00a9\u00ae\u2122\u265f]\ufe0f"
_BODY = r"\p{Emoji_Modifier_Base}(?:\p{Emoji_Modifier}|\ufe0f|(?!\ufe0e))"
_UNIT = rf"(?:{_BODY}|{_PLAIN}(?:\ufe0f|(?!\ufe0e))|{_SIGN})"
EMOJI = regex.compile(
    rf"[0-9#*]\ufe0f?\u20e3|\p{{Regional_Indicator}}{{2}}|\U0001f3f4[\U000e0020-\U000e007e]++\U000e007f"
    rf"|{_UNIT}(?:\u200d{_UNIT})*+",
    flags=regex.VERSION1,
)
"""One whole emoji: keycap, flag, or a base with its skin tone, variation and joined bases (Unicode UTS 51)."""


def is_emoji(text: str) -> bool:
    """Whether the text is exactly one emoji."""
    return EMOJI.fullmatch(text) is not None

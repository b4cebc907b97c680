"""What two texts have in common: the same words, nearly the same, or another story."""

from bot.text.wording import near, near_keys, said, same_key

STORY = "The night ferry to Ostrey sails again from July, nine years after the last boat left the harbour of Marl."
JAPANESE = "東京の港は月曜日に再開した。市長は四十八隻の船が正午までに戻ったと述べた。"


def test_links_tags_case_and_accents_are_apart():
    assert said("Café OPENS at harbour.org/a?b, see https://t.example/x #Café ＃tag!") == said("cafe opens at, see")
    assert same_key(said("Über 5 Boote")) == same_key(said("uber  5 boote."))
    assert same_key(said("https://t.example #a")) == ""


def test_a_few_other_words_are_near_and_found_by_a_key():
    other = said(STORY.replace("again", "once more"))
    assert near(said(STORY), other)
    assert set(near_keys(said(STORY))) & set(near_keys(other))


def test_other_figures_or_another_story_are_not_near():
    some = said(f"{STORY} A cabin costs 38 euros.")
    assert not near(some, said(f"{STORY} A cabin costs 39 euros."))
    assert not set(near_keys(some)) & set(near_keys(said(f"{STORY} A cabin costs 39 euros.")))
    assert not near(some, said("The library in Hulm opens on Sundays for the first time in 38 years, it was said."))


def test_a_few_words_tell_no_story():
    assert near_keys(said("The quay reopened")) == ()
    assert not near(said("The quay reopened"), said("The quay reopened"))


def test_scripts_without_spaces_are_compared_too():
    assert near(said(JAPANESE), said(JAPANESE.replace("述べた", "語った")))
    assert not near(said(JAPANESE), said(JAPANESE[::-1]))

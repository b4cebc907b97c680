"""Directions that are forced onto a text are not told: they can make it read otherwise than it is."""

from bot.composer.wording import line


def test_forced_directions_are_taken_out_and_marks_of_direction_stay():
    assert line("Pay 1\u202e000\u202c crowns \u200fsoon") == "Pay 1000 crowns \u200fsoon"

"""Pictures: looked at, fitted to what a network takes, and headline cards drawn by us. Pure: bytes in, bytes out.

May import text and domain. `opening` judges what came from outside, `fitting` makes the bytes a network gets, `card`
draws. All of it takes a moment: callers that answer people run it in a thread. A further kind of picture is one more
line of `opening.KINDS`; another look of the card is one more `card.Palette`.
"""

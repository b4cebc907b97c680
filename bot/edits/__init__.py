"""Changes to a draft: what can be changed, said in words or by buttons, done to that part alone. Pure.

May import text and domain. `edit` holds the changes there are, `grammar` reads them from a member's words, `apply`
makes them, `history` finds what undo and redo lead back to, `changes` tells what is different. A new change: its
class in `edit`, its words in `grammar`, what it does in `apply`.
"""

"""Changes to a draft: what can be changed, said in words or by buttons, done to that part alone. Pure.

May import text and domain. `edit` holds the changes there are, `grammar` reads them from a member's words by the
phrases of `meanings`, `apply` makes them (`rewording` one passage everywhere), `seen` tells which bullets a member's
numbers mean, `history` finds what undo and redo lead back to. A new change: its class in `edit`, its words in
`meanings`, what it does in `apply`.
"""

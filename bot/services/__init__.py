"""What a person can ask for: draft an article, publish it, collect and list replies. Owns the transactions.

May import the rooms of the storey below (store, composer, facts, articles) but no concrete platform or writer:
those are handed in. `composing` needs no database; `drafting` keeps what it makes; `publishing` plans, `delivering`
sends by the moves of `journal`; `inbox` collects; `accounts` finds accounts and brands.
"""

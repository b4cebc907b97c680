"""Schema changes, applied at start by `Store.migrate`; each file in `versions` is one step."""

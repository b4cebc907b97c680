"""Words as such: counting, links, emoji, sentences, templates. Pure.

May import domain only. Knowledge of one network belongs in that network's folder, not here.
"""

"""Standfirst: an article in, a post for every network out, each fact traced, published once, replies in one inbox."""

__version__ = "0.1.0"

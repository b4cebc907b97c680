"""Everything people read: the texts, rendered from templates/chat/<lang>.

May import services, text and domain. A new sentence is a new file under templates/chat/en, never a string here.
"""

"""What we talk about: article, draft, post, publication, reply, account; the ports; the errors.

Frozen objects and Protocols, no I/O; imports nothing of ours from elsewhere. A new noun is a new module here
(names: the field's own terms); a new optional field needs a default, since stored objects are read back.
"""

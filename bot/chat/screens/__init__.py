"""The screens, one file each: payloads of its buttons, `view(...)` that is pure, and its `on_...` handlers.

A screen may import services, domain and the rest of chat; screens call each other's `view`. A handler unpacks, calls
one service, renders and sends. A new screen: its file here, its texts under templates/chat/<lang>/<screen>, its
handlers in the tables of `chat/application.py`.
"""

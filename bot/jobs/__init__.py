"""The durable engine, DBOS: what is to be sent is sent in time and taken up again, whatever is killed.

The only room that knows DBOS. May import services and what is below; jobs carry ids alone, what they do is in services.
`queue.py` puts publications in, in the transaction that plans them; `engine.py` starts and stops; `publish.py` is the
job of one publication, `tend.py` what recurs; `alone.py` and `liveness.py` see who else is at work, on SQLite and on
Postgres. Exactly once is not the engine's doing but the delivery journal's (`services.delivering`): a job may be run
again at any step. A new kind of job: a workflow as small as `publish.py`'s with a name that never changes.
"""

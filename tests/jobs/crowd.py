"""Starts victims and kills them: the driver's side of `victim.py`."""

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jobs.house import Order

HERE = Path(__file__).resolve()
PATIENT = 120.0


@dataclass
class Victim:
    """One process; `said` is what it told, `ended` its exit code once it is no more."""

    pid: int
    said: list[str] = field(default_factory=list)
    ended: "asyncio.Future[int]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def alive(self) -> bool:
        return not self.ended.done()

    def signal(self, number: int) -> None:
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def killed(self) -> bool:
        """Kill it; whether it had not ended by itself."""
        self.signal(signal.SIGKILL)
        return await self.end() == -signal.SIGKILL

    async def end(self, within: float = PATIENT) -> int:
        async with asyncio.timeout(within):
            return await asyncio.shield(self.ended)

    async def ready(self, within: float = PATIENT) -> bool:
        """Whether it is at work; False when it ended before."""
        async with asyncio.timeout(within):
            while self.alive and not self.said:
                self.told.clear()
                await self.told.wait()
        return "ready" in self.said


class Crowd:
    """The program that forks victims; what they have to complain of is in the `log`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log
        self._started: list[asyncio.Future[int]] = []
        self._by_pid: dict[int, Victim] = {}
        # Databases are brought up to date one after the other: Alembic knows one at a time in a process.
        self.opening = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def gather(cls, errors: Path):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, HERE.parents[1:3]))}
        with errors.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                HERE.with_name("victim.py"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=environment,
            )
        crowd = cls(process, errors)
        reading = asyncio.ensure_future(crowd._read())
        try:
            yield crowd
        finally:
            await crowd.disperse()
            process.stdin.close()
            await process.wait()
            await reading

    async def disperse(self) -> None:
        """Kill whoever is left."""
        for one in list(self._by_pid.values()):
            await one.killed()
        self._by_pid.clear()

    async def start(self, order: Order) -> Victim:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._started.append(told)
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        return self._victim(await told)

    def _victim(self, pid: int) -> Victim:
        return self._by_pid.setdefault(pid, Victim(pid))

    async def _read(self) -> None:
        while line := await self._process.stdout.readline():
            self._heard(json.loads(line))

    def _heard(self, what) -> None:
        if "started" in what:
            self._started.pop(0).set_result(what["started"])
            return
        victim = self._victim(what["pid"])
        if "ended" in what:
            victim.ended.set_result(what["ended"])
        else:
            victim.said.append(what["says"])
        victim.told.set()

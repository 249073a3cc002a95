"""The tests' PostgreSQL: a cluster made for the run, or the server of TEST_DATABASE_URL; databases made and cloned."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import uuid4

import asyncpg
from sqlalchemy.engine import URL, make_url

from tests.servers.process import Server
from tests.servers.programs import NoServer, find_postgres, identity, runnable

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": 200,
    # Processes crash here, the machine does not: its memory keeps what was written. Not synchronous_commit=off, with
    # which a crash would lose what was committed.
    "fsync": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",  # in the folder: nothing stays in /dev/shm, which is small in containers
}


class Databases:
    """Databases on one PostgreSQL server, by short names."""

    prefix = ""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._numbers = count(1)
        self._templates: set[str] = set()

    @property
    def address(self) -> URL:
        """The server, and a database that always exists on it."""
        raise NotImplementedError

    def url(self, database: str) -> str:
        """Where a database is, as postgresql+asyncpg://…"""
        return self.address.set(database=self.prefix + database).render_as_string(hide_password=False)

    def create_database(self, name: str = "", template: str = "") -> str:
        """Make a database, empty or a clone of one to which nobody is connected; its URL. Unnamed, it gets a name."""
        name = name or f"test_{next(self._numbers)}"
        source = self.prefix + template if template else "template0"
        self._execute(f'CREATE DATABASE "{self.prefix}{name}" TEMPLATE "{source}"')
        self.made.append(name)
        return self.url(name)

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """A database to clone, made and given to prepare(url) the first time only; its name."""
        if name not in self._templates:
            self.drop_database(name)  # what a preparation that failed has left
            prepare(self.create_database(name))
            self._templates.add(name)
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{self.prefix}{name}" WITH (FORCE)')
        self.made = [other for other in self.made if other != name]

    def _execute(self, statement: str) -> None:
        """Run one statement outside any transaction; in a thread, as the caller may be inside a running loop."""
        dsn = self.address.set(drivername="postgresql").render_as_string(hide_password=False)

        async def execute() -> None:
            connection = await asyncpg.connect(dsn, timeout=30)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, execute()).result()


class Postgres(Databases, Server):
    """A server of our own. crash(): what was committed is there after start(), what was not is gone."""

    ready = "database system is ready to accept connections"
    stop_signal = "SIGINT"  # "fast": SIGTERM waits until every client has left
    crash_signal = "SIGQUIT"  # "immediate": no checkpoint, recovery at the next start

    def __init__(self, *, durable: bool = False) -> None:
        """With `durable`, it keeps its promises to the disk, as a benchmark wants it and the real bot demands."""
        Databases.__init__(self)
        self.settings = SETTINGS | ({"fsync": "on", "full_page_writes": "on"} if durable else {})
        programs = find_postgres()
        # PostgreSQL refuses to run as root.
        Server.__init__(self, "postgres", user="nobody" if os.geteuid() == 0 else None)
        try:
            self.programs = runnable(programs, self.folder, self.user)
            self._make_cluster()
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> URL:
        return make_url(f"postgresql+asyncpg://triade@127.0.0.1:{self.port}/postgres")

    def argv(self) -> list[str]:
        settings = {**self.settings, "port": self.port}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]

    def _make_cluster(self) -> None:
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        options = ["-U", "triade", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
        made = subprocess.run(
            [self.programs / "initdb", "-D", self.folder / "data", *options],
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
            **identity(self.user),
        )
        if made.returncode != 0:
            raise NoServer(f"initdb failed:\n{made.stdout}{made.stderr}")


class GivenPostgres(Databases):
    """The server of TEST_DATABASE_URL: not ours to stop. Our databases have a name of their own, dropped at the end."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.prefix = f"triade_{uuid4().hex[:8]}_"
        self._address = make_url(url).set(drivername="postgresql+asyncpg")

    @property
    def address(self) -> URL:
        return self._address

    def close(self) -> None:
        """Drop what this run made."""
        for name in list(self.made):
            self.drop_database(name)

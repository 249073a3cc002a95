"""The tests' Redis: a Valkey made for the run, or the server of TEST_REDIS_URL."""

import redis

from tests.servers.process import Server
from tests.servers.programs import find_redis


class Redis(Server):
    """A server of our own that keeps nothing on disk."""

    ready = "Ready to accept connections"

    def __init__(self) -> None:
        self.program = find_redis()
        super().__init__("redis")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """Its database 0, as redis://…"""
        return f"redis://127.0.0.1:{self.port}/0"

    def argv(self) -> list[str]:
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [str(self.program), *place, "--save", "", "--appendonly", "no", "--daemonize", "no"]

    def flush(self) -> None:
        """Forget everything."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def kill(self) -> None:
        """End it as kill -9 does: after start() it knows nothing."""
        self.crash()


class GivenRedis:
    """The server of TEST_REDIS_URL: not ours to stop, and only the database it names is ours to flush."""

    def __init__(self, url: str) -> None:
        self.url = url

    def flush(self) -> None:
        """Forget everything in this database."""
        with redis.Redis.from_url(self.url) as client:
            client.flushdb()

    def close(self) -> None:
        """Leave the database empty."""
        self.flush()

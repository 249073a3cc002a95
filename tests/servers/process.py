"""One real server as a test sees it: started, stopped, crashed, frozen, and started again at the same address."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.servers.programs import NoServer, identity


class Server:
    """A server process in a folder of its own, both in the hands of a keeper that outlives a killed pytest."""

    ready = ""  # what it prints when it accepts connections
    stop_signal = "SIGTERM"
    crash_signal = "SIGKILL"

    def __init__(self, name: str, user: str | None = None) -> None:
        # Short, under the system's own folder: a user without rights on the checkout must reach it.
        self.folder = Path(tempfile.mkdtemp(prefix=f"triade-{name}-"))
        self.user = user
        self.port = free_port()
        self.pid = 0
        if user is not None:
            shutil.chown(self.folder, user, identity(user)["group"])
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", Path(__file__).with_name("keeper.py"), self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal is pytest's business
        )

    def argv(self) -> list[str]:
        """The command that runs the server in the foreground."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it; back when it accepts connections."""
        answer: dict[str, Any] = {}
        # Between free_port() and the start another worker may take the port: try others, until one has served.
        for _ in range(1 if self.pid else 5):
            answer = self._order("start", argv=self.argv(), ready=self.ready, identity=identity(self.user))
            if "pid" in answer:
                self.pid = answer["pid"]
                return
            self.port = self.port if self.pid else free_port()
        raise NoServer(f"{self.argv()[0]} does not start:\n{answer['failed']}")

    def stop(self) -> None:
        """End it properly; its clients are cut off."""
        self._end(self.stop_signal)

    def crash(self) -> None:
        """End it at once, with no farewell."""
        self._end(self.crash_signal)

    def pause(self) -> None:
        """Freeze it: connections stand, nothing answers."""
        self._order("signal", name="SIGSTOP", everyone=True)

    def resume(self) -> None:
        """Let it go on after a pause."""
        self._order("signal", name="SIGCONT", everyone=True)

    def close(self) -> None:
        """Clear it away, folder included."""
        self._keeper.communicate(timeout=60)

    def _end(self, signal: str) -> None:
        self._order("signal", name=signal, everyone=False)
        self.resume()  # a frozen server takes the signal when it wakes
        if self._order("wait")["code"] is None:
            raise NoServer(f"{self.argv()[0]} does not end on {signal}.")

    def _order(self, do: str, **details: Any) -> dict[str, Any]:
        """Give the keeper one order; its answer."""
        assert self._keeper.stdin
        assert self._keeper.stdout
        self._keeper.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self._keeper.stdin.flush()
        line = self._keeper.stdout.readline()
        if not line:
            raise NoServer(f"The keeper of {self.folder} is gone.")
        answer: dict[str, Any] = json.loads(line)
        return answer


def free_port() -> int:
    """A TCP port of the loopback on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

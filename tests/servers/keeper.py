"""A small process that owns one server of a test run, and clears it away when the run ends or is killed."""
# It reads one JSON order per line on stdin and answers each with one line. When stdin closes (pytest ended, even by
# kill -9) it ends the server, removes its folder and goes. It is a process of its own because nothing inside a process
# survives kill -9; it runs the server as its child because only a parent knows for sure that a server is gone.

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 60  # seconds a server may take to become ready or to end


class Keeper:
    """One folder, and at most one server that works in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: subprocess.Popen[str] | None = None
        self.leaving = threading.Lock()

    def start(self, argv: list[str], ready: str, identity: dict[str, Any]) -> dict[str, Any]:
        """Start the server and wait for the line that says it is ready; its last words when it ends instead."""
        environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath, "HOME": str(self.folder)}
        self.server = subprocess.Popen(
            argv,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **identity,
        )
        heard = threading.Event()
        said: list[str] = []
        threading.Thread(target=self.listen, args=(self.server, ready, said, heard), daemon=True).start()
        heard.wait(PATIENCE)
        if any(ready in line for line in said):
            return {"pid": self.server.pid}
        self.end()
        return {"failed": "".join(said[-20:]) or f"no word from {argv[0]} for {PATIENCE} s"}

    def listen(self, server: subprocess.Popen[str], ready: str, said: list[str], heard: threading.Event) -> None:
        """Write what the server says to its log, for as long as it speaks."""
        with (self.folder / "server.log").open("a") as log:
            for line in server.stdout or ():
                log.write(line)
                log.flush()
                if not heard.is_set():
                    said.append(line)
                    if ready in line:
                        heard.set()
        heard.set()

    def signal(self, name: str, everyone: bool) -> dict[str, Any]:
        """Send a signal to the server, or to it and all its children."""
        for process in self.family() if everyone else self.family()[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):  # a child may end by itself meanwhile
                process.send_signal(signal.Signals[name])
        return {}

    def wait(self) -> dict[str, Any]:
        """Wait until the server has ended; its exit code, None if it would not."""
        if self.server is None:
            return {"code": None}
        try:
            return {"code": self.server.wait(PATIENCE)}
        except subprocess.TimeoutExpired:
            return {"code": None}

    def family(self) -> list[psutil.Process]:
        """The server and its children, which may have sessions of their own (PostgreSQL's do)."""
        if self.server is None or self.server.poll() is not None:
            return []
        server = psutil.Process(self.server.pid)
        return [server, *server.children(recursive=True)]

    def end(self) -> None:
        """End the server whatever its state; SIGQUIT first, so that PostgreSQL gives back its shared memory."""
        for name in ("SIGCONT", "SIGQUIT", "SIGKILL"):
            for process in self.family():
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.Signals[name])
            if name != "SIGCONT" and self.server is not None:
                try:
                    self.server.wait(5)
                except subprocess.TimeoutExpired:
                    continue

    def leave(self) -> None:
        """End the server, remove its folder, end this process."""
        with self.leaving:
            self.end()
            shutil.rmtree(self.folder, ignore_errors=True)
            os._exit(0)

    def watch(self, parent: int) -> None:
        """Leave when the parent is gone, even if a child that it forked still holds our stdin open."""
        gone = threading.Event()
        while not gone.wait(1):
            if os.getppid() != parent:
                self.leave()

    def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        match order.pop("do"):
            case "start":
                return self.start(**order)
            case "signal":
                return self.signal(**order)
            case "wait":
                return self.wait()
            case unknown:
                return {"failed": f"unknown order {unknown!r}"}


def main() -> None:
    """Obey orders until stdin closes."""
    keeper = Keeper(Path(sys.argv[1]))
    threading.Thread(target=keeper.watch, args=(os.getppid(),), daemon=True).start()
    for line in sys.stdin:
        try:
            answer = keeper.obey(json.loads(line))
        except OSError as error:
            answer = {"failed": str(error)}
        print(json.dumps(answer), flush=True)
    keeper.leave()


if __name__ == "__main__":
    main()

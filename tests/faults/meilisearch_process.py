"""The local Meilisearch server in a process of its own, which tests kill, freeze and restart."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

SERVER = Path(__file__).parents[1] / "search" / "meilisearch_server.py"


class ServerProcess:
    """The local server in a process of its own, on a port it keeps from one life to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder  # a killed process leaves its files: there, pytest removes them
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(SERVER), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(self.folder)})
        assert self.process.stdout is not None
        assert self.process.stdout.readline().decode().strip() == self.url

    def signal(self, number: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def go_wrong(self, fault: str, seconds: float = 1.0) -> None:
        requests.post(f"{self.url}/-/fault", json={"fault": fault, "seconds": seconds}, timeout=5)

    def seen(self) -> list[Any]:
        """Method, target and content type of each request: what a log of accesses would hold."""
        found: list[Any] = requests.get(f"{self.url}/-/seen", timeout=5).json()["seen"]
        return found

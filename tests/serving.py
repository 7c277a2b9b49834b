"""Running the `relais` command in processes of its own, as a person or a service manager does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from relais.core.embedded_process import serves

PATIENCE = 20.0  # seconds, on a busy machine; what is awaited takes one or two
COMMAND = [sys.executable, "-m", "relais"]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}


def environ(var: Path, **more: str) -> dict[str, str]:
    return {**PLAIN, "RELAIS_VAR_DIR": str(var), "COLUMNS": "200", **more}


def relais(var: Path, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *words]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, env=environ(var, **more))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """A running `relais serve`."""

    def __init__(self, var: Path, **more: str) -> None:
        self.var, self.port = var, free_port()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*COMMAND, "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environ(var, RELAIS_PORT=str(self.port), **more),
        )
        self.said: list[str] = []

    def wait_ready(self) -> float:
        """Seconds until the sentence that says where to go."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if "http://localhost:" in line:
                return time.monotonic() - self.started
        raise AssertionError("\n".join(self.said))

    def spent(self) -> float:
        """Seconds of processor used so far: what a start costs, whatever else this machine is doing."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()

    def ask(self, words: str) -> tuple[float, dict[str, Any]]:
        """Seconds and body of a search."""
        start = time.perf_counter()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/search",
            data=json.dumps({"text": words}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return time.perf_counter() - start, json.loads(answer.read())

    def wait_for_database(self, state: str) -> bool:
        """Whether the desk comes to see its database as `state` ("reachable" or "away")."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if json.loads(self.get("/sante")[1])["database"] == state:
                return True
            time.sleep(0.1)
        return False

    @property
    def server_pid(self) -> int:
        lines = (self.var / "pg" / "postmaster.pid").read_text().splitlines()
        return int(lines[0])

    def end(self, how: int) -> int:
        """Send a signal; the exit code, once what was said is in `said`."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        self.said += rest.splitlines()
        return self.process.returncode

    def close(self) -> None:
        """End it if it still runs. One that ended by itself left a pipe, which would be the fault of a later test."""
        if self.process.stdout is not None and not self.process.stdout.closed:
            try:
                self.end(signal.SIGTERM)
            finally:
                self.process.kill()
                self.process.wait()
                self.process.stdout.close()


def gone(pid: int, var: Path) -> bool:
    """Whether the database server `pid` of `var` ends."""
    until = time.monotonic() + PATIENCE
    while serves(pid, var / "pg") and time.monotonic() < until:
        time.sleep(0.01)
    return not serves(pid, var / "pg")

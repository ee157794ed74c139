"""One build at a time for a warehouse."""

import datetime
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from loaders.errors import TiltakError


@contextmanager
def build_lock(folder: Path, wait_seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a working folder; wait for another build, and say which.

    The lock is the operating system's: it ends with the process that holds it, however that
    ends, so none is ever left behind.

    Raises TiltakError when the other build takes longer than `wait_seconds`, or when the folder
    cannot be written.
    """
    holder_file = folder / "build.holder.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"{_holder(holder_file)} is building this warehouse; waiting for it.")
            lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise TiltakError(
            f"{folder}: {_holder(holder_file)} is still building this warehouse after "
            f"{wait_seconds:g} seconds; try again when it is done."
        ) from error
    except OSError as error:
        raise TiltakError(
            f"{folder}: the working folder cannot be written ({error.strerror}); "
            "choose another place with --warehouse."
        ) from error
    try:
        started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        holder = json.dumps({"process": os.getpid(), "since": started})
        holder_file.write_text(holder, encoding="utf-8")
        yield
    except OSError as error:
        raise TiltakError(
            f"{folder}: the working folder cannot be written ({error.strerror}); make room there."
        ) from error
    finally:
        lock.release()


def _holder(holder_file: Path) -> str:
    try:
        holder = json.loads(holder_file.read_text(encoding="utf-8"))
        return f"process {holder['process']} (since {holder['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"

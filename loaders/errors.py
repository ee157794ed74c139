"""The errors that are told to a person, and the exit codes they lead to."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command's exit code says."""

    PUBLISHED = 0
    FAILED = 1
    WRONG_USAGE = 2
    PUBLISHED_WITH_REFUSALS = 3


class TiltakError(Exception):
    """Something a person must act on; the message is one sentence that says what to do."""


class RefusedFileError(TiltakError):
    """A file that cannot be landed; the others go on without it."""

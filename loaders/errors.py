"""The errors that are told to a person, and the exit codes they lead to."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command's exit code says; beside these, 130 and 143 of loaders/interruption.py."""

    PUBLISHED = 0
    FAILED = 1
    WRONG_USAGE = 2
    PUBLISHED_WITH_REFUSALS = 3


def first_line(error: Exception) -> str:
    """Give the first line of what a library says of an error; what follows is for programmers."""
    return str(error).partition("\n")[0]


class TiltakError(Exception):
    """Something a person must act on; the message is one sentence that says what to do."""


class WrongUsageError(TiltakError):
    """What was asked for cannot be done as it was asked."""


class WrongQuestionError(WrongUsageError):
    """What was asked of a published file cannot be answered as it was asked."""


class RefusedFileError(TiltakError):
    """A file that cannot be landed; the others go on without it."""

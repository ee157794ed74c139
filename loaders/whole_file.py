"""A file that is there whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.interruption import gone_afterwards


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give another name beside `target` to write to, and rename it after the block."""
    target.parent.mkdir(parents=True, exist_ok=True)
    private = target.with_name(f".{target.name}.new")
    with gone_afterwards(private):
        yield private
        private.replace(target)

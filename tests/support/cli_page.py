"""The reference page of the command, docs/cli.md: `python -m tests.support.cli_page` writes it."""

import click

from loaders.cli import main
from loaders.project import PROJECT

PAGE = PROJECT / "docs" / "cli.md"
WIDTH = 96
BEGINNING = """\
# The command `tiltak`

What each command says of itself (`tiltak COMMAND --help`). The page is written by `python -m tests.support.cli_page`.

Completion of commands and options, for the shell that is open: `eval "$(_TILTAK_COMPLETE=bash_source tiltak)"` for bash, `eval "$(_TILTAK_COMPLETE=zsh_source tiltak)"` for zsh, `_TILTAK_COMPLETE=fish_source tiltak | source` for fish; in `~/.bashrc`, `~/.zshrc` or `~/.config/fish/config.fish` for each. `tiltak` must be found: it is in `.venv/bin`.
"""  # noqa: E501


def written() -> str:
    """Give the page as the command is now."""
    settings = {**main.context_settings, "terminal_width": WIDTH}
    top = click.Context(main, info_name="tiltak", **settings)
    commands = [
        (f"tiltak {name}", click.Context(command, top, name, terminal_width=WIDTH))
        for name, command in sorted(main.commands.items())
    ]
    blocks = [
        f"## {name}\n\n```text\n{context.get_help()}\n```"
        for name, context in [("tiltak", top), *commands]
    ]
    return "\n\n".join([BEGINNING.rstrip(), *blocks]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")

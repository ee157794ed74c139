"""The same models on Apache Spark, by dbt-spark in an environment of its own.

`python -m loaders.building.spark [--folder FOLDER] [DBT ARGUMENTS]` runs dbt on the raw lines that
`tiltak export --raw` wrote; docs/tools/spark.md says when that is worth it. Spark runs in this
machine, or where `SPARK_REMOTE` says.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from loaders.project import DEFAULT_EXPORTS, PROJECT

ENVIRONMENT = PROJECT / ".venv" / "spark"
DEFAULT_FOLDER = PROJECT / "warehouse" / "spark"
LOCAL = "127.0.0.1"
IS_ELSEWHERE = "SPARK_REMOTE" in os.environ
# A report that fails a check is quarantined, and the others go on (loaders/building/models.py).
BUILD = ["build", "--exclude", "tag:report_check"]


def dbt_environment(folder: Path, raw: Path) -> dict[str, str]:
    """Give the environment that dbt runs in: where Spark is, and where everything of it lies.

    Whatever Spark writes lies in the folder: tables, their catalogue and its log. Of a Spark
    elsewhere (SPARK_REMOTE) that is said by its own settings, and the folders are those that
    it sees.
    """
    folder = folder.resolve()
    given = {
        "TILTAK_SPARK_RAW": raw.resolve().as_uri(),
        "TILTAK_SPARK_TABLES": (folder / "tables").as_uri(),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    if not IS_ELSEWHERE:
        package = next((ENVIRONMENT / "lib").glob("python*/site-packages/pyspark"))
        given |= {
            # Separate executors (local-cluster) look for Spark there.
            "SPARK_HOME": str(package),
            "SPARK_LOCAL_IP": LOCAL,
            "PYSPARK_SUBMIT_ARGS": shlex.join(
                [
                    "--master",
                    os.environ.get("SPARK_MASTER", "local[2]"),
                    "--driver-memory",
                    os.environ.get("SPARK_DRIVER_MEMORY", "4g"),
                    *_settings(folder),
                    "pyspark-shell",
                ]
            ),
        }
    return given | os.environ


def _settings(folder: Path) -> list[str]:
    settings = {
        "spark.sql.warehouse.dir": (folder / "warehouse").as_uri(),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'catalogue'};create=true"
        ),
        "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={folder / 'derby.log'}",
        "spark.driver.host": LOCAL,
        "spark.driver.bindAddress": LOCAL,
        # What fails is raised to dbt. When Spark ends, the processes of a local cluster log
        # hundreds of errors about each other.
        "spark.log.level": "FATAL",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]


def run_dbt(arguments: list[str], folder: Path, raw: Path, project: Path = PROJECT) -> int:
    """Run dbt on Spark with some arguments (`["build"]`); give its exit code.

    Its log is in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        str(ENVIRONMENT / "bin" / "dbt"),
        *arguments,
        "--target", "spark",
        "--project-dir", str(project),
        "--profiles-dir", str(project),
        "--target-path", str(folder / "dbt"),
        "--log-path", str(folder / "dbt"),
    ]  # fmt: skip
    # Whatever Spark and Hive would leave in the folder they are started in lies there too.
    return subprocess.run(
        command, env=dbt_environment(folder, raw), cwd=folder, check=False
    ).returncode


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FOLDER,
    show_default="warehouse/spark",
    help="Where Spark's tables lie.",
)
@click.option(
    "--raw",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_EXPORTS / "raw",
    show_default="exports/raw",
    help="Where the raw lines lie.",
)
def main(arguments: tuple[str, ...], folder: Path, raw: Path) -> None:
    """Run dbt on Spark: if nothing else is given, build and test all but what single reports are.

    --full-refresh is needed after a change of the models.
    """
    if not ENVIRONMENT.is_dir():
        raise click.ClickException("Spark is not installed; make build-spark installs it.")
    if not IS_ELSEWHERE and not raw.is_dir():
        raise click.ClickException(
            f"{raw}: no raw lines are there; tiltak export --raw writes them."
        )
    if not arguments or arguments[0].startswith("-"):
        arguments = (*BUILD, *arguments)
    sys.exit(run_dbt(list(arguments), folder, raw))


if __name__ == "__main__":
    main()

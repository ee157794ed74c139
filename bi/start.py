"""Starts Apache Superset on this machine with the dashboard of bi/dashboard: `make bi`.

Runs in Superset's own virtual environment. What Superset keeps (users, its database, its key) is
in one folder, bi/.superset; the first start makes it, and a password that nobody has seen before.
Every start puts the dashboard in as it is written in bi/dashboard, with what the published file
says is to be shown at first.
"""

import argparse
import contextlib
import json
import logging
import os
import secrets
import sys
import warnings
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import waitress
import yaml
from sqlalchemy.exc import SAWarning

FOLDER = Path(__file__).resolve().parent
DASHBOARD = FOLDER / "dashboard"
DEFAULT_WAREHOUSE = FOLDER.parent / "warehouse" / "tiltak.duckdb"
DEFAULT_HOME = FOLDER / ".superset"
HOST, DEFAULT_PORT = "127.0.0.1", 8581
USER = "admin"
THREADS = 8
# What is shown over time until somebody chooses otherwise: as much as can be read in one picture.
MONTHS_AT_FIRST, MEASURES_AT_FIRST = 24, 6
# Nothing that is typed into SQL Lab may change the file, read another one or lift these settings.
READ_ONLY = "access_mode=read_only&enable_external_access=false&lock_configuration=true"


def kept_secret(path: Path) -> str:
    """Give the secret in a file that only its owner reads; the first call makes it."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8")


def create_app(home: Path) -> Any:
    """Give Superset's application, with its own database brought to this version of it."""
    os.environ["SUPERSET_HOME"] = str(home)
    os.environ["SUPERSET_CONFIG_PATH"] = str(FOLDER / "superset_config.py")
    # Superset reads its settings when it is imported.
    from superset.app import create_app

    app = create_app()
    version = metadata.version("apache-superset")
    prepared = home / "prepared"
    if not prepared.exists() or prepared.read_text(encoding="utf-8") != version:
        with (
            (home / "prepare.log").open("w", encoding="utf-8") as log,
            contextlib.redirect_stderr(log),
            app.app_context(),
        ):
            _prepare()
            # Its hundreds of migrations were logged to the file, which ends here.
            logging.basicConfig(level=logging.WARNING, force=True)
        prepared.write_text(version, encoding="utf-8")
    return app


def _prepare() -> None:
    """Make or renew Superset's tables and its roles."""
    import flask_migrate
    import superset
    from superset import appbuilder, security_manager
    from superset.extensions import db

    flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    db.session.commit()


def set_password(password: str) -> None:
    """Make the user, or give it the password of the file again."""
    from superset import security_manager

    user = security_manager.find_user(username=USER)
    if user is None:
        role = security_manager.find_role("Admin")
        security_manager.add_user(USER, "Tiltak", "Admin", "admin@localhost", role, password)
    else:
        security_manager.reset_password(user.id, password)


def import_dashboard(warehouse: Path) -> None:
    """Put bi/dashboard in, over what was there: database, datasets, charts and dashboard."""
    from superset import security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.extensions import db
    from superset.utils.core import override_user

    files = {
        str(path.relative_to(DASHBOARD)): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(DASHBOARD.rglob("*.yaml"))
    }
    files["databases/tiltak.yaml"]["sqlalchemy_uri"] = f"duckdb:///{warehouse}?{READ_ONLY}"
    _fit_to_warehouse(files, warehouse)
    contents = {
        name: yaml.safe_dump(content, allow_unicode=True) for name, content in files.items()
    }
    with override_user(security_manager.find_user(username=USER)):
        ImportAssetsCommand(contents).run()
    _draw_from_other_charts(
        {Path(name).stem: file for name, file in files.items() if name.startswith("charts/")}
    )
    db.session.commit()


def _fit_to_warehouse(files: dict[str, dict], warehouse: Path) -> None:
    """Choose what is shown at first, and the colours of names that only the warehouse knows."""
    metadata = files["dashboards/tiltak.yaml"]["metadata"]
    over_time = files["datasets/Tiltak/participants_over_time.yaml"]["sql"]
    series = {
        column["column_name"]: column["expression"]
        for column in files["datasets/Tiltak/obt_participants.yaml"]["columns"]
        if column["column_name"] in ("status_series", "demographic_series")
    }
    with duckdb.connect(warehouse, read_only=True) as connection:
        (first_month,) = connection.execute(
            "select max(month) - to_months(?) from marts.obt_participants", [MONTHS_AT_FIRST - 1]
        ).fetchone()
        measures = connection.execute(
            """
            select measure_label from marts.obt_participants
            where measure_level = 'measure' and region_level = 'country' and status_code = '_T'
            and demographic_code = '_T' and month >= ? and participants is not null
            group by all order by max_by(participants, month) desc, measure_label limit ?
            """,
            [first_month, MEASURES_AT_FIRST],
        ).fetchall()
        names = connection.execute(
            f"select distinct status_name from ({over_time}) "
            f"union select distinct {series['status_series']} from marts.obt_participants "
            f"union select distinct {series['demographic_series']} from marts.obt_participants"
        ).fetchall()
    filters = {filter_["id"]: filter_ for filter_ in metadata["native_filter_configuration"]}
    if first_month:
        period = f"{first_month:%Y-%m-%d} : "
        filters["NATIVE_FILTER-periode"]["defaultDataMask"].update(
            extraFormData={"time_range": period}, filterState={"value": period}
        )
    if measures:
        chosen = [measure for (measure,) in measures]
        filters["NATIVE_FILTER-tiltak_over_tid"]["defaultDataMask"].update(
            extraFormData={"filters": [{"col": "measure_label", "op": "IN", "val": chosen}]},
            filterState={"value": chosen},
        )
    # A part of a broken series has the colour of its status, and a hidden number a paler one.
    colours = metadata["label_colors"]
    for name, colour in list(colours.items()):
        colours |= {part: colour for (part,) in names if part.startswith(f"{name}, ")}
        colours |= {part: f"{colour}40" for (part,) in names if part.startswith(f"{name} (")}


def _draw_from_other_charts(files: dict[str, dict]) -> None:
    """Give the charts the marks that they draw from another chart: the break of a series.

    Superset's import leaves them out, as it knows the other chart only by a number of this
    installation. In our files `value` is the name of the other chart's file.
    """
    from superset.extensions import db
    from superset.models.slice import Slice

    charts = {str(chart.uuid): chart for chart in db.session.query(Slice)}
    for file in files.values():
        layers = file["params"].get("annotation_layers")
        if layers:
            for layer in layers:
                layer["value"] = charts[files[layer["value"]]["uuid"]].id
            chart = charts[file["uuid"]]
            chart.params = json.dumps({**json.loads(chart.params), "annotation_layers": layers})


def main() -> None:
    """Start what the command line names; ends with a sentence when the file is not there."""
    parser = argparse.ArgumentParser(description="Start Superset with the dashboard.")
    parser.add_argument("--warehouse", type=Path, help="the published file")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="what Superset keeps")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    given = parser.parse_args()
    warehouse = given.warehouse or Path(os.environ.get("TILTAK_WAREHOUSE", DEFAULT_WAREHOUSE))
    warehouse = warehouse.resolve()
    if not warehouse.exists():
        sys.exit(f"{warehouse}: there is no published file; run make build.")
    if set("?%#") & set(str(warehouse)):
        sys.exit(f"{warehouse}: Superset cannot open a path with ?, % or #; move the file.")
    home = given.home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept_secret(home / "secret_key")
    password = kept_secret(home / "password")
    # Of Superset's own use of SQLAlchemy; nothing that a user could do about it.
    warnings.simplefilter("ignore", SAWarning)
    app = create_app(home)
    with app.app_context():
        set_password(password)
        import_dashboard(warehouse)
    print(
        f"http://{HOST}:{given.port}/superset/dashboard/tiltak/\n"
        f"user {USER}, password in {home / 'password'}; Ctrl-C ends it",
        flush=True,
    )
    # One process: DuckDB lets one process share a file's memory.
    waitress.serve(app, host=HOST, port=given.port, threads=THREADS)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Superset was ended before it was there; the next start goes on from here.")

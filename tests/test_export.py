"""Exports, read back by independent libraries, cell for cell as the marts."""

import csv
import json
import re
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pytest
from frictionless import Package
from pyjstat import pyjstat
from pysdmx.io.csv.sdmx20.reader import read as read_sdmx_csv

from tests.conftest import Build, report, run_tiltak

KEY = (
    "measure_code, status_code, region_level, region_code, demographic_dimension, "
    "demographic_code, strftime(month, '%Y-%m')"
)


@pytest.fixture(scope="module")
def exported(five_reports: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    outcome = run_tiltak("export", "--into", folder, warehouse=five_reports.warehouse)
    assert outcome.exit_code == 0, outcome.errors
    written = set(outcome.output.split())
    assert written == {str(path) for path in folder.rglob("*") if path.is_file()}
    return folder


def marts(build: Build) -> list[str]:
    return [
        name
        for (name,) in build.query(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
        )
    ]


def test_parquet_is_the_marts(five_reports: Build, exported: Path) -> None:
    cells = 0
    for mart in marts(five_reports):
        frame = pl.read_parquet(exported / "parquet" / f"{mart}.parquet")
        expected = five_reports.query(f"select * from marts.{mart} order by all")
        assert frame.rows() == expected, mart
        cells += frame.height * frame.width
    assert cells > 500_000


def test_the_data_package_is_valid_and_is_the_marts(five_reports: Build, exported: Path) -> None:
    package = Package(exported / "csv" / "datapackage.json")
    assert [resource.name for resource in package.resources] == marts(five_reports)
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]
    for resource in package.resources:
        expected = five_reports.query(f"select * from marts.{resource.name} order by all")
        names = [field.name for field in resource.schema.fields]
        rows = [tuple(row[name] for name in names) for row in resource.read_rows()]
        assert len(rows) == len(expected)
        for row, mart_row in zip(rows, expected, strict=True):
            assert [comparable(value) for value in row] == [
                comparable(value) for value in mart_row
            ], resource.name


def comparable(value: object) -> object:
    """A number as a float, a time without its zone: what two libraries call the same."""
    if value is None or isinstance(value, bool | str):
        return value or None if value == "" else value
    if hasattr(value, "tzinfo"):
        return value.replace(tzinfo=None)
    return float(value) if not hasattr(value, "year") else value


def test_every_column_has_a_description_in_two_languages(exported: Path) -> None:
    with (exported / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [row for row in rows if row["column"]]
    assert len(columns) > 200
    assert [row for row in rows if not row["description"]] == []
    assert [row for row in columns if not row["description_no"]] == []
    assert [row for row in rows if "Norsk:" in row["description"]] == []


def test_json_stat_is_the_facts(five_reports: Build, exported: Path) -> None:
    found = {}
    for path in (exported / "json-stat").glob("*.json"):
        breakdown = path.stem.removeprefix("participants_")
        content = json.loads(path.read_text(encoding="utf-8"))
        dataset = pyjstat.Dataset.read(path.read_text(encoding="utf-8"))
        frame = dataset.write("dataframe", naming="id")
        statuses = content["status"]
        is_region = "region_code" in frame.columns
        for position, row in enumerate(frame.to_dict("records")):
            status = statuses.get(str(position))
            value = row["value"]
            value = None if value is None or value != value else int(value)
            if status is None:
                assert value is None
                continue
            key = (
                row["measure_code"],
                row["status_code"],
                *(
                    (breakdown, row["region_code"], "_T", "_T")
                    if is_region
                    else ("country", "NO", breakdown, row["demographic_code"])
                ),
                row["month"],
            )
            assert key not in found
            found[key] = (value, status)
    expected = five_reports.query(
        f"select {KEY}, participants, obs_status from marts.obt_participants"
    )
    assert found == {tuple(key): (value, status) for *key, value, status in expected}
    assert len(found) == 7291 + 2367


def test_sdmx_csv_is_the_facts(five_reports: Build, exported: Path) -> None:
    # pysdmx 1.10 turns empty cells to text, which the strings of pandas 3 leave as they are.
    with pd.option_context("future.infer_string", False):
        (dataset,) = read_sdmx_csv((exported / "sdmx-csv" / "participants.csv").read_text("utf-8"))
    assert dataset.short_urn == "Dataflow=NAV:TILTAK(1.0)"
    columns = [
        "MEASURE_CODE",
        "STATUS_CODE",
        "REGION_LEVEL",
        "REF_AREA",
        "DEMOGRAPHIC_DIMENSION",
        "DEMOGRAPHIC_CODE",
        "TIME_PERIOD",
        "OBS_VALUE",
        "OBS_STATUS",
        "CONF_STATUS",
    ]
    found = [
        [*key, float(value) if value else None, *statuses]
        for *key, value, statuses in (
            (*row[:7], row[7], row[8:]) for row in dataset.data[columns].to_numpy().tolist()
        )
    ]
    expected = five_reports.query(
        f"select {KEY}, cast(participants as double), obs_status, conf_status "
        "from marts.obt_participants"
    )
    assert sorted(map(repr, found)) == sorted(repr(list(row)) for row in expected)


def test_no_export_has_a_number_where_a_star_is_printed(exported: Path) -> None:
    facts = pl.read_csv(
        exported / "csv" / "fct_participants.csv", schema_overrides={"region_code": pl.String}
    )
    hidden = facts.filter(pl.col("printed_value") == "*")
    assert hidden.height == 2876
    assert hidden["participants"].null_count() == hidden.height
    sdmx = pl.read_csv(
        exported / "sdmx-csv" / "participants.csv", schema_overrides={"REF_AREA": pl.String}
    )
    hidden = sdmx.filter(pl.col("CONF_STATUS") == "A")
    assert hidden.height == 2876 + 81
    assert hidden["OBS_VALUE"].null_count() == hidden.height


def test_one_format_and_a_folder_that_cannot_be_written(
    five_reports: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    outcome = run_tiltak(
        "export", "--format", "sdmx-csv", "--into", folder, warehouse=five_reports.warehouse
    )
    assert outcome.output.split() == [str(folder / "sdmx-csv" / "participants.csv")]
    (tmp_path / "file").write_text("")
    outcome = run_tiltak(
        "export", "--into", tmp_path / "file" / "below", warehouse=five_reports.warehouse
    )
    assert outcome.exit_code == 1
    assert "could not be written" in outcome.errors
    assert "Traceback" not in outcome.errors


FORMULAS = ("=1+1", "+SUM(1)", "-2+3", "@NOW()", "\uff1d1+1")


def test_no_text_is_a_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    """Labels, and names of files, that begin as formulas do."""
    for formula in FORMULAS:
        text = report(4).replace("03 Oslo", f"{formula} tiltak", 1)
        (tmp_path / f"{formula}.txt").write_text(text, encoding="utf-8")
    warehouse = tmp_path / "out" / "tiltak.duckdb"
    built = run_tiltak("build", tmp_path, warehouse=warehouse)
    exports = tmp_path / "exports"
    assert run_tiltak("export", "--into", exports, warehouse=warehouse).exit_code == 0
    lines_begin = {
        text[0] for (text,) in built.query("select line_text from raw.report_lines") if text
    }
    assert set("=+-@\uff1d") <= lines_begin
    found = 0
    for file in sorted((exports / "csv").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            texts = [cell for row in csv.reader(stream) for cell in row]
        found += sum(text.startswith("'") for text in texts)
        # Negative numbers are none.
        assert not [
            text
            for text in texts
            if text[:1] in tuple("=+-@\t\r\uff1d") and not re.fullmatch(r"-[0-9.]+", text)
        ], file
    assert found > len(FORMULAS)
    names = pl.read_parquet(exports / "parquet" / "dim_report.parquet")["file_name"]
    assert {f"{formula}.txt" for formula in FORMULAS} == set(names)
    # LibreOffice, told to evaluate formulas.
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
            "--infilter=CSV:44,34,76,1,,0,false,false,false,false,false,1,true",
            "--convert-to", "xlsx", "--outdir", str(tmp_path),
            str(exports / "csv" / "dim_report.csv"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "dim_report.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert {f"'{formula}.txt" for formula in FORMULAS} <= {cell.value for cell in cells}

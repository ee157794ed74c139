"""Exports, read back by independent libraries, cell for cell as the marts."""

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
import sdmx
from frictionless import Package
from pyjstat import pyjstat
from pysdmx.io import get_datasets, read_sdmx

from loaders.sharing.csv_package import CODES_OF_DIGITS
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
        rows = [tuple(bare(name, row[name]) for name in names) for row in resource.read_rows()]
        assert len(rows) == len(expected)
        for row, mart_row in zip(rows, expected, strict=True):
            assert [comparable(value) for value in row] == [
                comparable(value) for value in mart_row
            ], resource.name


def bare(column: str, value: object) -> object:
    """A code without the level that stands before it in CSV."""
    return value.partition(":")[2] if value and column in CODES_OF_DIGITS else value


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


REGION_BREAKDOWNS = ("country", "fylke", "kommune")
METRICS = ("participants", "participants_low", "participants_high")


def test_json_stat_is_the_facts(five_reports: Build, exported: Path) -> None:
    found = {}
    for path in (exported / "json-stat").glob("*.json"):
        breakdown = path.stem.removeprefix("participants_")
        text = path.read_text(encoding="utf-8")
        statuses = json.loads(text)["status"]
        frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
        cells = frame.to_dict("records")
        for position in range(0, len(cells), len(METRICS)):
            of_one_cell = cells[position : position + len(METRICS)]
            values = [
                None if cell["value"] is None or cell["value"] != cell["value"] else cell["value"]
                for cell in of_one_cell
            ]
            assert tuple(cell["metric"] for cell in of_one_cell) == METRICS
            status = statuses.get(str(position))
            if status is None:
                assert values == [None, None, None]
                continue
            row = of_one_cell[0]
            key = (
                row["measure_code"],
                row["status_code"],
                *(
                    (breakdown, row["region_code"], "_T", "_T")
                    if breakdown in REGION_BREAKDOWNS
                    else ("country", "NO", breakdown, row["demographic_code"])
                ),
                row["month"],
            )
            assert key not in found
            found[key] = (*values, status)
    expected = five_reports.query(
        f"select {KEY}, participants, participants_low, participants_high, obs_status "
        "from marts.obt_participants"
    )
    assert found == {tuple(row[:7]): tuple(row[7:]) for row in expected}
    assert len(found) == 7291 + 2367


def test_json_stat_has_units_roles_and_labels_of_one_member_each(exported: Path) -> None:
    for path in (exported / "json-stat").glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["role"]["metric"] == ["metric"]
        units = content["dimension"]["metric"]["category"]["unit"]
        assert {name: unit["label"] for name, unit in units.items()} == dict.fromkeys(
            METRICS, "personer"
        )
        for dimension in content["dimension"].values():
            labels = list(dimension["category"]["label"].values())
            assert len(set(labels)) == len(labels) == len(dimension["category"]["index"])
        assert set(content["status"].values()) <= set(content["extension"]["status"]["label"])


@pytest.mark.skipif(shutil.which("npm") is None, reason="jsonstat-toolkit is on npm alone")
def test_json_stat_is_read_by_its_toolkit(exported: Path, tmp_path: Path) -> None:
    installed = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "jsonstat-toolkit@2.2.2"],
        cwd=tmp_path, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    if installed.returncode != 0:
        pytest.skip("npm reaches no registry from here")
    script = """
        const dataset = require("jsonstat-toolkit")(JSON.parse(require("fs").readFileSync(0)));
        const at = (metric, region, month) => dataset.Data({
            measure_code: "INDOPPFAG", status_code: "_T", region_code: region, month, metric });
        console.log(JSON.stringify([
            dataset.role.metric, dataset.Dimension("metric").Category("participants").unit.label,
            dataset.Dimension("region_code").Category("5001").label,
            at("participants", "5001", "2026-01"), at("participants", "5014", "2026-01"),
            at("participants_high", "5014", "2026-01"),
        ]));
    """
    finished = subprocess.run(
        ["node", "-e", script],
        input=(exported / "json-stat" / "participants_kommune.json").read_bytes(),
        cwd=tmp_path, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    metric, unit, label, printed, hidden, high = json.loads(finished.stdout)
    assert (metric, unit, label) == (["metric"], "personer", "Trondheim")
    # 000 prints 160 for Trondheim and a star for Frøya.
    assert (printed["value"], printed["status"]) == (160, "A")
    assert (hidden["value"], hidden["status"], high["value"]) == (None, "Q", 3)


SDMX_KEY = (
    "'M', measure_code, status_code, region_level, replace(region_key, ':', '-'), "
    "demographic_dimension, case when demographic_dimension = '_T' then '_T' "
    "else demographic_dimension || '-' || demographic_code end, strftime(month, '%Y-%m')"
)
SDMX_VALUES = (
    "participants, 'PS', obs_status, conf_status, participants_low, participants_high, "
    "series_segment, report_id, line_number"
)
SDMX_ATTRIBUTES = [
    "UNIT_MEASURE",
    "OBS_STATUS",
    "CONF_STATUS",
    "OBS_LOW",
    "OBS_HIGH",
    "SERIES_SEGMENT",
    "REPORT_ID",
    "LINE_NUMBER",
]
SDMX_DIMENSIONS = 8


@pytest.fixture(scope="module")
def sdmx_facts(five_reports: Build) -> dict[tuple, tuple]:
    rows = five_reports.query(f"select {SDMX_KEY}, {SDMX_VALUES} from marts.obt_participants")
    return {row[:SDMX_DIMENSIONS]: row[SDMX_DIMENSIONS:] for row in rows}


def test_sdmx_is_read_by_pysdmx(exported: Path, sdmx_facts: dict[tuple, tuple]) -> None:
    folder = exported / "sdmx-csv"
    (dataset,) = get_datasets(folder / "participants.csv", folder / "structure.xml")
    assert dataset.structure.agency == "TILTAK_WAREHOUSE"
    components = list(dataset.structure.components)
    assert [component.id for component in components][SDMX_DIMENSIONS + 1 :] == SDMX_ATTRIBUTES
    for component in components:
        if component.enumeration:
            codes = {code.id for code in component.enumeration}
            assert set(dataset.data[component.id].map(str)) <= codes, component.id
    found = {}
    for row in dataset.data[[component.id for component in components]].itertuples(index=False):
        values = tuple(None if value != value else value for value in row[SDMX_DIMENSIONS:])
        found[tuple(row[:SDMX_DIMENSIONS])] = values
    assert found == sdmx_facts


def test_sdmx_is_read_by_sdmx1(
    exported: Path, sdmx_facts: dict[tuple, tuple], five_reports: Build
) -> None:
    folder = exported / "sdmx-csv"
    structure = sdmx.read_sdmx(folder / "structure.xml")
    message = sdmx.read_sdmx(
        folder / "participants.csv", structure=structure.dataflow["PARTICIPANTS"]
    )
    (dataset,) = message.data
    dimensions = [dimension.id for dimension in dataset.structured_by.dimensions.components]
    found = {}
    for observation in dataset.obs:
        value = float(observation.value)
        attributes = [observation.attached_attribute[name].value for name in SDMX_ATTRIBUTES]
        found[tuple(observation.dimension.values[name].value for name in dimensions)] = (
            None if value != value else int(value),
            *(int(text) if text.isdecimal() else text for text in attributes),
        )
    assert found == {
        key: tuple(int(v) if str(v).isdecimal() else v for v in values)
        for key, values in sdmx_facts.items()
    }
    regions = structure.codelist["CL_REGION"]
    labels = {code.id: str(code.name.localizations["nb"]) for code in regions}
    assert labels == dict(
        five_reports.query(
            "select distinct replace(region_key, ':', '-'), region_label "
            "from marts.obt_participants"
        )
    )
    assert regions["kommune-0301"].parent is regions["fylke-03"]
    assert sdmx.to_pandas(dataset).count() == sum(v[0] is not None for v in sdmx_facts.values())


def test_the_sdmx_structure_is_valid(exported: Path) -> None:
    structure = read_sdmx(exported / "sdmx-csv" / "structure.xml", validate=True)
    lists = {codelist.id: codelist for codelist in structure.get_codelists()}
    assert lists["CL_REGION"]["kommune-5001"].name == "Trondheim"
    assert lists["CL_OBS_STATUS"]["Q"].name == "Suppressed: 0 to 3 people"


def test_no_export_has_a_number_where_a_star_is_printed(exported: Path) -> None:
    facts = pl.read_csv(exported / "csv" / "fct_participants.csv")
    hidden = facts.filter(pl.col("printed_value") == "*")
    assert hidden.height == 2876
    assert hidden["participants"].null_count() == hidden.height
    observations = pl.read_csv(
        exported / "sdmx-csv" / "participants.csv", schema_overrides={"OBS_VALUE": pl.Float64}
    )
    hidden = observations.filter(pl.col("CONF_STATUS") == "A")
    assert hidden.height == 2876 + 81
    assert hidden["OBS_VALUE"].is_nan().all()


CODE_COLUMN = re.compile(r".*_(code|key|id)|.*_dimension|region_level")


def test_codes_are_text_to_plain_readers(five_reports: Build, exported: Path) -> None:
    """As somebody reads a file who has never seen it: 03 is no 3, and tables join."""
    codes = 0
    for file in sorted((exported / "csv").glob("*.csv")):
        # Read in small pieces, as pandas reads large files: each piece is judged by itself.
        pieces = list(pd.read_csv(file, chunksize=50))
        by_duckdb = duckdb.sql(f"select * from read_csv('{file}') limit 0")
        types = dict(zip(by_duckdb.columns, map(str, by_duckdb.types), strict=True))
        for column in filter(CODE_COLUMN.fullmatch, types):
            for piece in pieces:
                present = piece[column].dropna()
                assert all(isinstance(value, str) for value in present), (file.name, column)
                codes += len(present)
            if any(piece[column].notna().any() for piece in pieces):
                assert types[column] == "VARCHAR", (file.name, column)
    assert codes > 100_000
    facts = pd.read_csv(exported / "csv" / "fct_participants.csv")
    regions = pd.read_csv(exported / "csv" / "dim_region.csv")
    joined = facts.merge(regions, on=["region_level", "region_code"])
    assert len(joined) == len(facts) == 7291
    fylker = pd.read_csv(exported / "csv" / "dim_fylke.csv")
    kommuner = regions[regions["region_level"] == "kommune"]
    with_fylke = kommuner.merge(fylker, on="fylke_code")
    ((expected,),) = five_reports.query(
        "select count(*) from marts.dim_region where region_level = 'kommune' "
        "and fylke_code is not null"
    )
    assert len(with_fylke) == expected > 300


def test_excel_in_norwegian_opens_the_norwegian_files(
    five_reports: Build, exported: Path, tmp_path: Path
) -> None:
    file = exported / "csv-no" / "fct_reported_average.csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    # Semicolon (59), UTF-8 (76), Norwegian (1044); numbers are told from text as Excel does.
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
            "--infilter=CSV:59,34,76,1,,1044,false,true",
            "--convert-to", "xlsx", "--outdir", str(tmp_path), str(file),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "fct_reported_average.xlsx").active
    names, *rows = sheet.iter_rows(values_only=True)
    expected = five_reports.query(
        "select measure_code, round(cast(mean_low as double), 9), region_key, line_number "
        "from marts.fct_reported_average order by all"
    )
    places = [names.index(name) for name in ("measure_code", "mean_low", "region_key")]
    line = names.index("line_number")
    found = [[row[place] for place in places] + [row[line]] for row in rows]
    # LibreOffice writes fifteen digits.
    assert sorted((code, round(mean, 9), key, line) for code, mean, key, line in found) == expected


def test_the_workbook_is_the_views(five_reports: Build, exported: Path, tmp_path: Path) -> None:
    """Opened and written again by LibreOffice, as a person would have it."""
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office",
            "--convert-to", "xlsx", "--outdir", str(tmp_path), str(exported / "tiltak.xlsx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    workbook = openpyxl.load_workbook(tmp_path / "tiltak.xlsx")
    # LibreOffice without a window writes no panes.
    written = openpyxl.load_workbook(exported / "tiltak.xlsx")
    notes = [cell.value for (cell,) in workbook["Les meg"].iter_rows(max_col=1)]
    views = dict(
        re.match(r"(.*): marts\.(\w+), [0-9]+ rader", line).groups()
        for line in notes
        if line and ": marts." in line
    )
    assert workbook.sheetnames == ["Les meg", *views]
    hidden = 0
    for title, view in views.items():
        sheet = workbook[title]
        assert written[title].freeze_panes == "A2"
        assert sheet.auto_filter.ref == written[title].auto_filter.ref == sheet.dimensions
        names, *rows = sheet.iter_rows(values_only=True)
        member = next((n for n in names if n in ("Regionkode", "Gruppekode", "Statuskode")), None)
        column = {
            "Regionkode": "region_code", "Gruppekode": "demographic_code",
            "Statuskode": "status_code", None: "'-'",
        }[member]  # fmt: skip
        found = sorted(
            (
                row[names.index("Måned")],
                row[names.index("Tiltakskode")],
                row[names.index(member)] if member else "-",
                str(row[names.index("Deltakere")]),
                row[names.index("Minst")],
                row[names.index("Høyst")],
                row[names.index("Linje")],
            )
            for row in rows
        )
        assert found == sorted(
            five_reports.query(
                f"select strftime(month, '%Y-%m'), measure_code, {column}, "
                "coalesce(cast(participants as varchar), '*'), participants_low, "
                f"participants_high, line_number from marts.{view}"
            )
        ), view
        hidden += sum(row[3] == "*" for row in found)
    assert hidden > 1000
    assert any("Brudd i serien fra 2025-04" in (line or "") for line in notes)


def test_one_format_and_a_folder_that_cannot_be_written(
    five_reports: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    outcome = run_tiltak(
        "export", "--format", "sdmx-csv", "--into", folder, warehouse=five_reports.warehouse
    )
    assert outcome.output.split() == [
        str(folder / "sdmx-csv" / name) for name in ("participants.csv", "structure.xml")
    ]
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

"""The facts as SDMX: observations as SDMX-CSV 2.0, their structure as SDMX-ML 3.0.

The agency is this project and not Nav, who publishes no SDMX. What readers of SDMX differ in was
tried with sdmx1 2.28 and pysdmx 1.21: bounds are attributes, as sdmx1 takes the last of several
measures for the value; a number that is not there is NaN, as the SDMX 3.0 standard has it for
floating numbers, and as both read it; a parent stands before its children.
"""

from pathlib import Path
from typing import Any

import duckdb
import jinja2

from loaders.sharing.files import NOT_IN_XML, REPLACEMENT, copy
from loaders.warehouse.sql import one_row
from loaders.whole_file import whole_file

AGENCY = "TILTAK_WAREHOUSE"
AGENCY_NAMES = ("Tiltak-varehuset (ikke Nav)", "The tiltak warehouse (not Nav)")
DATAFLOW = "PARTICIPANTS"
DATAFLOW_NAMES = ("Deltakere på arbeidsmarkedstiltak", "Participants in labour market measures")
# Of the structure, not of the data: another dimension or attribute is another version.
VERSION = "2.0.0"
TEMPLATE = Path(__file__).with_name("sdmx_structure.xml.jinja")
# With its level, a code is that of one region only, and no reader makes the number 301 of 0301.
# A colon may not stand in the id of a code.
REGION = "replace(region_key, ':', '-')"
GROUP = (
    "case when demographic_dimension = '_T' then '_T' "
    "else demographic_dimension || '-' || demographic_code end"
)
# Each with its expression, code list or type (SDMX Technical Notes, DataType), and its names in
# Norwegian and English.
Concept = tuple[str, str, str, str]
DIMENSIONS: dict[str, Concept] = {
    "FREQ": ("'M'", "CL_FREQ", "Frekvens", "Frequency"),
    "MEASURE_CODE": ("measure_code", "CL_MEASURE", "Tiltak", "Labour market measure"),
    "STATUS_CODE": ("status_code", "CL_STATUS", "Status", "Labour market status"),
    "REGION_LEVEL": ("region_level", "CL_REGION_LEVEL", "Geografisk nivå", "Regional level"),
    "REF_AREA": (REGION, "CL_REGION", "Region", "Reference area"),
    "DEMOGRAPHIC_DIMENSION": (
        "demographic_dimension",
        "CL_DEMOGRAPHIC_DIMENSION",
        "Inndeling",
        "Demographic dimension",
    ),
    "DEMOGRAPHIC_CODE": (GROUP, "CL_DEMOGRAPHIC", "Gruppe", "Demographic group"),
    "TIME_PERIOD": (
        "strftime(month, '%Y-%m')",
        "ObservationalTimePeriod",
        "Måned",
        "Time period",
    ),
}
MEASURE: dict[str, Concept] = {
    "OBS_VALUE": (
        "coalesce(cast(participants as varchar), 'NaN')",
        "Double",
        "Deltakere",
        "Participants",
    )
}
ATTRIBUTES: dict[str, Concept] = {
    "UNIT_MEASURE": ("'PS'", "CL_UNIT", "Enhet", "Unit of measure"),
    "OBS_STATUS": ("obs_status", "CL_OBS_STATUS", "Observasjonsstatus", "Observation status"),
    "CONF_STATUS": ("conf_status", "CL_CONF_STATUS", "Konfidensialitet", "Confidentiality status"),
    "OBS_LOW": ("participants_low", "Integer", "Det laveste det kan være", "Lower bound"),
    "OBS_HIGH": ("participants_high", "Integer", "Det høyeste det kan være", "Upper bound"),
    "SERIES_SEGMENT": ("series_segment", "Integer", "Del av serien", "Series segment"),
    "REPORT_ID": ("report_id", "String", "Rapport", "Report"),
    "LINE_NUMBER": ("line_number", "Integer", "Linje i rapporten", "Line of the report"),
}
CONCEPTS = {**DIMENSIONS, **MEASURE, **ATTRIBUTES}
FACTS = "from marts.obt_participants"
# Each with its names, and a query of codes, names and parents.
CODE_LISTS = {
    "CL_FREQ": ("Frekvens", "Frequency", "values ('M', 'Måned', 'Monthly', null)"),
    "CL_UNIT": ("Enhet", "Unit", "values ('PS', 'Personer', 'Persons', null)"),
    "CL_OBS_STATUS": (
        "Observasjonsstatus",
        "Observation status",
        "values ('A', 'Vanlig', 'Normal value', null), ('B', 'Brudd i serien', 'Time series break',"
        " null), ('Q', 'Skjult: 0 til 3 personer', 'Suppressed: 0 to 3 people', null)",
    ),
    "CL_CONF_STATUS": (
        "Konfidensialitet",
        "Confidentiality status",
        "values ('F', 'Fri', 'Free', null), "
        "('A', 'Skjult fordi tallet er lite', 'Suppressed because the count is small', null)",
    ),
    "CL_MEASURE": (
        "Tiltak",
        "Labour market measures",
        "select measure_code, max(measure_label), max(measure_label_en), "
        f"nullif(max(measure_group_code), measure_code) {FACTS} group by measure_code",
    ),
    "CL_STATUS": (
        "Status",
        "Labour market status",
        f"select distinct status_code, status_name, status_name_en, null {FACTS}",
    ),
    "CL_REGION_LEVEL": (
        "Geografisk nivå",
        "Regional level",
        "values ('country', 'Hele landet', 'Country', null), ('fylke', 'Fylke', 'County', null), "
        "('kommune', 'Kommune', 'Municipality', null)",
    ),
    "CL_REGION": (
        "Region",
        "Region",
        f"select {REGION}, region_label, case when region_name_en = region_name "
        "then region_label else region_name_en || ' (' || region_level || ')' end, "
        "case when region_level = 'kommune' then 'fylke-' || fylke_code end "
        f"from marts.dim_region where region_key in (select region_key {FACTS})",
    ),
    "CL_DEMOGRAPHIC_DIMENSION": (
        "Inndeling",
        "Demographic dimension",
        "values ('_T', 'Ingen', 'None', null), ('age', 'Alder', 'Age', null), "
        "('gender', 'Kjønn', 'Gender', null), ('education', 'Utdanning', 'Education', null), "
        "('immigrant', 'Innvandrerbakgrunn', 'Immigrant background', null), "
        "('birth_region', 'Fødselsregion', 'Region of birth', null)",
    ),
    "CL_DEMOGRAPHIC": (
        "Gruppe",
        "Demographic group",
        f"select distinct {GROUP}, demographic_name, demographic_name_en, null {FACTS}",
    ),
}


def export_sdmx_csv(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Path]:
    """Write both facts as `sdmx-csv/participants.csv`, and `sdmx-csv/structure.xml` beside it.

    A suppressed cell has NaN as OBS_VALUE, OBS_STATUS `Q`, CONF_STATUS `A`, and its bounds.
    """
    columns = ", ".join(f'{expression} as "{name}"' for name, (expression, *_) in CONCEPTS.items())
    observations = copy(
        connection,
        f"select 'dataflow' as \"STRUCTURE\", "
        f"'{AGENCY}:{DATAFLOW}({VERSION})' as \"STRUCTURE_ID\", "
        f"'I' as \"ACTION\", {columns} {FACTS} order by all",
        folder / "sdmx-csv" / "participants.csv",
        "format csv, header",
    )
    structure = folder / "sdmx-csv" / "structure.xml"
    with whole_file(structure) as file:
        file.write_text(_structure(connection), encoding="utf-8", newline="\n")
    return [observations, structure]


def _structure(connection: duckdb.DuckDBPyConnection) -> str:
    built_at, fingerprint = one_row(
        connection, "select built_at, project_fingerprint from marts.meta_build"
    )
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    return template.render(
        agency=AGENCY,
        agency_names=_in_both_languages(*AGENCY_NAMES),
        version=VERSION,
        message_id=f"TILTAK_{fingerprint}",
        prepared=built_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        dataflow=DATAFLOW,
        dataflow_names=_in_both_languages(*DATAFLOW_NAMES),
        codelists={
            name: {
                "names": _in_both_languages(norwegian, english),
                "codes": _codes(connection, query),
            }
            for name, (norwegian, english, query) in CODE_LISTS.items()
        },
        concepts={
            name: {"representation": representation, "names": _in_both_languages(*names)}
            for name, (_, representation, *names) in CONCEPTS.items()
        },
        dimensions=list(DIMENSIONS),
        measures=list(MEASURE),
        attributes=list(ATTRIBUTES),
    )


def _codes(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows = connection.execute(f"select * from ({query})").fetchall()
    codes = {code for code, *_ in rows}
    rows.sort(key=lambda row: (row[3] in codes, row[0]))
    return [
        {
            "id": code,
            "names": _in_both_languages(norwegian or code, english or norwegian or code),
            "parent": parent if parent in codes else None,
        }
        for code, norwegian, english, parent in rows
    ]


def _in_both_languages(norwegian: str, english: str) -> list[tuple[str, str]]:
    texts = (("nb", norwegian), ("en", english))
    return [(language, NOT_IN_XML.sub(REPLACEMENT, text)) for language, text in texts]

-- What failed, and whether a person accepted it.
with failures as (

    {{ check_results('passed is not true') }}

),

report_files as (select * from {{ ref('stg_report_files') }}),

waivers as (

    select distinct
        report_files.report_id,
        waiver.check_code,
        waiver.table_name
    from {{ ref('waiver') }} as waiver
    inner join report_files on waiver.sha256 = report_files.sha256

)

select
    ---------- ids
    failures.report_id,
    failures.check_code,
    failures.measure_code,
    failures.status_code,
    failures.breakdown,
    failures.table_name,
    failures.month,
    failures.line_number,

    ---------- flags
    failures.lacks_rows,
    waived_tables.report_id is not null or waived_checks.report_id is not null as is_waived
from failures
left join waivers as waived_tables
    on
        failures.report_id = waived_tables.report_id
        and failures.check_code = waived_tables.check_code
        and failures.table_name = waived_tables.table_name
-- A waiver that names no table is for all of them.
left join waivers as waived_checks
    on
        failures.report_id = waived_checks.report_id
        and failures.check_code = waived_checks.check_code
        and waived_checks.table_name is null

{{ config(materialized='incremental', incremental_strategy='append') }}

{%- set models = [
    'int_check_report', 'int_check_region_name', 'int_check_table_sum', 'int_check_fylke_sum', 'int_check_status_sum',
    'int_check_average', 'int_check_repeated_cell', 'int_check_expected_rows',
] %}

with results as (

    {% for model in models %}
        select
            report_id,
            check_code,
            table_name,
            month,
            line_number,
            cast(expected_low as double) as expected_low,
            cast(expected_high as double) as expected_high,
            cast(found_low as double) as found_low,
            cast(found_high as double) as found_high,
            passed,
            lacks_rows
        from {{ of_new_reports(ref(model)) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

waivers as (

    select distinct
        report_files.report_id,
        waiver.check_code,
        waiver.table_name
    from {{ ref('waiver') }} as waiver
    inner join {{ source('raw', 'report_files') }} as report_files on waiver.sha256 = report_files.sha256

),

checks as (

    select * from {{ ref('check_definition') }}

)

select
    ---------- ids
    results.report_id,
    results.check_code,
    results.table_name,
    results.month,

    ---------- what is checked, and where to look
    checks.check_name,
    results.line_number,

    ---------- bounds
    results.expected_low,
    results.expected_high,
    results.found_low,
    results.found_high,

    ---------- result
    results.passed,
    results.lacks_rows,
    not results.passed
    and (waived_tables.report_id is not null or waived_checks.report_id is not null) as is_waived
from results
left join checks on results.check_code = checks.check_code
left join waivers as waived_tables
    on
        results.report_id = waived_tables.report_id
        and results.check_code = waived_tables.check_code
        and results.table_name = waived_tables.table_name
-- A waiver that names no table is for all of them.
left join waivers as waived_checks
    on
        results.report_id = waived_checks.report_id
        and results.check_code = waived_checks.check_code
        and waived_checks.table_name is null

{{ config(materialized='incremental', incremental_strategy='append') }}

with results as (

    {{ check_results() }}

),

waived_checks as (

    select distinct
        report_id,
        check_code,
        table_name
    from {{ of_new_reports(ref('int_check_failures')) }}
    where is_waived

),

checks as (select * from {{ ref('check_definition') }})

select
    ---------- ids
    results.report_id,
    results.check_code,
    results.table_name,
    results.month,

    ---------- the table, row or report that it is of
    results.subject_kind,
    results.measure_code,
    results.status_code,
    results.breakdown,
    results.member,

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
    not results.passed and waived_checks.report_id is not null as is_waived
from results
left join checks on results.check_code = checks.check_code
left join waived_checks
    on
        results.report_id = waived_checks.report_id
        and results.check_code = waived_checks.check_code
        and results.table_name = waived_checks.table_name

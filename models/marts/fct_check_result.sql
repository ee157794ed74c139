{{ config(materialized='incremental', incremental_strategy='append') }}

with check_results as (

    select * from {{ ref('int_check_results') }}
    {{ new_reports_only() }}

),

checks as (

    select * from {{ ref('check_definition') }}

)

select
    ---------- ids
    md5(concat_ws(
        '|',
        check_results.report_id,
        check_results.check_code,
        check_results.table_name,
        coalesce(cast(check_results.month as varchar), '')
    )) as check_result_id,
    check_results.report_id,
    check_results.check_code,
    check_results.table_name,
    check_results.month,

    ---------- what is checked, and where to look
    checks.check_name,
    check_results.line_number,

    ---------- bounds
    check_results.expected_low,
    check_results.expected_high,
    check_results.found_low,
    check_results.found_high,

    ---------- result
    check_results.passed,
    check_results.is_cut_short,
    check_results.is_waived
from check_results
left join checks on check_results.check_code = checks.check_code

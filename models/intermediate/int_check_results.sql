{{ config(materialized='view') }}

{%- set checks = [
    'int_check_report', 'int_check_region_name', 'int_check_table_sum', 'int_check_fylke_sum', 'int_check_status_sum',
    'int_check_average', 'int_check_repeated_cell', 'int_check_expected_rows',
] %}

with results as (

    {% for check in checks %}
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
            is_cut_short
        from {{ ref(check) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

report_files as (

    select * from {{ source('raw', 'report_files') }}

),

waivers as (

    select * from {{ ref('waiver') }}

)

select
    results.*,
    not results.passed
    and exists (
        select 1
        from waivers
        inner join report_files on waivers.sha256 = report_files.sha256
        where
            report_files.report_id = results.report_id
            and waivers.check_code = results.check_code
            and coalesce(waivers.table_name, results.table_name) = results.table_name
    ) as is_waived
from results

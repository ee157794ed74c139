-- A view: the text around a line is looked up when somebody asks.
{{ config(materialized='view', contract={'enforced': false}) }}

with vintages as (

    select * from {{ ref('fct_participants_vintage') }}

),

reports as (

    select * from {{ ref('dim_report') }}

),

report_lines as (

    select * from {{ source('raw', 'report_lines') }}

)

select
    ---------- ids
    vintages.measure_code,
    vintages.status_code,
    vintages.region_level,
    vintages.region_code,
    vintages.demographic_dimension,
    vintages.demographic_code,
    vintages.month,
    vintages.is_newest,

    ---------- what is printed
    vintages.printed_value,
    vintages.is_suppressed,

    ---------- where
    reports.report_id,
    reports.file_name,
    reports.sha256,
    reports.published_on,
    {{ place_of('report_lines') }} as place,
    report_lines.sheet_name,
    report_lines.page_number,
    report_lines.line_on_page,
    vintages.line_number,

    ---------- the text
    report_lines.line_text,
    (
        select {{ join_strings("around.line_text", "chr(10)", "around.line_number") }}
        -- Lines of known numbers are looked up; a range of numbers would be sought in all lines.
        from (values (-3), (-2), (-1), (0), (1), (2), (3)) as nearby (distance)
        inner join report_lines as around
            on
                vintages.report_id = around.report_id
                and vintages.line_number + nearby.distance = around.line_number
    ) as text_around
from vintages
inner join reports on vintages.report_id = reports.report_id
inner join report_lines
    on vintages.report_id = report_lines.report_id and vintages.line_number = report_lines.line_number

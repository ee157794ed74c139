-- A view: the text around a line is looked up when somebody asks. It is joined and grouped, for then a
-- filter on what is asked for comes first; a subquery would be worked out for all lines before it.
{{ config(materialized='view', contract={'enforced': false}) }}

with vintages as (select * from {{ ref('fct_participants_vintage') }}),

reports as (select * from {{ ref('dim_report') }}),

lines_around as (

    select
        vintages.*,
        nearby.distance
    from vintages
    cross join (values (-3), (-2), (-1), (0), (1), (2), (3)) as nearby (distance)

)

select
    ---------- ids
    lines_around.measure_code,
    lines_around.status_code,
    lines_around.region_level,
    lines_around.region_code,
    lines_around.demographic_dimension,
    lines_around.demographic_code,
    lines_around.month,
    lines_around.is_newest,

    ---------- what is printed
    lines_around.printed_value,
    lines_around.is_suppressed,

    ---------- where
    reports.report_id,
    reports.file_name,
    reports.sha256,
    reports.published_on,
    max({{ place_of('report_lines') }}) filter (where lines_around.distance = 0) as place,
    max(report_lines.sheet_name) filter (where lines_around.distance = 0) as sheet_name,
    max(report_lines.page_number) filter (where lines_around.distance = 0) as page_number,
    max(report_lines.line_on_page) filter (where lines_around.distance = 0) as line_on_page,
    lines_around.line_number,

    ---------- the text
    max(report_lines.line_text) filter (where lines_around.distance = 0) as line_text,
    {{ join_strings("report_lines.line_text", "chr(10)", "report_lines.line_number") }} as text_around
from lines_around
inner join reports on lines_around.report_id = reports.report_id
inner join {{ source('raw', 'report_lines') }} as report_lines
    on
        lines_around.report_id = report_lines.report_id
        and lines_around.line_number + lines_around.distance = report_lines.line_number
group by all

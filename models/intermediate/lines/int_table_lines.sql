-- Lines that tables are made of, and where they stand: under which title, heading, period and header. Blank
-- lines and what stands on a page between rows are left out, so that they neither end a table nor break a
-- label. What a line says is read in stg_report_lines.
{%- set line_shape = "case when is_header and place_number = line_number then 'header' else line_shape end" %}
with lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

first_lines as (

    select
        report_id,
        sheet_name,
        min(line_number) as line_number
    from lines
    group by report_id, sheet_name

),

-- A year alone is part of the header that follows it; elsewhere it is a number like others.
years_above as (

    select distinct
        years.report_id,
        years.line_number
    from lines as years
    inner join lines as headers
        on
            years.report_id = headers.report_id
            and years.line_number < headers.line_number
            and years.line_number + {{ var('lines_to_header') }} >= headers.line_number
            and headers.line_shape = 'header'
    where years.line_shape = 'code' and {{ matches('years.folded_text', years_pattern()) }}

),

-- The lines after which others stand elsewhere. A label ends at the first line of a file or sheet, a title
-- and a heading; the name of a sheet is a heading too.
places as (

    select
        lines.report_id,
        lines.line_number,
        lines.sheet_name,
        lines.line_shape = 'header' or years_above.report_id is not null as is_header,
        lines.line_shape in ('title', 'section', 'published_on') or first_lines.report_id is not null
            as is_heading,
        lines.line_shape = 'period' as is_period,
        lines.line_shape = 'title' or first_lines.report_id is not null as is_title,
        coalesce(
            case
                when lines.line_shape in ('section', 'published_on')
                    then {{ breakdown_of_heading('lines.folded_text') }}
            end,
            case
                when first_lines.report_id is not null
                    then {{ breakdown_of_heading(folded_line('lines.sheet_name')) }}
            end
        ) as heading_breakdown
    from lines
    left join years_above
        on lines.report_id = years_above.report_id and lines.line_number = years_above.line_number
    left join first_lines
        on lines.report_id = first_lines.report_id and lines.line_number = first_lines.line_number
    where
        lines.line_shape in ('title', 'section', 'published_on', 'period', 'header')
        or years_above.report_id is not null
        or first_lines.report_id is not null

),

places_so_far as (

    select
        report_id,
        line_number,
        line_number as place_number,
        is_header,
        max(line_number) filter (where is_header) over so_far as header_number,
        max(line_number) filter (where is_heading) over so_far as heading_number,
        max(line_number) filter (where is_heading or is_period) over so_far as front_number,
        max(line_number) filter (where is_title) over so_far as title_number,
        {{ last_known('heading_breakdown') }} over so_far_in_sheet as section_breakdown,
        max(line_number) filter (where heading_breakdown is not null) over so_far_in_sheet
            as section_line_number
    from places
    window
        so_far as (
            partition by report_id
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        ),
        so_far_in_sheet as (
            partition by report_id, sheet_name
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        )

),

lines_of_tables as (

    select
        report_id,
        line_number,
        line_shape
    from lines
    where line_shape in ('header', 'values', 'text', 'code')

),

placed_lines as (

    {{ beside_the_last('lines_of_tables', 'places_so_far', [
        'place_number', 'is_header', 'header_number', 'heading_number', 'front_number', 'title_number',
        'section_breakdown', 'section_line_number',
    ]) }}

)

select
    ---------- ids
    report_id,
    line_number,
    {{ line_shape }} as line_shape,

    ---------- where it stands
    coalesce(header_number, 0) as header_number,
    heading_number,
    front_number,
    title_number,
    -- What the last heading says that tables break down by, where there is one (`Tiltak og alder`); in a
    -- workbook without headings the name of the sheet.
    section_breakdown,
    section_line_number,

    ---------- neighbours
    lag({{ line_shape }}) over report_order as previous_shape,
    lead(line_number) over report_order as next_line_number,
    coalesce(lag(front_number) over report_order <> front_number, true) as is_first_after_front
from placed_lines
window report_order as (partition by report_id order by line_number asc nulls last)

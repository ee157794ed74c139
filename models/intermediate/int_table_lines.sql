-- Lines that tables are made of. Blank lines and what stands on a page between rows are left out,
-- so that they neither end a table nor break a label.
with lines as (

    select
        *,
        -- The first line of a sheet is a heading too: its name.
        coalesce(
            case
                when line_shape in ('section', 'published_on') then {{ breakdown_of_heading('folded_text') }}
            end,
            case
                when line_number = min(line_number) over (partition by report_id, sheet_name)
                    then {{ breakdown_of_heading(folded_line('sheet_name')) }}
            end
        ) as heading_breakdown
    from {{ ref('stg_report_lines') }}
    {{ new_reports_only() }}

),

lines_in_sections as (

    select
        *,
        last_value(heading_breakdown ignore nulls) over section as section_breakdown,
        max(line_number) filter (where heading_breakdown is not null) over section as section_line_number,
        -- No label goes on after a heading.
        count(*) filter (where line_shape in ('title', 'section', 'published_on')) over section
            as heading_number
    from lines
    window
        section as (
            partition by report_id, sheet_name
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        )

),

table_lines as (

    select *
    from lines_in_sections
    where line_shape in ('header', 'values', 'text', 'code')

),

with_neighbours as (

    select
        *,
        lag(line_shape) over report_order as previous_shape,
        -- What a number on a line of its own belongs to, and the `I` of `I alt`, the next line tells.
        case when line_shape = 'code' or length(folded_text) = 1 then lead(folded_text) over report_order end
            as next_folded_text,
        case when line_shape = 'code' then lead(label_text) over report_order end as next_label_text
    from table_lines
    window report_order as (partition by report_id order by line_number asc nulls last)

)

select
    ---------- ids
    report_id,
    line_number,

    -- Lines of a header that follow each other are one header (`Gjennom`, `snitt hittil`, `i år Januar`).
    count(*) filter (where line_shape = 'header' and previous_shape is distinct from 'header') over (
        partition by report_id order by line_number asc nulls last
    ) as header_number,

    -- What the last heading says that tables break down by, where there is one (`Tiltak og alder`); in
    -- a workbook without headings the name of the sheet.
    section_breakdown,
    section_line_number,
    heading_number,

    ---------- where it stands, in a workbook
    sheet_name,

    ---------- text
    folded_text,
    label_text,
    values_text,
    line_shape,

    ---------- neighbours
    previous_shape,
    next_folded_text,
    next_label_text
from with_neighbours

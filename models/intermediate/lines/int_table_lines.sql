-- Lines that tables are made of. Blank lines and what stands on a page between rows are left out,
-- so that they neither end a table nor break a label.
with lines as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('stg_report_lines')) }}

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

report_lines as {{ read_twice() }} (

    select
        lines.* replace (
            case when years_above.report_id is not null then 'header' else lines.line_shape end as line_shape
        )
    from lines
    left join years_above
        on lines.report_id = years_above.report_id and lines.line_number = years_above.line_number

),

first_lines as (

    select
        report_id,
        sheet_name,
        min(line_number) as line_number
    from report_lines
    group by report_id, sheet_name

),

-- What a label ends at: the first line of a file or sheet, a title, a heading.
headings as (

    select
        report_lines.report_id,
        report_lines.line_number,
        report_lines.sheet_name,
        report_lines.line_shape = 'title' or first_lines.line_number is not null as is_title,
        -- The name of a sheet is a heading too.
        coalesce(
            case
                when report_lines.line_shape in ('section', 'published_on')
                    then {{ breakdown_of_heading('report_lines.folded_text') }}
            end,
            case
                when first_lines.line_number is not null
                    then {{ breakdown_of_heading(folded_line('report_lines.sheet_name')) }}
            end
        ) as heading_breakdown
    from report_lines
    left join first_lines
        on
            report_lines.report_id = first_lines.report_id
            and report_lines.line_number = first_lines.line_number
    where
        report_lines.line_shape in ('title', 'section', 'published_on')
        or first_lines.line_number is not null

),

sections as (

    select
        report_id,
        line_number,
        last_value(heading_breakdown ignore nulls) over section as section_breakdown,
        max(line_number) filter (where heading_breakdown is not null) over section as section_line_number
    from headings
    window
        section as (
            partition by report_id, sheet_name
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        )

),

lines_under_headings as (

    select
        report_lines.*,
        max(report_lines.line_number) filter (where headings.line_number is not null) over so_far
            as heading_number,
        max(report_lines.line_number) filter (
            where headings.line_number is not null or report_lines.line_shape = 'period'
        ) over so_far as front_number,
        max(report_lines.line_number) filter (where headings.is_title) over so_far as title_number
    from report_lines
    left join headings
        on
            report_lines.report_id = headings.report_id
            and report_lines.line_number = headings.line_number
    window
        so_far as (
            partition by report_lines.report_id
            order by report_lines.line_number asc nulls last
            rows between unbounded preceding and current row
        )

),

table_lines as (

    select *
    from lines_under_headings
    where line_shape in ('header', 'values', 'text', 'code')

),

with_neighbours as (

    select
        *,
        max(line_number) filter (where line_shape = 'header') over (
            partition by report_id
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        ) as header_number,
        lag(line_shape) over report_order as previous_shape,
        -- What a number on a line of its own belongs to, and the `I` of `I alt`, the next line tells.
        case
            when
                label_text = ''
                or line_shape = 'code'
                or length(folded_text) = 1
                or coalesce(lag(line_shape) over report_order = 'header', false)
                or coalesce(lag(front_number) over report_order <> front_number, true)
                then lead(folded_text) over report_order
        end
            as next_folded_text,
        case when line_shape = 'code' then lead(label_text) over report_order end as next_label_text
    from table_lines
    window report_order as (partition by report_id order by line_number asc nulls last)

)

select
    ---------- ids
    with_neighbours.report_id,
    with_neighbours.line_number,
    coalesce(with_neighbours.header_number, 0) as header_number,

    -- What the last heading says that tables break down by, where there is one (`Tiltak og alder`); in
    -- a workbook without headings the name of the sheet.
    sections.section_breakdown,
    sections.section_line_number,
    with_neighbours.heading_number,
    with_neighbours.front_number,
    with_neighbours.title_number,

    ---------- where it stands, in a workbook
    with_neighbours.sheet_name,

    ---------- text
    -- Only of a header it matters where its cells are.
    case when with_neighbours.line_shape = 'header' then with_neighbours.clean_text end as header_cells,
    with_neighbours.folded_text,
    with_neighbours.label_text,
    with_neighbours.values_text,
    with_neighbours.line_shape,

    ---------- neighbours
    with_neighbours.previous_shape,
    with_neighbours.next_folded_text,
    with_neighbours.next_label_text
from with_neighbours
inner join sections
    on
        with_neighbours.report_id = sections.report_id
        and with_neighbours.heading_number = sections.line_number

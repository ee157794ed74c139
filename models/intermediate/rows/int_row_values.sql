-- How each row's values are to be read: under which columns, and whether there is one way only.
with printed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

blocks as (

    select
        report_id,
        line_number,
        block_number,
        header_number as total_header_number,
        section_breakdown as total_section_breakdown,
        is_narrowed
    from {{ of_new_reports(ref('int_blocks')) }}

),

headers as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_headers')) }}),

unread_columns as (select * from {{ of_new_reports(ref('int_unread_columns')) }}),

-- The columns of a page that lost its header are those of all other pages, or not known.
reports_of_many_headers as (

    select report_id
    from headers
    where header_number > 0 and is_read
    group by report_id
    having count(distinct months) > 1

),

report_prints as (

    select
        printed_rows.report_id,
        bool_or(headers.names_average) as prints_averages,
        -- A report groups digits by one kind of space: where it is no plain one, plain spaces separate.
        bool_or({{ matches('printed_rows.values_text', tight_group_pattern()) }})
        and bool_or({{ matches('printed_rows.values_text', '[0-9*][\\t ]+[0-9*]') }})
            as has_tight_groups,
        bool_or({{ matches('printed_rows.values_text', '[0-9]{4}') }}) as has_ungrouped_numbers
    from printed_rows
    inner join headers
        on
            printed_rows.report_id = headers.report_id
            and printed_rows.header_number = headers.header_number
    group by printed_rows.report_id

),

rows_in_blocks as (

    {{ beside_the_last('printed_rows', 'blocks', [
        'block_number', 'total_header_number', 'total_section_breakdown', 'is_narrowed',
    ]) }}

),

rows_with_columns as (

    select
        rows_in_blocks.report_id,
        rows_in_blocks.line_number,
        rows_in_blocks.block_number,
        rows_in_blocks.values_text,
        case
            when rows_in_blocks.row_reason_code is not null then rows_in_blocks.row_reason_code
            when length(rows_in_blocks.label) > {{ var('longest_label') }} then 'long_label'
            when
                not headers.is_read
                or unread_columns.line_number <= rows_in_blocks.line_number
                -- A page that has lost its header has that of the page before.
                or (
                    rows_in_blocks.header_number < rows_in_blocks.heading_number
                    and reports_of_many_headers.report_id is not null
                )
                then 'no_columns'
            when rows_in_blocks.is_narrowed then 'unread_heading'
            -- Under each header the total is printed again, and in each section.
            when
                rows_in_blocks.header_number > rows_in_blocks.total_header_number
                or coalesce(rows_in_blocks.section_breakdown, '') <> rows_in_blocks.total_section_breakdown
                then 'no_total'
        end as row_reason_code,
        coalesce({{ list_length('headers.months') }}, 0) as month_count,
        headers.names_average,
        report_prints.prints_averages,
        report_prints.has_tight_groups,
        report_prints.has_ungrouped_numbers
    from rows_in_blocks
    inner join headers
        on
            rows_in_blocks.report_id = headers.report_id
            and rows_in_blocks.header_number = headers.header_number
    inner join report_prints on rows_in_blocks.report_id = report_prints.report_id
    left join unread_columns
        on
            rows_in_blocks.report_id = unread_columns.report_id
            and rows_in_blocks.header_number = unread_columns.header_number
    left join reports_of_many_headers on rows_in_blocks.report_id = reports_of_many_headers.report_id

),

with_cells as (

    select
        *,
        not has_tight_groups and not has_ungrouped_numbers as has_digits_apart,
        -- Months without an average before them: the header names none, or its cell is empty. A page
        -- may part all its cells by two tabs, so an empty cell is more tabs than between two others.
        month_count > 0
        and (
            not names_average
            or {{ matches('values_text', "^\\t\\t(?:\\t|[^\\t]+\\t[^\\t])") }}
        ) as may_lack_average,
        case
            when
                row_reason_code is null
                and {{ matches('values_text', '^(?:\\t+' ~ cell_pattern() ~ ')+$') }}
                then {{ list_length(cells_of('values_text')) }}
        end as cell_count
    from rows_with_columns

),

with_settled_cells as (

    select
        *,
        coalesce(
            cell_count = month_count + 1
            or (cell_count = month_count and (may_lack_average or month_count = 1)),
            false
        ) as are_cells_settled,
        -- Several cells, one of which is no number: which column has which is not known.
        cell_count is null and {{ matches('values_text', '\\t[^\\t]+\\t+[^\\t]') }} as are_cells_unclear
    from with_cells

),

tokenized as (

    select
        *,
        case
            when not are_cells_settled and not are_cells_unclear and row_reason_code is null
                then {{ tokens_of('values_text', 'has_tight_groups', group=0) }}
        end as tokens,
        case
            when not are_cells_settled and not are_cells_unclear and row_reason_code is null
                then {{ tokens_of('values_text', 'has_tight_groups', group=1) }}
        end as token_values
    from with_settled_cells

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- columns
    month_count,
    prints_averages,
    may_lack_average,

    ---------- values: those of cells, those that spaces separate in one way only, and else what may be
    ---------- numbers or parts of them
    are_cells_settled,
    case
        when
            {{ list_length('tokens') }} = month_count + 1
            and prints_averages
            and not {{ matches('values_text', "(?:^|[\\t ])0[0-9]") }}
            then token_values
        -- The average of one month is its number: where there is one value, it is that month's.
        when {{ list_length('tokens') }} = month_count and (may_lack_average or month_count = 1)
            then token_values
    end as settled_tokens,
    tokens,

    ---------- flags
    has_digits_apart,
    row_reason_code
from tokenized

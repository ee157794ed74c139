-- What is printed as the values of each row, before it is decided which numbers they are.
with label_lines as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('int_label_lines')) }}

),

headers as (

    select * from {{ of_new_reports(ref('int_headers')) }}

),

-- Most labels stand on the line of their values, which is their last.
label_beginnings as (

    select
        report_id,
        row_line_number,
        {{ join_strings('label_text', "' '", 'line_number') }} as label_text
    from label_lines
    where line_number < row_line_number
    group by report_id, row_line_number

),

labelled_rows as (

    select
        label_lines.report_id,
        label_lines.line_number,
        label_lines.header_number,
        label_lines.values_text,
        label_lines.row_problem,
        label_lines.heading_number,
        label_lines.title_number,
        label_lines.section_breakdown,
        -- A page that has lost its header has that of the page before.
        label_lines.header_number < label_lines.heading_number as is_header_of_another_page,
        trim(concat_ws(' ', label_beginnings.label_text, label_lines.label_text)) as label
    from label_lines
    left join label_beginnings
        on
            label_lines.report_id = label_beginnings.report_id
            and label_lines.line_number = label_beginnings.row_line_number
    where label_lines.line_number = label_lines.row_line_number

),

rows_and_totals as (

    select
        *,
        {{ matches(folded_line('label'), total_pattern()) }} as is_total
    from labelled_rows

),

blocks as (

    select
        *,
        -- A block is a total and the rows up to the next total.
        count(*) filter (where is_total) over report_so_far as block_number,
        lead(is_total) over report_so_far as is_before_a_total,
        coalesce(lag(heading_number) over report_so_far <> heading_number, true) as is_first_under_heading,
        max(header_number) filter (where is_total) over report_so_far as total_header_number,
        last_value(case when is_total then coalesce(section_breakdown, '') end ignore nulls)
            over report_so_far as total_section_breakdown
    from rows_and_totals
    window report_so_far as (partition by report_id order by line_number asc nulls last)

),

-- What stands above a table and is no heading that is known narrows it down, unless it says no more than
-- its total: `Oppfølging` above `I alt oppfølging`.
headings as (

    select * from {{ of_new_reports(ref('int_headings')) }}

),

known_labels as (

    select * from {{ ref('int_known_labels') }}

),

total_keys as (

    select
        report_id,
        block_number,
        heading_number,
        title_number,
        line_number,
        {{ regex_replace(label_key('label'), "'^[il1]?alt'", "''") }} as total_key
    from blocks
    where is_total and report_id in (select headings.report_id from headings)

),

-- It is above the tables that stand under the same known heading as the first one after it.
headings_with_tables as (

    select
        headings.report_id,
        headings.line_number,
        headings.heading_key,
        min_by(total_keys.heading_number, total_keys.line_number) as heading_number
    from headings
    inner join total_keys
        on
            headings.report_id = total_keys.report_id
            and headings.title_number = total_keys.title_number
            and headings.line_number < total_keys.line_number
    group by headings.report_id, headings.line_number, headings.heading_key

),

heading_of_totals as (

    select
        total_keys.report_id,
        total_keys.block_number,
        total_keys.total_key,
        max_by(headings_with_tables.heading_key, headings_with_tables.line_number) as heading_key
    from total_keys
    inner join headings_with_tables
        on
            total_keys.report_id = headings_with_tables.report_id
            and total_keys.heading_number = headings_with_tables.heading_number
            and total_keys.line_number > headings_with_tables.line_number
    group by total_keys.report_id, total_keys.block_number, total_keys.total_key

),

narrowed_blocks as (

    select
        report_id,
        block_number
    from heading_of_totals
    where
        total_key <> heading_key
        and not exists (
            select 1
            from known_labels as total_labels
            inner join known_labels as heading_labels
                on
                    total_labels.dimension = heading_labels.dimension
                    and total_labels.code = heading_labels.code
            where
                total_labels.label_key = heading_of_totals.total_key
                and heading_labels.label_key = heading_of_totals.heading_key
        )

),

-- Lines that stand where a header should: what is under them has no months.
unread_lines as (

    select
        report_id,
        header_number,
        min(line_number) as line_number
    from label_lines
    where row_problem = 'unread_header'
    group by report_id, header_number

    union all

    -- `Uke 5` above a total: the first row of a page, if nobody knows it, names the columns.
    select
        report_id,
        header_number,
        min(line_number) as line_number
    from blocks
    where
        is_before_a_total
        and is_first_under_heading
        and not is_total
        and not {{ matches('label', '^[0-9]{2}') }}
        and {{ label_key('label') }} not in (select known_labels.label_key from known_labels)
    group by report_id, header_number

),

first_unread_lines as (

    select
        report_id,
        header_number,
        min(line_number) as line_number
    from unread_lines
    group by report_id, header_number

),

-- The columns of a page that lost its header are those of all other pages, or nobody knows.
reports_of_many_headers as (

    select report_id
    from headers
    where header_number > 0 and is_read
    group by report_id
    having count(distinct months) > 1

),

report_prints as (

    select
        label_lines.report_id,
        bool_or(headers.names_average) as prints_averages,
        -- A report groups digits by one kind of space: where it is no plain one, plain spaces separate.
        bool_or({{ matches('label_lines.values_text', tight_group_pattern()) }})
        and bool_or({{ matches('label_lines.values_text', '[0-9*][\\t ]+[0-9*]') }})
            as has_tight_groups,
        bool_or({{ matches('label_lines.values_text', '[0-9]{4}') }}) as has_ungrouped_numbers
    from label_lines
    inner join headers
        on label_lines.report_id = headers.report_id and label_lines.header_number = headers.header_number
    where label_lines.line_number = label_lines.row_line_number
    group by label_lines.report_id

),

rows_with_columns as (

    select
        blocks.report_id,
        blocks.line_number,
        blocks.block_number,
        blocks.label,
        blocks.values_text,
        blocks.is_total,
        case
            when blocks.row_problem is not null then blocks.row_problem
            when length(blocks.label) > {{ var('longest_label') }} then 'long_label'
            when
                not headers.is_read
                or first_unread_lines.line_number <= blocks.line_number
                or (blocks.is_header_of_another_page and reports_of_many_headers.report_id is not null)
                then 'no_columns'
            when narrowed_blocks.report_id is not null then 'unread_heading'
            -- Under each header the total is printed again, and in each section.
            when
                blocks.header_number > blocks.total_header_number
                or coalesce(blocks.section_breakdown, '') <> blocks.total_section_breakdown
                then 'no_total'
        end as row_problem,
        headers.months,
        coalesce({{ list_length('headers.months') }}, 0) as month_count,
        headers.names_average,
        report_prints.prints_averages,
        report_prints.has_tight_groups,
        report_prints.has_ungrouped_numbers
    from blocks
    inner join headers
        on blocks.report_id = headers.report_id and blocks.header_number = headers.header_number
    inner join report_prints on blocks.report_id = report_prints.report_id
    left join first_unread_lines
        on
            blocks.report_id = first_unread_lines.report_id
            and blocks.header_number = first_unread_lines.header_number
    left join narrowed_blocks
        on blocks.report_id = narrowed_blocks.report_id and blocks.block_number = narrowed_blocks.block_number
    left join reports_of_many_headers on blocks.report_id = reports_of_many_headers.report_id

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
            when row_problem is not null then null
            when {{ regex_matches('values_text', "'^(?:\\t+" ~ cell_pattern() ~ ")+$'") }}
                then
                    case
                        when contains(values_text, chr(9) || chr(9))
                            then regexp_extract_all(values_text, '[^\t]+')
                        -- The same where no cell is empty, and quicker.
                        else {{ split_text('substr(values_text, 2)', 'chr(9)') }}
                    end
        end as cells
    from rows_with_columns

),

with_settled_cells as (

    select
        *,
        coalesce(
            {{ list_length('cells') }} = month_count + 1
            or ({{ list_length('cells') }} = month_count and (may_lack_average or month_count = 1)),
            false
        ) as are_cells_settled,
        -- Several cells, one of which is no number: which column has which, nobody knows.
        cells is null and {{ matches('values_text', '\\t[^\\t]+\\t+[^\\t]') }} as are_cells_unclear
    from with_cells

),

tokenized as (

    select
        *,
        case
            when not are_cells_settled and not are_cells_unclear and row_problem is null
                then {{ tokens_of('values_text', 'has_tight_groups', group=0) }}
        end as tokens,
        case
            when not are_cells_settled and not are_cells_unclear and row_problem is null
                then {{ tokens_of('values_text', 'has_tight_groups', group=1) }}
        end as token_values
    from with_settled_cells

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- text
    label,
    values_text,

    ---------- columns
    months,
    month_count,
    prints_averages,
    may_lack_average,

    ---------- values: those that can be read in one way only, and else what may be numbers or parts of them
    case
        when are_cells_settled then cells
        when
            {{ list_length('tokens') }} = month_count + 1
            and prints_averages
            and not {{ matches('values_text', "(?:^|[\\t ])0[0-9]") }}
            then token_values
        -- The average of one month is its number: where there is one value, it is that month's.
        when {{ list_length('tokens') }} = month_count and (may_lack_average or month_count = 1)
            then token_values
    end as settled_values,
    tokens,

    ---------- flags
    is_total,
    has_digits_apart,
    row_problem
from tokenized

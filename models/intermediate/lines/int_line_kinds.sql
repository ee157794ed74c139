with lines as (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

label_lines as (select * from {{ of_new_reports(ref('int_label_lines')) }}),

headers as (select * from {{ of_new_reports(ref('int_headers')) }}),

read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

read_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

failed_tables as (

    select distinct
        report_id,
        measure_code,
        status_code,
        breakdown
    from {{ ref('int_check_table_sum') }}
    where not passed

),

failed_averages as (

    select distinct
        report_id,
        line_number
    from {{ ref('int_check_average') }}
    where not passed

),

-- The row that a text without a line end ends with, where its table or its average disagrees.
cut_rows as (

    select
        read_members.report_id,
        read_members.line_number
    from {{ ref('stg_report_files') }} as report_files
    inner join read_members
        on
            report_files.report_id = read_members.report_id
            and report_files.line_count = read_members.line_number
    left join failed_tables
        on
            read_members.report_id = failed_tables.report_id
            and {{ is_in_table('read_members', 'failed_tables') }}
    left join failed_averages
        on
            read_members.report_id = failed_averages.report_id
            and read_members.line_number = failed_averages.line_number
    where
        report_files.file_format = 'text'
        and (failed_tables.report_id is not null or failed_averages.report_id is not null)

),

row_members as {{ kept_if_few() }} (

    select
        read_members.report_id,
        read_members.line_number,
        read_members.block_number,
        read_members.is_total,
        read_members.reason_code as row_reason_code,
        coalesce(read_members.reason_code, case when cut_rows.report_id is not null then 'cut_off' end)
            as reason_code,
        read_members.measure_code || read_members.status_code || read_members.region_code
        || read_members.demographic_code as member_codes
    from read_members
    left join cut_rows
        on read_members.report_id = cut_rows.report_id and read_members.line_number = cut_rows.line_number

),

last_rows as (

    select
        report_id,
        max(line_number) as line_number
    from row_members
    group by report_id

),

last_read_rows as (

    select
        report_id,
        block_number,
        max(line_number) as line_number
    from row_members
    where row_reason_code is null
    group by report_id, block_number

),

headers_with_rows as (

    select distinct
        report_id,
        header_number
    from read_rows

),

-- Each line with the row whose values or label it holds.
lines_with_rows as (

    select
        lines.report_id,
        lines.line_number,
        lines.line_shape,
        row_members.line_number as row_line_number,
        row_members.is_total,
        row_members.reason_code,
        -- Before the first header and the first total nothing is a table, unless its values fit one.
        row_members.line_number is null
        or coalesce(
            row_members.block_number = 0
            and table_lines.header_number = 0
            and row_members.reason_code <> 'no_total',
            false
        )
        -- A note under a table.
        or coalesce(
            row_members.reason_code = 'note'
            and row_members.line_number > last_read_rows.line_number,
            false
        ) as is_outside_tables,
        last_rows.report_id is not null and not contains(row_members.member_codes, 'inferred_')
            as is_last_row,
        headers_with_rows.report_id is not null and not headers.is_read as is_unread_header,
        headers.unread_text
    from lines
    left join table_lines
        on lines.report_id = table_lines.report_id and lines.line_number = table_lines.line_number
    left join headers
        on
            table_lines.line_shape = 'header'
            and table_lines.report_id = headers.report_id
            and table_lines.line_number = headers.header_number
    left join headers_with_rows
        on
            headers.report_id = headers_with_rows.report_id
            and headers.header_number = headers_with_rows.header_number
    left join label_lines
        on lines.report_id = label_lines.report_id and lines.line_number = label_lines.line_number
    left join row_members
        on
            lines.report_id = row_members.report_id
            and case
                when label_lines.report_id is null then lines.line_number
                else label_lines.row_line_number
            end = row_members.line_number
    left join last_rows
        on row_members.report_id = last_rows.report_id and row_members.line_number = last_rows.line_number
    left join last_read_rows
        on
            row_members.report_id = last_read_rows.report_id
            and row_members.block_number = last_read_rows.block_number
            and row_members.reason_code = 'note'

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- kind
    case
        when is_unread_header then 'rejected'
        when line_shape not in ('values', 'code', 'text') then line_shape
        when is_outside_tables then 'text'
        when line_number < row_line_number then 'label'
        when reason_code is not null then 'rejected'
        when is_total then 'total'
        else 'row'
    end as line_kind,
    case when is_unread_header then 'unread_header' else reason_code end as reason_code,
    -- What in it was not recognised.
    unread_text,
    -- The last row of a file that ends in the middle of it.
    coalesce((reason_code = 'wrong_value_count' and is_last_row) or reason_code = 'cut_off', false)
        as is_cut_off
from lines_with_rows

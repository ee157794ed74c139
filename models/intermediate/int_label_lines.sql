-- Which lines make up the label of which row: the lines of text before a line of values, from the
-- last one that begins a label.
with table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

headers as (

    select
        report_id,
        header_number,
        -- A report that names the average in one header prints it under all of them.
        {{ list_length('months') }}
        + cast(bool_or(names_average) over (partition by report_id) as integer) as column_count
    from {{ ref('int_headers') }}

),

known_labels as (

    select * from {{ ref('int_known_labels') }}

),

with_columns as (

    select
        table_lines.*,
        -- Only for the lines that may be a number in a label: each key is sought in all known labels.
        case
            when
                table_lines.line_shape = 'code'
                or {{ matches('table_lines.values_text', "^ [0-9]{1,2}$") }}
                then {{ label_key('table_lines.folded_text') }}
        end as line_key,
        case
            when table_lines.line_shape = 'code'
                then {{ label_key("coalesce(table_lines.next_label_text, '')") }}
        end as next_label_key,
        coalesce(headers.column_count, 0) as column_count
    from table_lines
    inner join headers
        on
            table_lines.report_id = headers.report_id
            and table_lines.header_number = headers.header_number

),

-- A number may belong to a label: `1103` / `Stavanger 81 81`, `kort inntil 4` / `år 1 400 1 400`.
numbers_in_labels as (

    select
        *,
        case
            -- Where there is one column only, a number after a line of text is that row's value.
            when sheet_name is not null then false
            when line_shape = 'code' then column_count > 1 or coalesce(previous_shape, '') <> 'text'
            when line_shape = 'values'
                then
                    label_text <> ''
                    and {{ matches('values_text', "^ [0-9]{1,2}$") }}
                    and exists (
                        select 1
                        from known_labels
                        where
                            contains(known_labels.label_key, with_columns.line_key)
                            and known_labels.label_key <> with_columns.line_key
                    )
            else false
        end as is_number_in_label,
        -- The number of a page stands on a line of its own: before the beginning of another label, or
        -- where no code and no part of a label can be.
        line_shape = 'code'
        and sheet_name is null
        and column_count > 1
        -- `50-`, `59`, `år 10 10`: the number goes on in the next line.
        and not exists (
            select 1
            from known_labels
            where
                with_columns.next_label_key <> ''
                and contains(known_labels.label_key, with_columns.line_key || with_columns.next_label_key)
        )
        and (
            {{ matches('next_folded_text', total_pattern() ~ '|' ~ region_code_pattern()) }}
            or exists (
                select 1
                from known_labels
                where
                    known_labels.dimension <> 'fylke'
                    and with_columns.next_label_key <> ''
                    and case
                        when length(with_columns.folded_text) = 2
                            then {{ begins_with("known_labels.label_key", "with_columns.next_label_key") }}
                        else known_labels.label_key = with_columns.next_label_key
                    end
            )
            or (
                length(folded_text) in (1, 3)
                and (
                    next_label_key <> ''
                    or not exists (
                        select 1
                        from known_labels
                        where contains(known_labels.label_key, with_columns.line_key)
                    )
                )
            )
        ) as is_page_number,
        -- `50-`, `59`, `år 10 10`: not the beginning of any label.
        line_shape = 'code'
        and next_label_key <> ''
        and exists (
            select 1
            from known_labels
            where contains(known_labels.label_key, with_columns.line_key || with_columns.next_label_key)
        )
        and not exists (
            select 1
            from known_labels
            where
                {{ begins_with(
                    'known_labels.label_key', 'with_columns.line_key || with_columns.next_label_key'
                ) }}
        ) as is_within_label
    from with_columns

),

label_lines as (

    select
        report_id,
        line_number,
        header_number,
        sheet_name,
        heading_number,
        line_shape,
        values_text,
        case
            when line_shape = 'code' or is_number_in_label then folded_text
            else label_text
        end as label_text,
        line_shape in ('values', 'code') and not is_number_in_label and not is_page_number as has_values,
        is_page_number,
        not is_page_number
        and not is_within_label
        and (
            {{ matches('folded_text', total_pattern()) }}
            or ({{ matches('folded_text', '^[il1|]$') }} and {{ matches('next_folded_text', '^alt(?: |$)') }})
            or (
                {{ matches('folded_text', region_code_pattern()) }}
                and not {{ matches('folded_text', "^[0-9]{2} ar ") }}
            )
        ) as begins_label
    from numbers_in_labels

),

runs as (

    select
        *,
        coalesce(
            count(*) filter (where has_values or line_shape = 'header') over (
                partition by report_id
                order by line_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as run_number
    from label_lines

)

select
    ---------- ids
    report_id,
    line_number,
    header_number,

    -- The line of values that the label belongs to; null for text that belongs to no row.
    case
        when is_page_number then null
        -- A row of a sheet has its label in it.
        when sheet_name is not null then case when has_values then line_number end
        when line_number >= coalesce(
            max(line_number) filter (where begins_label) over label_run,
            min(line_number) over label_run
        ) then max(line_number) filter (where has_values) over label_run
    end as row_line_number,

    ---------- text
    label_text,
    values_text,

    ---------- flags
    has_values
from runs
where line_shape <> 'header'
window label_run as (partition by report_id, heading_number, run_number)

-- A number may belong to a label: `1103` / `Stavanger 81 81`, `kort inntil 4` / `år 1 400 1 400`.
with table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

headers as (

    select
        report_id,
        header_number,
        -- A report that names the average in one header prints it under all of them.
        {{ list_length('months') }}
        + cast(bool_or(names_average) over (partition by report_id) as integer) as column_count
    from {{ of_new_reports(ref('int_headers')) }}

),

known_labels as (select * from {{ ref('int_known_labels') }}),

candidates as (

    select
        report_id,
        line_number,
        sheet_name,
        folded_text
    from lines
    where
        line_shape = 'code'
        or (
            line_shape = 'values'
            and label_text <> ''
            and {{ matches('values_text', "^ [0-9]{1,2}$") }}
        )

),

numbers_in_labels as (

    select
        candidates.*,
        table_lines.line_shape,
        table_lines.previous_shape,
        {{ label_key('candidates.folded_text') }} as line_key,
        next_lines.folded_text as next_folded_text,
        case
            when table_lines.line_shape = 'code'
                then {{ label_key("coalesce(next_lines.label_text, '')") }}
        end as next_label_key,
        coalesce(headers.column_count, 0) as column_count
    from candidates
    inner join table_lines
        on
            candidates.report_id = table_lines.report_id
            and candidates.line_number = table_lines.line_number
    inner join headers
        on
            table_lines.report_id = headers.report_id
            and table_lines.header_number = headers.header_number
    left join lines as next_lines
        on
            table_lines.report_id = next_lines.report_id
            and table_lines.next_line_number = next_lines.line_number
    where table_lines.line_shape <> 'header'

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- what it is
    case
        -- Where there is one column only, a number after a line of text is that row's value.
        when sheet_name is not null then false
        when line_shape = 'code' then column_count > 1 or coalesce(previous_shape, '') <> 'text'
        else exists (
            select 1
            from known_labels
            where
                contains(known_labels.label_key, numbers_in_labels.line_key)
                and known_labels.label_key <> numbers_in_labels.line_key
        )
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
            numbers_in_labels.next_label_key <> ''
            and contains(
                known_labels.label_key, numbers_in_labels.line_key || numbers_in_labels.next_label_key
            )
    )
    and (
        {{ matches('next_folded_text', total_pattern() ~ '|' ~ region_code_pattern()) }}
        or exists (
            select 1
            from known_labels
            where
                known_labels.dimension <> 'fylke'
                and numbers_in_labels.next_label_key <> ''
                and case
                    when length(numbers_in_labels.folded_text) = 2
                        then {{ begins_with("known_labels.label_key", "numbers_in_labels.next_label_key") }}
                    else known_labels.label_key = numbers_in_labels.next_label_key
                end
        )
        or (
            length(folded_text) in (1, 3)
            and (
                next_label_key <> ''
                or not exists (
                    select 1
                    from known_labels
                    where contains(known_labels.label_key, numbers_in_labels.line_key)
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
        where contains(known_labels.label_key, numbers_in_labels.line_key || numbers_in_labels.next_label_key)
    )
    and not exists (
        select 1
        from known_labels
        where
            {{ begins_with(
                'known_labels.label_key', 'numbers_in_labels.line_key || numbers_in_labels.next_label_key'
            ) }}
    ) as is_within_label
from numbers_in_labels

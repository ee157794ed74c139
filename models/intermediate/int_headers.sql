with table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

report_headings as (

    select * from {{ ref('int_report_headings') }}
    {{ new_reports_only() }}

),

header_lines as (

    select
        *,
        {{ matches('folded_text', month_name_pattern()) }} as has_month,
        -- Lines of a header that follow each other are one header (`Gjennom`, `snitt hittil`,
        -- `i år Januar`).
        count(*) filter (where previous_shape is distinct from 'header') over (
            partition by report_id order by line_number asc nulls last
        ) as header_order
    from table_lines
    where line_shape = 'header'

),

headers as (

    select
        report_id,
        max(line_number) as header_number,
        min(line_number) as line_number,
        {{ join_strings('folded_text', "' '", 'line_number') }} as header_text,
        -- Averages named on a line of their own stand outside the table and say nothing of its columns.
        coalesce(bool_or(
            has_month and {{ matches('folded_text', "gjennom|snitt|hittil|i ar") }}
        ), false) as names_average
    from header_lines
    group by report_id, header_order

),

-- The header of a table is printed again on each of its pages.
header_texts as (

    select distinct
        report_id,
        header_text
    from headers

),

header_words as (

    select
        *,
        regexp_extract_all(header_text, '{{ month_name_pattern() }}(?: [0-9]{4})?') as words
    from header_texts

),

word_positions as (

    select
        *,
        {{ unnested(positions_of('words')) }} as position
    from header_words

),

month_texts as (

    select
        report_id,
        header_text,
        position,
        {{ list_element('words', 'position') }} as month_word
    from word_positions

),

month_words as (

    select
        *,
        {{ month_number("split_part(month_word, ' ', 1)") }} as month_number,
        cast(nullif(split_part(month_word, ' ', 2), '') as integer) as printed_year
    from month_texts

),

-- A header that is printed twice in a row names its months twice; the last time counts.
months_once as (

    select *
    from month_words
    qualify row_number() over (
        partition by report_id, header_text, month_word
        order by position desc nulls last
    ) = 1

),

month_dates as (

    select
        months_once.report_id,
        months_once.header_text,
        months_once.position,
        {{ month_start(
            "coalesce(
                months_once.printed_year,
                case
                    when months_once.month_number < extract(month from report_headings.period_from)
                        then extract(year from report_headings.period_to)
                    else extract(year from report_headings.period_from)
                end
            )",
            'months_once.month_number'
        ) }} as month
    from months_once
    inner join report_headings on months_once.report_id = report_headings.report_id

),

header_months as (

    select
        report_id,
        header_text,
        {{ ordered_list('month', 'position') }} as months
    from month_dates
    group by report_id, header_text

),

-- Header 0 is the one that a report without headers would have: the months of its period.
period_months as (

    select
        report_id,
        {{ months_between('period_from', 'period_to') }} as months
    from report_headings

),

all_headers as (

    select
        report_id,
        0 as header_number,
        0 as line_number,
        false as names_average,
        months
    from period_months

    union all

    select
        headers.report_id,
        headers.header_number,
        headers.line_number,
        headers.names_average,
        header_months.months
    from headers
    left join header_months
        on
            headers.report_id = header_months.report_id
            and headers.header_text = header_months.header_text

)

select
    ---------- ids
    report_id,
    header_number,
    line_number,

    ---------- columns
    names_average,
    -- A header whose months are lost or cannot be read has those of the header before it.
    last_value(months ignore nulls) over (
        partition by report_id
        order by header_number asc nulls last
        rows between unbounded preceding and current row
    ) as months
from all_headers

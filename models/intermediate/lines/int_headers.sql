-- The months of each header. A header is read whole or not at all: each of its cells is a month, the
-- average, or what the labels are called. What stands under another has no months.
{%- set most_months = 12 %}
{%- set longest_unread_text = 60 %}
with table_lines as (

    select * from {{ of_new_reports(ref('int_table_lines')) }}

),

lines as (

    select * from {{ of_new_reports(ref('stg_report_lines')) }}

),

report_headings as (

    select * from {{ of_new_reports(ref('int_report_headings')) }}

),

-- Without the marks of footnotes (`Februar 1)`, `Februar*`) and quotation marks.
header_lines as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.heading_number,
        table_lines.previous_shape,
        lines.clean_text as header_cells,
        {{ without_signs('lines.folded_text') }} as line_text
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    where table_lines.line_shape = 'header'

),

described_lines as (

    select
        *,
        {{ matches('line_text', years_pattern()) }} as has_years,
        {{ matches('line_text', month_word_pattern()) }} as has_month,
        {{ matches('line_text', 'gjennom|snitt|hittil|i ar') }} as has_average
    from header_lines

),

-- Lines that follow each other are one header (`Gjennom`, `snitt hittil`, `i år Januar`), unless it is
-- printed again.
lines_and_those_before as (

    select
        *,
        lag(line_text) over report_order as previous_text,
        lag(has_month) over report_order as previous_has_month,
        lag(heading_number) over report_order as previous_heading_number
    from described_lines
    window report_order as (partition by report_id order by line_number asc nulls last)

),

numbered_lines as (

    select
        *,
        count(*) filter (
            where
            previous_shape is distinct from 'header'
            or heading_number <> previous_heading_number
            or line_text = previous_text
            or (has_average and previous_has_month)
        ) over (partition by report_id order by line_number asc nulls last) as header_order
    from lines_and_those_before

),

headers as (

    select
        report_id,
        max(line_number) as header_number,
        min(line_number) as line_number,
        coalesce({{ join_strings('line_text', "' '", 'line_number') }} filter (where not has_years), '')
            as header_text,
        -- The years above the months, where they stand, and the months under them.
        max(header_cells) filter (where has_years) as year_cells,
        case
            when bool_or(has_years) then max(header_cells) filter (where has_month and not has_years)
        end as month_cells,
        -- Averages named on a line of their own stand outside the table and say nothing of its columns.
        coalesce(bool_or(has_month and has_average), false) as names_average,
        -- Months on two lines have no order that a reader could be sure of.
        count(*) filter (where has_month) as month_line_count
    from numbered_lines
    group by report_id, header_order

),

-- The header of a table is printed again on each of its pages.
header_texts as (

    select distinct
        report_id,
        header_text,
        year_cells,
        month_cells
    from headers

),

header_words as (

    select
        *,
        regexp_extract_all(
            header_text, '{{ month_word_pattern() }}|\b{{ serial_day_pattern() }}\b', 0
        ) as words
    from header_texts

),

word_positions as (

    select
        *,
        {{ unnested(positions_of('words')) }} as position
    from header_words

),

month_words as (

    select
        *,
        {{ list_element('words', 'position') }} as month_word
    from word_positions

),

-- A year stands above the first of its months.
cell_positions as (

    select
        header_texts.report_id,
        header_texts.header_text,
        header_texts.year_cells,
        header_texts.month_cells,
        {{ split_text('header_texts.year_cells', 'chr(9)') }} as year_list,
        {{ split_text('header_texts.month_cells', 'chr(9)') }} as month_list,
        {{ unnested(positions_of(split_text('header_texts.month_cells', 'chr(9)'))) }} as cell_position
    from header_texts
    where header_texts.year_cells is not null

),

years_above as (

    select
        report_id,
        header_text,
        year_cells,
        month_cells,
        row_number() over (
            partition by report_id, header_text, year_cells, month_cells
            order by cell_position asc nulls last
        ) as position,
        last_value(nullif({{ list_element('year_list', 'cell_position') }}, '') ignore nulls) over (
            partition by report_id, header_text, year_cells, month_cells
            order by cell_position asc nulls last
            rows between unbounded preceding and current row
        ) as year_above
    from cell_positions
    qualify {{ matches('lower(' ~ list_element('month_list', 'cell_position') ~ ')', month_word_pattern()) }}

),

dated_words as (

    select
        month_words.report_id,
        month_words.header_text,
        month_words.year_cells,
        month_words.month_cells,
        month_words.position,
        {{ number_of_month_word('month_words.month_word') }} as month_number,
        coalesce(
            {{ year_of_month_word('month_words.month_word') }}, try_cast(years_above.year_above as integer),
            -- One year alone is that of all months.
            try_cast(trim(month_words.year_cells, chr(9)) as integer)
        ) as printed_year
    from month_words
    left join years_above
        on
            month_words.report_id = years_above.report_id
            and month_words.header_text = years_above.header_text
            and month_words.year_cells = years_above.year_cells
            and month_words.month_cells = years_above.month_cells
            and month_words.position = years_above.position

),

month_dates as (

    select
        dated_words.*,
        {{ month_start(
            "coalesce(
                dated_words.printed_year,
                case
                    when dated_words.month_number < extract(month from report_headings.period_from)
                        then extract(year from report_headings.period_to)
                    else extract(year from report_headings.period_from)
                end
            )",
            'dated_words.month_number'
        ) }} as month
    from dated_words
    inner join report_headings on dated_words.report_id = report_headings.report_id

),

header_months as (

    select
        report_id,
        header_text,
        year_cells,
        month_cells,
        count(*) as month_count,
        count(distinct coalesce(month, {{ month_start('1', 'month_number') }})) as distinct_count,
        {{ ordered_list('month', 'position') }} as months
    from month_dates
    group by report_id, header_text, year_cells, month_cells

),

judged_headers as (

    select
        headers.report_id,
        headers.header_number,
        headers.line_number,
        headers.names_average,
        headers.header_text,
        header_months.months,
        coalesce(
            {{ matches("headers.header_text || ' '", read_header_pattern()) }}
            and header_months.month_count = header_months.distinct_count
            and header_months.month_count <= {{ most_months }}
            and headers.month_line_count = 1
            -- Years stand where their months are, or there is one.
            and (
                headers.year_cells is null
                or contains(headers.year_cells, chr(9))
                or {{ matches('headers.year_cells', '^20[0-9]{2}$') }}
            ),
            false
        ) as is_read
    from headers
    left join header_months
        on
            headers.report_id = header_months.report_id
            and headers.header_text = header_months.header_text
            and headers.year_cells is not distinct from header_months.year_cells
            and headers.month_cells is not distinct from header_months.month_cells

),

-- Header 0 is the one of a report without headers: the months of its period.
all_headers as (

    select
        report_id,
        0 as header_number,
        0 as line_number,
        false as names_average,
        cast(null as varchar) as header_text,
        case
            when period_to < {{ months_after('period_from', most_months) }}
                then {{ months_between('period_from', 'period_to') }}
        end as months,
        true as is_read
    from report_headings

    union all

    select
        report_id,
        header_number,
        line_number,
        names_average,
        header_text,
        case when is_read then months end as months,
        is_read
    from judged_headers

)

select
    ---------- ids
    report_id,
    header_number,
    line_number,

    ---------- columns
    names_average,
    months,
    -- The first of its months, where they follow each other without a hole; null where they do not.
    case
        when
            months = {{ months_between(
                list_element('months', 1), list_element('months', list_length('months'))
            ) }}
            then {{ list_element('months', 1) }}
    end as first_month,

    ---------- whether it was recognised, and what in it was not
    is_read,
    case
        when not is_read
            then
                left(coalesce(
                    nullif(
                        {{ single_spaces(regex_replace(
                            'header_text',
                            "'" ~ month_word_pattern() ~ "|\\b" ~ average_word_pattern() ~ "(?: |$)|\\b" ~ label_word_pattern() ~ "(?: |$)|\\btidsserie\\b'",
                            "''"
                        )) }},
                        ''
                    ),
                    header_text
                ), {{ longest_unread_text }})
    end as unread_text
from all_headers

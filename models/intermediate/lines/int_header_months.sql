-- The months that the text of a header names, in the order of its columns. The header of a table is printed again on
-- each of its pages: each text is looked at once in a report.
with headers as (select * from {{ of_new_reports(ref('int_header_lines')) }}),

report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

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
        {{ regex_extract_all(
            'header_text', month_word_pattern() ~ '|\\b' ~ serial_day_pattern() ~ '\\b', 0
        ) }} as words
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

cells_under_years as (

    select
        *,
        {{ last_known('nullif(' ~ list_element('year_list', 'cell_position') ~ ", '')") }} over (
            partition by report_id, header_text, year_cells, month_cells
            order by cell_position asc nulls last
            rows between unbounded preceding and current row
        ) as year_above
    from cell_positions

),

-- The cells that are months, counted as the words of the header are.
years_above as (

    select
        report_id,
        header_text,
        year_cells,
        month_cells,
        year_above,
        row_number() over (
            partition by report_id, header_text, year_cells, month_cells
            order by cell_position asc nulls last
        ) as position
    from cells_under_years
    where {{ matches('lower(' ~ list_element('month_list', 'cell_position') ~ ')', month_word_pattern()) }}

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
            try_cast({{ trimmed('month_words.year_cells', 'chr(9)') }} as integer)
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

)

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

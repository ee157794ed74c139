-- Which months a report says that it covers.
with lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

report_files as (

    select
        report_id,
        cast(nullif({{ regex_extract('file_name', file_month_pattern(), 1) }}, '') as integer) as file_year,
        cast(nullif({{ regex_extract('file_name', file_month_pattern(), 2) }}, '') as integer) as file_month
    from {{ of_new_reports(ref('stg_report_files')) }}

),

month_words as (

    select
        report_id,
        {{ unnested(regex_extract_all('folded_text', month_word_pattern(), 0)) }} as month_word
    from lines
    where line_shape = 'header'

),

header_months as (

    select
        report_id,
        min({{ number_of_month_word('month_word') }}) as first_month,
        max({{ number_of_month_word('month_word') }}) as last_month
    from month_words
    group by report_id

),

-- Months that are printed with their years say which months they are by themselves.
dated_months as (

    select
        report_id,
        {{ month_start(year_of_month_word('month_word'), number_of_month_word('month_word')) }} as month
    from month_words
    where {{ year_of_month_word('month_word') }} is not null

),

-- One year above all months is theirs.
years_above as (

    select
        table_lines.report_id,
        try_cast(min(lines.folded_text) as integer) as year_above
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    where table_lines.line_shape = 'header' and {{ matches('lines.folded_text', years_pattern()) }}
    group by table_lines.report_id
    having min(lines.folded_text) = max(lines.folded_text)

),

periods as (

    select
        report_id,
        line_number,
        1 as place_rank,
        {{ period_columns('folded_text', period_pattern()) }}
    from lines
    where line_shape = 'period'

    union all

    select
        report_id,
        line_number,
        2 as place_rank,
        {{ period_columns('folded_text', period_within_pattern()) }}
    from lines
    where line_shape = 'title' and {{ matches('folded_text', period_within_pattern()) }}

),

period_dates as (

    select
        report_id,
        line_number,
        place_rank,
        {{ month_start('coalesce(from_year, to_year)', 'coalesce(from_month, to_month)') }} as period_from,
        {{ month_start('to_year', 'to_month') }} as period_to,
        -- `Desember 2024` alone may be a date on the page; `Januar 2024 - Desember 2024` is a period.
        from_month is not null as is_range
    from periods

    union all

    -- A workbook may say only in its name when it is from (`202512_TILT120_...xlsx`): that is believed
    -- where its columns end with that month.
    select
        report_files.report_id,
        0 as line_number,
        4 as place_rank,
        {{ month_start('report_files.file_year', 'header_months.first_month') }} as period_from,
        {{ month_start('report_files.file_year', 'header_months.last_month') }} as period_to,
        true as is_range
    from report_files
    inner join header_months on report_files.report_id = header_months.report_id
    where header_months.last_month = report_files.file_month

    union all

    select
        report_id,
        0 as line_number,
        3 as place_rank,
        min(month) as period_from,
        max(month) as period_to,
        true as is_range
    from dated_months
    group by report_id

    union all

    select
        years_above.report_id,
        0 as line_number,
        3 as place_rank,
        {{ month_start('years_above.year_above', 'header_months.first_month') }} as period_from,
        {{ month_start('years_above.year_above', 'header_months.last_month') }} as period_to,
        true as is_range
    from years_above
    inner join header_months on years_above.report_id = header_months.report_id

),

-- A report has one period, printed on every page; a page that says otherwise is outvoted here and
-- reported by the check of periods. Titles, the years in headers and the file's name count where no page
-- has a period.
period_votes as (

    select
        report_id,
        period_from,
        period_to,
        is_range,
        row_number() over (
            partition by report_id
            order by
                place_rank asc nulls last,
                is_range desc nulls last,
                count(*) desc nulls last,
                min(line_number) asc nulls last
        ) as vote_rank
    from period_dates
    group by report_id, period_from, period_to, is_range, place_rank

),

other_periods as (

    select
        period_dates.report_id,
        count(*) as line_count
    from period_dates
    inner join period_votes
        on period_dates.report_id = period_votes.report_id and period_votes.vote_rank = 1
    where
        period_dates.place_rank in (1, 2)
        and (
            period_dates.period_from < period_votes.period_from
            or period_dates.period_to > period_votes.period_to
            or (
                period_dates.is_range
                and (
                    period_dates.period_from > period_votes.period_from
                    or period_dates.period_to < period_votes.period_to
                )
            )
        )
    group by period_dates.report_id

)

select
    ---------- ids
    period_votes.report_id,

    ---------- the months; a month alone is the last of those in the headers
    case
        when
            not period_votes.is_range
            and extract(month from period_votes.period_to) = header_months.last_month
            then {{ month_start('extract(year from period_votes.period_to)', 'header_months.first_month') }}
        else period_votes.period_from
    end as period_from,
    period_votes.period_to,

    ---------- how many lines say otherwise
    coalesce(other_periods.line_count, 0) as other_period_count
from period_votes
left join header_months on period_votes.report_id = header_months.report_id
left join other_periods on period_votes.report_id = other_periods.report_id
where period_votes.vote_rank = 1

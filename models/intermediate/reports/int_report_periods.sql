-- Which months a report says that it covers.
with lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

header_periods as (select * from {{ of_new_reports(ref('int_header_periods')) }}),

report_files as (

    select
        report_id,
        cast(nullif({{ regex_extract('file_name', file_month_pattern(), 1) }}, '') as integer) as file_year,
        cast(nullif({{ regex_extract('file_name', file_month_pattern(), 2) }}, '') as integer) as file_month
    from {{ of_new_reports(ref('stg_report_files')) }}

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

    select
        report_id,
        0 as line_number,
        3 as place_rank,
        dated_from as period_from,
        dated_to as period_to,
        true as is_range
    from header_periods
    where dated_to is not null

    union all

    select
        report_id,
        0 as line_number,
        3 as place_rank,
        {{ month_start('year_above', 'first_month') }} as period_from,
        {{ month_start('year_above', 'last_month') }} as period_to,
        true as is_range
    from header_periods
    where year_above is not null

    union all

    -- A workbook may say only in its name when it is from (`202512_TILT120_...xlsx`): that is believed
    -- where its columns end with that month.
    select
        report_files.report_id,
        0 as line_number,
        4 as place_rank,
        {{ month_start('report_files.file_year', 'header_periods.first_month') }} as period_from,
        {{ month_start('report_files.file_year', 'header_periods.last_month') }} as period_to,
        true as is_range
    from report_files
    inner join header_periods on report_files.report_id = header_periods.report_id
    where header_periods.last_month = report_files.file_month

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
            and extract(month from period_votes.period_to) = header_periods.last_month
            then {{ month_start('extract(year from period_votes.period_to)', 'header_periods.first_month') }}
        else period_votes.period_from
    end as period_from,
    period_votes.period_to,

    ---------- how many lines say otherwise
    coalesce(other_periods.line_count, 0) as other_period_count
from period_votes
left join header_periods on period_votes.report_id = header_periods.report_id
left join other_periods on period_votes.report_id = other_periods.report_id
where period_votes.vote_rank = 1

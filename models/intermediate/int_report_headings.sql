with lines as (

    select * from {{ ref('stg_report_lines') }}
    {{ new_reports_only() }}

),

periods as (

    select
        report_id,
        line_number,
        {{ month_number("nullif(regexp_extract(folded_text, '" ~ period_pattern() ~ "', 1), '')") }}
            as from_month,
        cast(nullif(regexp_extract(folded_text, '{{ period_pattern() }}', 2), '') as integer) as from_year,
        {{ month_number("regexp_extract(folded_text, '" ~ period_pattern() ~ "', 3)") }} as to_month,
        cast(nullif(regexp_extract(folded_text, '{{ period_pattern() }}', 4), '') as integer) as to_year
    from lines
    where line_shape = 'period'

),

period_dates as (

    select
        report_id,
        line_number,
        {{ month_start('coalesce(from_year, to_year)', 'coalesce(from_month, to_month)') }} as period_from,
        {{ month_start('to_year', 'to_month') }} as period_to,
        -- `Desember 2024` alone may be a date on the page; `Januar 2024 - Desember 2024` is a period.
        from_month is not null as is_range
    from periods

),

-- A report has one period, printed on every page; a page that says otherwise is outvoted here and
-- reported by the check of periods.
period_votes as (

    select
        report_id,
        period_from,
        period_to,
        row_number() over (
            partition by report_id
            order by is_range desc nulls last, count(*) desc nulls last, min(line_number) asc nulls last
        ) as vote_rank
    from period_dates
    group by report_id, period_from, period_to, is_range

),

other_periods as (

    select
        period_dates.report_id,
        count(*) as line_count
    from period_dates
    inner join period_votes
        on period_dates.report_id = period_votes.report_id and period_votes.vote_rank = 1
    where
        period_dates.period_from < period_votes.period_from
        or period_dates.period_to > period_votes.period_to
    group by period_dates.report_id

),

headings as (

    select
        report_id,
        count(*) as line_count,
        count(*) filter (where line_shape = 'header') as header_line_count,
        min_by(clean_text, line_number) filter (where line_shape = 'title') as title_line,
        max('TILT' || nullif(regexp_extract(folded_text, '{{ report_code_pattern() }}', 1), ''))
        filter (where line_shape = 'title') as report_code,
        count(distinct nullif(regexp_extract(folded_text, '{{ report_code_pattern() }}', 1), ''))
        filter (where line_shape = 'title') as report_code_count,
        mode({{ parse_date(
            "regexp_extract(folded_text, '" ~ published_on_pattern() ~ "', 1)", "'%d.%m.%Y'"
        ) }}) filter (where line_shape = 'published_on') as published_on,
        count(distinct regexp_extract(folded_text, '{{ published_on_pattern() }}', 1))
        filter (where line_shape = 'published_on') as published_on_count
    from lines
    group by report_id

)

select
    ---------- ids
    headings.report_id,
    headings.report_code,

    ---------- what the report says of itself
    {{ regex_replace('headings.title_line', "'(?i)^kilde:? ?nav '", "''") }} as title,
    period_votes.period_from,
    period_votes.period_to,
    headings.published_on,

    ---------- numbers
    headings.line_count,
    headings.header_line_count,
    headings.report_code_count,
    headings.published_on_count,
    coalesce(other_periods.line_count, 0) as other_period_count
from headings
left join other_periods on headings.report_id = other_periods.report_id
left join period_votes
    on headings.report_id = period_votes.report_id and period_votes.vote_rank = 1

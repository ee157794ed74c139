with lines as {{ read_twice() }} (

    select * from {{ ref('stg_report_lines') }}
    {{ new_reports_only() }}

),

report_files as (

    select
        report_id,
        file_name,
        cast(nullif(regexp_extract(file_name, '{{ file_month_pattern() }}', 1), '') as integer) as file_year,
        cast(nullif(regexp_extract(file_name, '{{ file_month_pattern() }}', 2), '') as integer) as file_month
    from {{ source('raw', 'report_files') }}
    {{ new_reports_only() }}

),

header_words as (

    select
        report_id,
        {{ unnested("regexp_extract_all(folded_text, '" ~ month_name_pattern() ~ "')") }} as month_name
    from lines
    where line_shape = 'header'

),

header_months as (

    select
        report_id,
        min({{ month_number('month_name') }}) as first_month,
        max({{ month_number('month_name') }}) as last_month
    from header_words
    group by report_id

),

periods as (

    select
        report_id,
        line_number,
        1 as place_rank,
        {{ period_columns(period_pattern()) }}
    from lines
    where line_shape = 'period'

    union all

    select
        report_id,
        line_number,
        2 as place_rank,
        {{ period_columns(period_within_pattern()) }}
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
        3 as place_rank,
        {{ month_start('report_files.file_year', 'header_months.first_month') }} as period_from,
        {{ month_start('report_files.file_year', 'header_months.last_month') }} as period_to,
        true as is_range
    from report_files
    inner join header_months on report_files.report_id = header_months.report_id
    where header_months.last_month = report_files.file_month

),

-- A report has one period, printed on every page; a page that says otherwise is outvoted here and
-- reported by the check of periods. Titles and the file's name count where no page has a period.
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
        period_dates.place_rank = 1
        and (
            period_dates.period_from < period_votes.period_from
            or period_dates.period_to > period_votes.period_to
        )
    group by period_dates.report_id

),

line_counts as (

    select
        report_id,
        count(*) as line_count,
        count(*) filter (where line_shape = 'header') as header_line_count
    from lines
    group by report_id

),

titles as (

    select
        report_id,
        min_by(clean_text, line_number) as title_line,
        max('TILT' || nullif(regexp_extract(folded_text, '{{ report_code_pattern() }}', 1), ''))
            as report_code,
        count(distinct nullif(regexp_extract(folded_text, '{{ report_code_pattern() }}', 1), ''))
            as report_code_count
    from lines
    where line_shape = 'title'
    group by report_id

),

publications as (

    select
        report_id,
        mode({{ parse_date(
            "regexp_extract(folded_text, '" ~ published_on_pattern() ~ "', 1)", "'%d.%m.%Y'"
        ) }}) as published_on,
        count(distinct regexp_extract(folded_text, '{{ published_on_pattern() }}', 1))
            as published_on_count
    from lines
    where line_shape = 'published_on'
    group by report_id

)

select
    ---------- ids
    line_counts.report_id,
    coalesce(
        titles.report_code,
        'TILT' || nullif(regexp_extract(lower(report_files.file_name), '{{ report_code_pattern() }}', 1), '')
    ) as report_code,

    ---------- what the report says of itself
    {{ regex_replace('titles.title_line', "'(?i)^kilde:? ?nav '", "''") }} as title,
    -- A month alone is the last of those in the headers.
    case
        when
            not period_votes.is_range
            and extract(month from period_votes.period_to) = header_months.last_month
            then {{ month_start('extract(year from period_votes.period_to)', 'header_months.first_month') }}
        else period_votes.period_from
    end as period_from,
    period_votes.period_to,
    publications.published_on,

    ---------- numbers
    line_counts.line_count,
    line_counts.header_line_count,
    coalesce(titles.report_code_count, 0) as report_code_count,
    coalesce(publications.published_on_count, 0) as published_on_count,
    coalesce(other_periods.line_count, 0) as other_period_count
from line_counts
inner join report_files on line_counts.report_id = report_files.report_id
left join titles on line_counts.report_id = titles.report_id
left join publications on line_counts.report_id = publications.report_id
left join header_months on line_counts.report_id = header_months.report_id
left join other_periods on line_counts.report_id = other_periods.report_id
left join period_votes
    on line_counts.report_id = period_votes.report_id and period_votes.vote_rank = 1

-- What a report says of itself, on its first page and at the top of the others.
with lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

report_files as (select * from {{ of_new_reports(ref('stg_report_files')) }}),

report_periods as (select * from {{ of_new_reports(ref('int_report_periods')) }}),

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
        min_by(clean_text, line_number) filter (where {{ matches('folded_text', measures_title_pattern()) }})
            as title_line,
        coalesce(bool_or({{ matches('folded_text', measures_title_pattern()) }}), false) as names_measures,
        -- A title that says more than that (`Tidligere tiltaksdeltakere i jobb`).
        min_by(clean_text, line_number) filter (
            where
            {{ matches('folded_text', 'tiltaksdeltakere|arbeidsrettede tiltak') }}
            and (
                not {{ matches('folded_text', measures_title_pattern()) }}
                or {{ matches(
                    regex_replace('folded_text', 'deltakere i arbeidsrettede tiltak'),
                    other_population_pattern()
                ) }}
            )
        ) as strange_title,
        max('TILT' || nullif({{ regex_extract('folded_text', report_code_pattern(), 1) }}, ''))
            as report_code,
        count(distinct nullif({{ regex_extract('folded_text', report_code_pattern(), 1) }}, ''))
            as report_code_count
    from lines
    where line_shape = 'title'
    group by report_id

),

-- A title that is broken over two lines goes on in the next.
other_titles as (

    select
        other_lines.report_id,
        min_by(other_lines.clean_text, other_lines.line_number) as other_title
    from lines as other_lines
    left join lines as title_lines
        on
            other_lines.line_shape = 'unknown_title'
            and other_lines.report_id = title_lines.report_id
            and other_lines.line_number = title_lines.line_number + 1
            and title_lines.line_shape = 'title'
    where
        other_lines.line_shape in ('other_title', 'unknown_title')
        and title_lines.report_id is null
    group by other_lines.report_id

),

-- Whether it says that it prints groups of measures.
group_titles as (

    select distinct report_id
    from lines
    where
        line_shape in ('title', 'section', 'published_on')
        and {{ matches('folded_text', 'tiltaksgruppe|hovedgruppe') }}

),

publications as (

    select
        report_id,
        mode({{ parse_date(regex_extract('folded_text', published_on_pattern(), 1)) }}) as published_on,
        count(distinct {{ regex_extract('folded_text', published_on_pattern(), 1) }})
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
        'TILT' || nullif({{ regex_extract('lower(report_files.file_name)', report_code_pattern(), 1) }}, '')
    ) as report_code,

    ---------- what the report says of itself
    {{ regex_replace(single_spaces('titles.title_line'), '(?i)^kilde:? ?nav ') }} as title,
    {{ regex_replace(
        single_spaces('coalesce(other_titles.other_title, titles.strange_title)'), '(?i)^kilde:? ?nav '
    ) }} as other_title,
    coalesce(titles.names_measures, false) as names_measures,
    group_titles.report_id is not null as names_groups,
    {{ label_key("coalesce(titles.title_line, '')") }} as title_key,
    report_periods.period_from,
    report_periods.period_to,
    publications.published_on,

    ---------- numbers
    line_counts.line_count,
    line_counts.header_line_count,
    coalesce(titles.report_code_count, 0) as report_code_count,
    coalesce(publications.published_on_count, 0) as published_on_count,
    coalesce(report_periods.other_period_count, 0) as other_period_count
from line_counts
inner join report_files on line_counts.report_id = report_files.report_id
left join titles on line_counts.report_id = titles.report_id
left join other_titles on line_counts.report_id = other_titles.report_id
left join group_titles on line_counts.report_id = group_titles.report_id
left join publications on line_counts.report_id = publications.report_id
left join report_periods on line_counts.report_id = report_periods.report_id

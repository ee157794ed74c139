-- Text above a table that is no known heading, title or period, nor prose: it may say that the table is of
-- some people only, or of something else than people.
with lines as (

    select * from {{ ref('stg_report_lines') }}
    {{ new_reports_only() }}

),

text_runs as (

    select * from {{ ref('int_text_runs') }}
    {{ new_reports_only() }}

),

-- `Kommune. Menn Rapport oppdatert: 02.04.2026`
dated_headings as (

    select
        report_id,
        line_number,
        trim({{ regex_replace('folded_text', "'rapport(?:en)? (?:sist )?oppdatert.*$'", "''") }}) as heading_text
    from lines
    where line_shape = 'published_on'

)

select
    ---------- ids
    report_id,
    -- The title, heading or date that it stands under; a heading with a date is that itself.
    line_number as heading_number,
    line_number,

    ---------- text
    {{ label_key('heading_text') }} as heading_key
from dated_headings
where heading_text <> '' and not {{ matches('heading_text', section_pattern()) }}

union all

select
    report_id,
    heading_number,
    min(line_number) as line_number,
    {{ join_strings('line_key', "''", 'line_number') }} as heading_key
from text_runs
where row_line_number is null and is_text and not is_prose
group by report_id, heading_number, run_number

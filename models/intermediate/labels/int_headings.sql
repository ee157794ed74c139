-- Text above a table that is no known heading, title or period, nor prose: it may say that the table is of
-- some people only, or of something else than people.
with lines as (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

text_runs as (select * from {{ of_new_reports(ref('int_text_runs')) }}),

table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

-- `Kommune. Menn Rapport oppdatert: 02.04.2026`
dated_headings as (

    select
        report_id,
        line_number,
        {{ trimmed(regex_replace('folded_text', 'rapport(?:en)? (?:sist )?oppdatert.*$')) }}
            as heading_text
    from lines
    where line_shape = 'published_on'

)

select
    ---------- ids
    dated_headings.report_id,
    dated_headings.line_number,
    -- The title, or first line of a sheet, that it stands under.
    min(table_lines.title_number) as title_number,

    ---------- text
    {{ label_key('dated_headings.heading_text') }} as heading_key
from dated_headings
inner join table_lines
    on
        dated_headings.report_id = table_lines.report_id
        and dated_headings.line_number = table_lines.heading_number
where
    dated_headings.heading_text <> ''
    and not {{ matches('dated_headings.heading_text', section_pattern()) }}
group by dated_headings.report_id, dated_headings.line_number, dated_headings.heading_text

union all

select
    report_id,
    min(line_number) as line_number,
    min(title_number) as title_number,
    {{ join_strings('line_key', "''", 'line_number') }} as heading_key
from text_runs
where row_line_number is null and is_text and not is_prose
group by report_id, run_number

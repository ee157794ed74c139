with line_kinds as (

    select * from {{ ref('int_line_kinds') }}
    where line_kind = 'rejected'

),

report_lines as (select * from {{ source('raw', 'report_lines') }}),

report_files as (select * from {{ source('raw', 'report_files') }}),

reasons as (select * from {{ ref('rejection_reason') }})

select
    ---------- ids
    line_kinds.report_id,
    line_kinds.line_number,
    report_files.file_name,

    ---------- where a person finds it
    {{ place_of('report_lines') }} as place,

    ---------- the line and why it could not be read
    report_lines.line_text,
    line_kinds.reason_code,
    coalesce(chr(39) || line_kinds.unread_text || chr(39) || ': ', '') || reasons.reason as reason,
    line_kinds.is_cut_off
from line_kinds
inner join report_lines
    on line_kinds.report_id = report_lines.report_id and line_kinds.line_number = report_lines.line_number
inner join report_files on line_kinds.report_id = report_files.report_id
left join reasons on line_kinds.reason_code = reasons.reason_code

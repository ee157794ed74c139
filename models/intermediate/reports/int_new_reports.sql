{{ config(materialized='view') }}

select report_files.report_id
from {{ source('raw', 'report_files') }} as report_files
left join {{ source('raw', 'built_reports') }} as built_reports
    on report_files.report_id = built_reports.report_id
where built_reports.report_id is null

-- What a report is about as a whole, which some of them say nowhere: its measures tell.
with row_labels as (

    select * from {{ ref('int_row_labels') }}
    {{ new_reports_only() }}

),

report_headings as (

    select * from {{ ref('int_report_headings') }}
    {{ new_reports_only() }}

),

measures as (

    select * from {{ ref('measure') }}

),

measure_groups as (

    select * from {{ ref('measure_group') }}

),

report_types as (

    select * from {{ ref('report_type') }}

),

votes as (

    select
        row_labels.report_id,
        count(*) filter (where row_labels.measure_code is not null and row_labels.measure_group_code is null)
            as measure_count,
        count(*) filter (where row_labels.measure_group_code is not null and row_labels.measure_code is null)
            as group_count,
        count(distinct coalesce(measure_groups.printed_with_group_code, measures.measure_group_code))
            as total_count,
        min(coalesce(measure_groups.printed_with_group_code, measures.measure_group_code)) as total_code
    from row_labels
    left join measures on row_labels.measure_code = measures.measure_code
    left join measure_groups on measures.measure_group_code = measure_groups.measure_group_code
    group by row_labels.report_id

)

select
    ---------- ids
    report_headings.report_id,

    ---------- what it is about
    coalesce(votes.group_count > votes.measure_count, false) as prints_groups,
    case
        when report_types.total_measure_code is not null then report_types.total_measure_code
        when votes.group_count > votes.measure_count then '_T'
        -- Groups that share a report have their total together, even where only one of them is printed.
        when votes.total_count = 1 then votes.total_code
        else '_T'
    end as total_measure_code
from report_headings
left join votes on report_headings.report_id = votes.report_id
left join report_types on report_headings.report_code = report_types.report_code

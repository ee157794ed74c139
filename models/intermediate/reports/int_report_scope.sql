-- What a report is about as a whole. It is one of measures if it says so; one that says nothing is, if
-- most names of its totals, and of rows under totals without a measure, are known ones.
with report_labels as (select * from {{ of_new_reports(ref('int_report_labels')) }}),

read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

measures as (select * from {{ ref('measure') }}),

measure_groups as (select * from {{ ref('measure_group') }}),

report_types as (

    select
        *,
        {{ label_key('report_name') }} as name_key
    from {{ ref('report_type') }}

),

-- The type of a report by its title, where it names the group; without a code that is its type.
types_by_title as (

    select
        report_headings.report_id,
        max_by(report_types.report_code, length(report_types.name_key)) as title_report_code
    from report_headings
    inner join report_types on contains(report_headings.title_key, report_types.name_key)
    group by report_headings.report_id

),

votes as (

    select
        report_labels.report_id,
        count(*) filter (
            where report_labels.measure_code is not null and report_labels.measure_group_code is null
        ) as measure_count,
        count(*) filter (
            where report_labels.measure_group_code is not null and report_labels.measure_code is null
        ) as group_count,
        count(distinct coalesce(measure_groups.printed_with_group_code, measures.measure_group_code))
            as total_count,
        min(coalesce(measure_groups.printed_with_group_code, measures.measure_group_code)) as total_code
    from report_labels
    left join measures on report_labels.measure_code = measures.measure_code
    left join measure_groups on measures.measure_group_code = measure_groups.measure_group_code
    where report_labels.is_read
    group by report_labels.report_id

),

untitled_rows as (

    select
        read_rows.report_id,
        read_rows.is_total,
        -- A status says that it is one of people on measures (`Andre på tiltak`).
        report_labels.status_key || report_labels.measure_key as member_key,
        coalesce(
            report_labels.measure_code, report_labels.measure_group_code, report_labels.status_code
        ) is not null as is_known,
        case
            when read_rows.is_total then report_labels.status_key || report_labels.measure_key <> ''
            else report_labels.other_dimension is null
        end as may_name_a_measure,
        max(case when read_rows.is_total then report_labels.measure_key end) over (
            partition by read_rows.report_id, read_rows.block_number
        ) as total_measure_key
    from read_rows
    inner join report_labels
        on
            read_rows.report_id = report_labels.report_id
            and read_rows.label = report_labels.label
            and read_rows.is_total = report_labels.is_total
    where
        coalesce(read_rows.reason_code, 'no_columns') = 'no_columns'
        and read_rows.report_id in (
            select report_headings.report_id from report_headings
            where not report_headings.names_measures
        )

),

untitled_reports as (

    select
        report_id,
        2 * count(distinct member_key) filter (where is_known) > count(distinct member_key) as has_measures
    from untitled_rows
    where may_name_a_measure and (is_total or total_measure_key = '')
    group by report_id

),

decided as (

    select
        report_headings.report_id,
        coalesce(report_headings.report_code, types_by_title.title_report_code) as report_code,
        -- A code that is not known, or beside the name of another group: what `I alt` is of is not known.
        (report_headings.report_code is not null and report_types.report_code is null)
        or coalesce(report_headings.report_code <> types_by_title.title_report_code, false)
            as is_type_unknown,
        report_headings.other_title is null
        and (report_headings.names_measures or coalesce(untitled_reports.has_measures, false))
            as is_of_measures,
        -- A group and a measure can share a name: the title decides, or the rows whose names are no others'.
        case
            when report_types.total_measure_code <> '_T' then false
            when report_headings.names_groups or report_types.total_measure_code = '_T' then true
            when votes.group_count <> votes.measure_count then votes.group_count > votes.measure_count
        end as prints_groups
    from report_headings
    left join votes on report_headings.report_id = votes.report_id
    left join types_by_title on report_headings.report_id = types_by_title.report_id
    left join report_types
        on coalesce(report_headings.report_code, types_by_title.title_report_code) = report_types.report_code
    left join untitled_reports on report_headings.report_id = untitled_reports.report_id

)

select
    ---------- ids
    decided.report_id,

    ---------- what it is about; null where nothing tells groups from measures
    decided.is_of_measures,
    decided.is_type_unknown,
    decided.prints_groups,
    case
        when report_types.total_measure_code is not null then report_types.total_measure_code
        when decided.prints_groups then '_T'
        -- Groups that share a report have their total together, even where only one of them is printed.
        when votes.total_count = 1 then votes.total_code
        else '_T'
    end as total_measure_code
from decided
left join votes on decided.report_id = votes.report_id
left join report_types on decided.report_code = report_types.report_code

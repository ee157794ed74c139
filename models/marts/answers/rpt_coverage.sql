-- What is printed of each group for each month: so that a hole in a series is not taken for a fall.
with facts as (

    select
        facts.measure_code,
        facts.measure_group_code,
        facts.breakdown,
        facts.month,
        facts.report_id,
        vintage_order.vintage_order,
        case when facts.measure_level = 'group' then 'group' else 'measure' end as printed_level,
        case when facts.status_code = '_T' then 'all statuses' else 'status' end as status_breakdown
    from {{ ref('obt_participants') }} as facts
    inner join {{ ref('int_vintage_order') }} as vintage_order on facts.report_id = vintage_order.report_id
    where facts.measure_code <> '_T'

),

measures as (select * from {{ ref('dim_measure') }}),

known_groups as (

    select
        groups.measure_code as measure_group_code,
        groups.measure_label as measure_group_label,
        groups.printed_with_group_code,
        report_type.report_code,
        count(measures.measure_code) as known_measure_count
    from measures as groups
    left join {{ ref('report_type') }} as report_type
        on coalesce(groups.printed_with_group_code, groups.measure_code) = report_type.total_measure_code
    left join measures
        on groups.measure_code = measures.measure_group_code and measures.measure_level = 'measure'
    where
        groups.measure_level = 'group'
        and groups.measure_code <> '_T'
        and groups.measure_code not in (
            select joint.printed_with_group_code from measures as joint
            where joint.printed_with_group_code is not null
        )
    group by
        groups.measure_code, groups.measure_label, groups.printed_with_group_code, report_type.report_code

),

-- A joint group is printed for each of those in it.
printed as (

    select
        known_groups.measure_group_code,
        facts.printed_level,
        facts.breakdown,
        facts.status_breakdown,
        facts.month,
        count(distinct facts.measure_code) as printed_measure_count,
        max_by(facts.report_id, facts.vintage_order) as report_id
    from facts
    inner join known_groups
        on
            facts.measure_group_code = known_groups.measure_group_code
            or facts.measure_code = known_groups.printed_with_group_code
    group by
        known_groups.measure_group_code, facts.printed_level, facts.breakdown, facts.status_breakdown,
        facts.month

),

divisions as (

    select distinct
        printed_level,
        breakdown,
        status_breakdown
    from printed

),

months as (

    select month from {{ ref('dim_month') }}
    where
        month >= (select min(printed.month) from printed)
        and month <= (select max(printed.month) from printed)

),

dense as (

    select
        months.month,
        divisions.*,
        known_groups.*
    from months
    cross join divisions
    cross join known_groups

)

select
    ---------- ids
    dense.month,
    dense.measure_group_code,
    dense.printed_level as measure_level,
    dense.breakdown,
    dense.status_breakdown,
    dense.breakdown || ' / ' || dense.printed_level || ' / ' || dense.status_breakdown as grain,

    ---------- in words
    dense.measure_group_label,
    dense.report_code,

    ---------- what is printed
    printed.month is not null as is_printed,
    cast(coalesce(printed.printed_measure_count, 0) as integer) as printed_measure_count,
    cast(case when dense.printed_level = 'group' then 1 else dense.known_measure_count end as integer)
        as known_measure_count,
    bool_and(printed.month is not null) over (
        partition by dense.month, dense.printed_level, dense.breakdown, dense.status_breakdown
    ) as is_complete_month,
    max(printed.month) over (
        partition by
            dense.measure_group_code, dense.printed_level, dense.breakdown, dense.status_breakdown
    ) as newest_month,

    ---------- by which report
    printed.report_id,
    reports.file_name
from dense
left join printed
    on
        dense.month = printed.month
        and dense.measure_group_code = printed.measure_group_code
        and dense.printed_level = printed.printed_level
        and dense.breakdown = printed.breakdown
        and dense.status_breakdown = printed.status_breakdown
left join {{ ref('dim_report') }} as reports on printed.report_id = reports.report_id

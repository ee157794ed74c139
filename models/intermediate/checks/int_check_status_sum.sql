-- The statuses add up to the total of all, where a report prints both.
with observed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_observations')) }}),

members as (select * from {{ ref('int_members') }}),

parts as (

    select
        member_key,
        {{ member_key(
            'measure_code', "'_T'", 'region_level', 'region_code', 'demographic_dimension', 'demographic_code'
        ) }} as total_key
    from members
    where status_code <> '_T'

),

part_rows as (

    select
        observed_rows.*,
        parts.total_key
    from observed_rows
    inner join parts on observed_rows.member_key = parts.member_key

),

sums as (

    {{ sums_by_month('part_rows', 'total_key') }}

),

total_rows as (

    select *
    from observed_rows
    where member_key in (select parts.total_key from parts)

),

totals as (

    {{ by_month('total_rows', ['report_id', 'member_key']) }}

),

rejected_rows as (

    select distinct report_id
    from {{ ref('int_row_members') }}
    where reason_code in (
        select reason_code from {{ ref('rejection_reason') }}
        where not is_contradiction and reason_code <> 'note'
    )

)

select
    ---------- ids
    sums.report_id,
    'status_sum' as check_code,
    {{ subject_columns('statuses', 'members.measure_code', member=member_name('members')) }},
    sums.month,
    sums.last_line_number as line_number,

    ---------- bounds
    totals.participants_low as expected_low,
    totals.participants_high as expected_high,
    sums.found_low,
    sums.found_high,

    ---------- result
    {{ sum_agrees('totals', 'sums') }} as passed,
    -- Of one status the row could not be read, or its table was cut off.
    coalesce(sums.found_high < totals.participants_low, true) and rejected_rows.report_id is not null
        as lacks_rows
from sums
inner join totals
    on
        sums.report_id = totals.report_id
        and sums.total_key = totals.member_key
        and sums.month = totals.month
inner join members on sums.total_key = members.member_key
left join rejected_rows on sums.report_id = rejected_rows.report_id

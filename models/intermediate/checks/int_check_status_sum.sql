-- The statuses add up to the total of all, where a report prints both.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

sums as (

    select
        report_id,
        measure_code,
        region_level,
        region_code,
        demographic_dimension,
        demographic_code,
        month,
        max(line_number) as line_number,
        sum(participants_low) as found_low,
        sum(participants_high) as found_high
    from observations
    where status_code <> '_T'
    group by all

),

totals as (

    select * from observations
    where status_code = '_T'

)

select
    ---------- ids
    sums.report_id,
    'status_sum' as check_code,
    {{ table_name(
        'sums.measure_code',
        "'statuses'",
        "sums.region_code || case when sums.demographic_code = '_T' then '' else ' ' || sums.demographic_code end"
    ) }} as table_name,
    sums.month,
    sums.line_number,

    ---------- bounds
    totals.participants_low as expected_low,
    totals.participants_high as expected_high,
    sums.found_low,
    sums.found_high,

    ---------- result
    {{ sum_agrees('totals', 'sums') }} as passed,
    false as is_cut_short
from sums
inner join totals
    on
        sums.report_id = totals.report_id
        and sums.measure_code = totals.measure_code
        and sums.region_level = totals.region_level
        and sums.region_code = totals.region_code
        and sums.demographic_dimension = totals.demographic_dimension
        and sums.demographic_code = totals.demographic_code
        and sums.month = totals.month

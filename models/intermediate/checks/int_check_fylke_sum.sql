-- The kommuner of a fylke add up to the fylke, where a report prints both.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

fylker as (

    select * from observations
    where region_level = 'fylke'

),

kommuner as (

    select
        *,
        -- A kommune's code begins with its fylke's.
        case when region_code = 'unknown' then region_code else left(region_code, 2) end as fylke_code
    from observations
    where region_level = 'kommune'

),

last_rows as (

    {{ last_rows() }}

),

sums as (

    select
        report_id,
        measure_code,
        status_code,
        fylke_code,
        month,
        max(line_number) as line_number,
        sum(participants_low) as found_low,
        sum(participants_high) as found_high
    from kommuner
    group by report_id, measure_code, status_code, fylke_code, month

)

select
    ---------- ids
    sums.report_id,
    'fylke_sum' as check_code,
    {{ table_name('sums.measure_code', 'sums.status_code', "'kommune ' || sums.fylke_code") }} as table_name,
    sums.month,
    sums.line_number,

    ---------- bounds
    fylker.participants_low as expected_low,
    fylker.participants_high as expected_high,
    sums.found_low,
    sums.found_high,

    ---------- result
    {{ sum_agrees('fylker', 'sums') }} as passed,
    {{ is_cut_short('fylker.participants_low', 'sums.found_high', 'sums.line_number') }} as is_cut_short
from sums
inner join fylker
    on
        sums.report_id = fylker.report_id
        and sums.measure_code = fylker.measure_code
        and sums.status_code = fylker.status_code
        and sums.fylke_code = fylker.region_code
        and sums.month = fylker.month
left join last_rows on sums.report_id = last_rows.report_id

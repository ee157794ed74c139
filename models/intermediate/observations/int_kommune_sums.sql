-- What the kommuner of each fylke add up to, month by month.
with observed_rows as (select * from {{ of_new_reports(ref('int_observations')) }}),

members as (select * from {{ ref('int_members') }}),

kommuner as (

    select
        member_key,
        measure_code,
        status_code,
        -- A kommune's code begins with its fylke's.
        case when region_code = 'unknown' then region_code else left(region_code, 2) end as fylke_code
    from members
    where region_level = 'kommune'

),

keyed_kommuner as (

    select
        *,
        {{ member_key('measure_code', 'status_code', "'fylke'", 'fylke_code') }} as fylke_key
    from kommuner

),

kommune_rows as (

    select
        observed_rows.*,
        keyed_kommuner.fylke_key
    from observed_rows
    inner join keyed_kommuner on observed_rows.member_key = keyed_kommuner.member_key

),

sums as (

    {{ sums_by_month('kommune_rows', 'fylke_key') }}

),

fylke_keys as (

    select distinct
        fylke_key,
        measure_code,
        status_code,
        fylke_code
    from keyed_kommuner

)

select
    ---------- ids
    sums.report_id,
    fylke_keys.measure_code,
    fylke_keys.status_code,
    fylke_keys.fylke_code,
    sums.month,

    ---------- where to look
    sums.last_line_number,

    ---------- numbers
    sums.found_low,
    sums.found_high
from sums
inner join fylke_keys on sums.fylke_key = fylke_keys.fylke_key

-- The kommuner of a fylke add up to the fylke, where a report prints both.
with observed_rows as {{ kept_if_few() }} (

    select * from {{ of_new_reports(ref('int_observations')) }}

),

members as (

    select * from {{ ref('int_members') }}

),

row_members as (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

last_rows as (

    {{ last_rows('row_members') }}

),

rejected_tables as (

    {{ tables_with_rejected_rows('row_members') }}

),

kommuner as (

    select
        member_key,
        measure_code,
        status_code,
        region_code,
        -- A kommune's code begins with its fylke's.
        {{ member_key(
            'measure_code',
            'status_code',
            "'fylke'",
            "case when region_code = 'unknown' then region_code else left(region_code, 2) end"
        ) }} as fylke_key
    from members
    where region_level = 'kommune'

),

fylke_rows as (

    select
        observed_rows.*,
        members.measure_code,
        members.status_code,
        members.region_code
    from observed_rows
    inner join members on observed_rows.member_key = members.member_key
    where members.region_level = 'fylke'

),

fylker as (

    {{ by_month('fylke_rows', ['report_id', 'member_key', 'measure_code', 'status_code', 'region_code']) }}

),

kommune_rows as (

    select
        observed_rows.*,
        kommuner.region_code,
        kommuner.fylke_key
    from observed_rows
    inner join kommuner on observed_rows.member_key = kommuner.member_key

),

kommune_observations as (

    {{ by_month('kommune_rows', ['report_id', 'region_code', 'fylke_key', 'line_number']) }}

),

sums as (

    select
        report_id,
        fylke_key,
        month,
        max(line_number) as line_number,
        sum(participants_low) as found_low,
        sum(participants_high) as found_high
    from kommune_observations
    group by report_id, fylke_key, month

),

fylke_keys as (

    select distinct
        fylke_key,
        measure_code,
        status_code
    from kommuner

),

kommune_tables as (

    select
        sums.report_id,
        fylke_keys.measure_code,
        fylke_keys.status_code,
        max(sums.line_number) as last_line_number
    from sums
    inner join fylke_keys on sums.fylke_key = fylke_keys.fylke_key
    group by sums.report_id, fylke_keys.measure_code, fylke_keys.status_code

),

-- Where kommuner have no row for other areas, `Ukjent` may hold them too.
kommune_areas as (

    select
        report_id,
        fylke_key,
        month
    from kommune_observations
    where region_code = '99'

),

other_areas as (

    select fylker.*
    from fylker
    left join kommune_areas
        on
            fylker.report_id = kommune_areas.report_id
            and fylker.member_key = kommune_areas.fylke_key
            and fylker.month = kommune_areas.month
    where fylker.region_code = '99' and kommune_areas.report_id is null

),

-- A fylke whose kommuner are not there at all says that the table was cut before them. Elsewhere it
-- says nothing: not every report prints the kommuner of every fylke.
fylker_with_kommuner as (

    select
        fylker.report_id,
        fylker.measure_code,
        fylker.status_code,
        fylker.region_code as fylke_code,
        fylker.month,
        fylker.participants_low,
        fylker.participants_high + coalesce(other_areas.participants_high, 0) as participants_high,
        sums.found_low,
        sums.found_high,
        coalesce(sums.line_number, kommune_tables.last_line_number) as line_number
    from fylker
    inner join kommune_tables
        on
            fylker.report_id = kommune_tables.report_id
            and fylker.measure_code = kommune_tables.measure_code
            and fylker.status_code = kommune_tables.status_code
    left join sums
        on
            fylker.report_id = sums.report_id
            and fylker.member_key = sums.fylke_key
            and fylker.month = sums.month
    left join other_areas
        on
            fylker.report_id = other_areas.report_id
            and fylker.measure_code = other_areas.measure_code
            and fylker.status_code = other_areas.status_code
            and fylker.month = other_areas.month
            and fylker.region_code = 'unknown'
    left join last_rows on fylker.report_id = last_rows.report_id
    where
        sums.fylke_key is not null
        or (
            fylker.participants_low > 0
            and fylker.region_code not in ('99', 'unknown')
            and kommune_tables.last_line_number = last_rows.line_number
            and not last_rows.ends_its_table
        )

)

select
    ---------- ids
    fylker.report_id,
    'fylke_sum' as check_code,
    {{ table_name('fylker.measure_code', 'fylker.status_code', "'kommune ' || fylker.fylke_code") }}
        as table_name,
    fylker.month,
    fylker.line_number,

    ---------- bounds
    fylker.participants_low as expected_low,
    fylker.participants_high as expected_high,
    fylker.found_low,
    fylker.found_high,

    ---------- result
    {{ sum_agrees('fylker', 'fylker') }} as passed,
    {{ lacks_rows(
        'fylker.participants_low',
        'coalesce(fylker.found_high, 0)',
        'fylker.line_number',
        'rejected_tables.report_id is not null',
        'last_rows'
    ) }} as lacks_rows
from fylker_with_kommuner as fylker
left join last_rows on fylker.report_id = last_rows.report_id
left join rejected_tables
    on
        fylker.report_id = rejected_tables.report_id
        and fylker.measure_code = rejected_tables.table_measure_code
        and fylker.status_code = rejected_tables.table_status_code
        and rejected_tables.table_breakdown = 'kommune'

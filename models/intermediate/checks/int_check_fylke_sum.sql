-- The kommuner of a fylke add up to the fylke, where a report prints both.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
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
),

kommune_tables as (

    select
        report_id,
        measure_code,
        status_code,
        max(line_number) as last_line_number
    from kommuner
    group by report_id, measure_code, status_code

),

-- Where kommuner have no row for other areas, `Ukjent` may hold them too.
other_areas as (

    select fylker.*
    from fylker
    left join kommuner
        on
            fylker.report_id = kommuner.report_id
            and fylker.measure_code = kommuner.measure_code
            and fylker.status_code = kommuner.status_code
            and fylker.region_code = kommuner.region_code
            and fylker.month = kommuner.month
    where fylker.region_code = '99' and kommuner.report_id is null

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
            and fylker.measure_code = sums.measure_code
            and fylker.status_code = sums.status_code
            and fylker.region_code = sums.fylke_code
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
        sums.fylke_code is not null
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
    {{ is_cut_short('fylker.participants_low', 'coalesce(fylker.found_high, 0)', 'fylker.line_number') }}
        as is_cut_short
from fylker_with_kommuner as fylker
left join last_rows on fylker.report_id = last_rows.report_id

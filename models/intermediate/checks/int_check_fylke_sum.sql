-- The kommuner of a fylke add up to the fylke, where a report prints both.
with observed_rows as (select * from {{ of_new_reports(ref('int_observations')) }}),

members as (select * from {{ ref('int_members') }}),

kommune_sums as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_kommune_sums')) }}),

row_members as (select * from {{ of_new_reports(ref('int_row_members')) }}),

last_rows as (

    {{ last_rows('row_members') }}

),

rejected_tables as (

    {{ tables_with_rejected_rows('row_members') }}

),

fylke_rows as (

    select
        observed_rows.*,
        members.measure_code,
        members.status_code,
        members.region_code as fylke_code
    from observed_rows
    inner join members on observed_rows.member_key = members.member_key
    where members.region_level = 'fylke'

),

fylker as (

    {{ by_month('fylke_rows', ['report_id', 'measure_code', 'status_code', 'fylke_code']) }}

),

kommune_tables as (

    select
        report_id,
        measure_code,
        status_code,
        max(last_line_number) as last_line_number
    from kommune_sums
    group by report_id, measure_code, status_code

),

-- Where kommuner have no row for other areas, `Ukjent` may hold them too.
other_areas as (

    select fylker.*
    from fylker
    left join kommune_sums
        on
            {{ same_values('fylker', 'kommune_sums', [
                'report_id', 'measure_code', 'status_code', 'fylke_code', 'month',
            ]) }}
    where fylker.fylke_code = '99' and kommune_sums.report_id is null

),

-- A fylke whose kommuner are not there at all says that the table was cut before them. Elsewhere it
-- says nothing: not every report prints the kommuner of every fylke.
fylker_with_kommuner as (

    select
        fylker.report_id,
        fylker.measure_code,
        fylker.status_code,
        fylker.fylke_code,
        fylker.month,
        fylker.participants_low,
        fylker.participants_high + coalesce(other_areas.participants_high, 0) as participants_high,
        kommune_sums.found_low,
        kommune_sums.found_high,
        coalesce(kommune_sums.last_line_number, kommune_tables.last_line_number) as line_number
    from fylker
    inner join kommune_tables
        on {{ same_values('fylker', 'kommune_tables', ['report_id', 'measure_code', 'status_code']) }}
    left join kommune_sums
        on
            {{ same_values('fylker', 'kommune_sums', [
                'report_id', 'measure_code', 'status_code', 'fylke_code', 'month',
            ]) }}
    left join other_areas
        on
            {{ same_values('fylker', 'other_areas', ['report_id', 'measure_code', 'status_code', 'month']) }}
            and fylker.fylke_code = 'unknown'
    left join last_rows on fylker.report_id = last_rows.report_id
    where
        kommune_sums.report_id is not null
        or (
            fylker.participants_low > 0
            and fylker.fylke_code not in ('99', 'unknown')
            and kommune_tables.last_line_number = last_rows.line_number
            and not last_rows.ends_its_table
        )

)

select
    ---------- ids
    fylker.report_id,
    'fylke_sum' as check_code,
    {{ subject_columns(
        'fylke', 'fylker.measure_code', 'fylker.status_code', "'kommune'", 'fylker.fylke_code'
    ) }},
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

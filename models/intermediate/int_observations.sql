{%- set suppressed_sign = -1 -%}
-- A total is printed again at the top of every page, and in every breakdown: one observation, however
-- often it is printed.
with cells as (

    select * from {{ ref('int_cells') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

prints as (

    select
        cells.report_id,
        row_members.measure_code,
        row_members.status_code,
        row_members.region_level,
        row_members.region_code,
        row_members.demographic_dimension,
        row_members.demographic_code,
        cells.month,
        cells.line_number,
        cells.printed_value,
        -- A printed sign is a value too: no number is negative.
        coalesce(cells.printed_number, {{ suppressed_sign }}) as number_or_sign
    from cells
    inner join row_members
        on cells.report_id = row_members.report_id and cells.line_number = row_members.line_number
    where cells.month is not null

),

observations as (

    select
        report_id,
        measure_code,
        status_code,
        region_level,
        region_code,
        demographic_dimension,
        demographic_code,
        month,
        min(line_number) as line_number,
        min_by(printed_value, line_number) as printed_value,
        min_by(number_or_sign, line_number) as number_or_sign,
        count(*) as print_count,
        min(number_or_sign) <> max(number_or_sign) as is_contradicted
    from prints
    group by all

)

select
    ---------- ids
    report_id,
    measure_code,
    status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code,
    month,

    ---------- where it is printed first
    line_number,
    printed_value,

    ---------- the value
    case when number_or_sign <> {{ suppressed_sign }} then cast(number_or_sign as integer) end
        as participants,
    case
        when number_or_sign = {{ suppressed_sign }} then {{ var('suppressed_low') }}
        else cast(number_or_sign as integer)
    end as participants_low,
    case
        when number_or_sign = {{ suppressed_sign }} then {{ var('suppressed_high') }}
        else cast(number_or_sign as integer)
    end as participants_high,
    number_or_sign = {{ suppressed_sign }} as is_suppressed,

    ---------- how often it is printed, and whether all prints agree
    print_count,
    is_contradicted
from observations

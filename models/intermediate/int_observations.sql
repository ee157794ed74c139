{%- set suppressed_sign = -1 -%}
-- A total is printed again at the top of every page, and in every breakdown: one observation, however
-- often it is printed.
with rows_read as {{ read_twice() }} (

    select * from {{ ref('int_rows') }}
    {{ new_reports_only() }}

),

row_members as {{ read_twice() }} (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

repeated_members as (

    select * from {{ ref('int_repeated_members') }}
    {{ new_reports_only() }}

),

printed_rows as {{ read_twice() }} (

    select
        rows_read.report_id,
        rows_read.line_number,
        row_members.member_key,
        rows_read.months,
        -- Months follow the average, where there is one.
        cast(rows_read.has_average as integer) as average_count,
        rows_read.printed_values,
        rows_read.printed_numbers,
        repeated_members.report_id is not null as is_repeated
    from rows_read
    inner join row_members
        on rows_read.report_id = row_members.report_id and rows_read.line_number = row_members.line_number
    left join repeated_members
        on
            row_members.report_id = repeated_members.report_id
            and row_members.member_key = repeated_members.member_key
    where row_members.problem is null

),

printed_cells as {{ read_twice() }} (

    select
        *,
        {{ unnested(positions_of('months')) }} as month_position
    from printed_rows

),

prints as {{ read_twice() }} (

    select
        report_id,
        member_key,
        {{ list_element('months', 'month_position') }} as month,
        line_number,
        trim({{ list_element('printed_values', 'month_position + average_count') }}) as printed_value,
        -- A printed sign is a value too: no number is negative.
        coalesce(
            {{ list_element('printed_numbers', 'month_position + average_count') }},
            {{ suppressed_sign }}
        ) as number_or_sign,
        is_repeated
    from printed_cells

),

-- Most members are printed once in a report, and need not be grouped. A column whose month nothing tells
-- is of none.
observations as (

    select
        report_id,
        member_key,
        month,
        line_number,
        printed_value,
        number_or_sign,
        1 as print_count,
        false as is_contradicted
    from prints
    where not is_repeated and month is not null

    union all

    select
        report_id,
        member_key,
        month,
        min(line_number) as line_number,
        min_by(printed_value, line_number) as printed_value,
        min_by(number_or_sign, line_number) as number_or_sign,
        count(*) as print_count,
        min(number_or_sign) <> max(number_or_sign) as is_contradicted
    from prints
    where is_repeated and month is not null
    group by report_id, member_key, month

)

select
    ---------- ids
    report_id,
    member_key,
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

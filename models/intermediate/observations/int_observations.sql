{%- set suppressed_sign = -1 -%}
-- A total is printed again at the top of every page, and in every breakdown: one observation, however
-- often it is printed. A measure that was renamed is printed under both names in the year of the change:
-- one observation too, their sum.
with rows_read as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_members as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

repeated_members as (

    select * from {{ of_new_reports(ref('int_repeated_members')) }}

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
        row_members.is_former_name,
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
        is_former_name,
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

repeated_prints as (

    select
        report_id,
        member_key,
        month,
        is_former_name,
        min(line_number) as line_number,
        min_by(printed_value, line_number) as printed_value,
        min_by(number_or_sign, line_number) as number_or_sign,
        count(*) as print_count,
        min(number_or_sign) <> max(number_or_sign) as is_contradicted
    from prints
    where is_repeated and month is not null
    group by report_id, member_key, month, is_former_name

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
        greatest(number_or_sign, 0) as known_sum,
        cast(number_or_sign = {{ suppressed_sign }} as integer) as suppressed_count,
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
        {{ join_strings('printed_value', "' + '", 'line_number') }} as printed_value,
        sum(greatest(number_or_sign, 0)) as known_sum,
        count(*) filter (where number_or_sign = {{ suppressed_sign }}) as suppressed_count,
        sum(print_count) as print_count,
        bool_or(is_contradicted) as is_contradicted
    from repeated_prints
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
    case when suppressed_count = 0 then cast(known_sum as integer) end as participants,
    cast(known_sum + {{ var('suppressed_low') }} * suppressed_count as integer) as participants_low,
    cast(known_sum + {{ var('suppressed_high') }} * suppressed_count as integer) as participants_high,
    suppressed_count > 0 as is_suppressed,

    ---------- how often it is printed, and whether all prints agree
    print_count,
    is_contradicted
from observations

{%- set suppressed_sign = -1 -%}
-- What each report prints of each member: the values of a row, for months that follow each other. A total is
-- printed again at the top of every page, and in every breakdown: one observation a month, however often it
-- is printed. A measure that was renamed is printed under both names in the year of the change: one
-- observation too, their sum.
with read_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_read_rows')) }}),

row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

repeated_members as (select * from {{ of_new_reports(ref('int_repeated_members')) }}),

headers as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_headers')) }}),

printed_rows as {{ kept_if_few() }} (

    select
        row_members.report_id,
        row_members.line_number,
        row_members.member_key,
        row_members.is_former_name,
        read_rows.header_number,
        read_rows.participants,
        read_rows.printed_values,
        -- Nearly all members are printed in one row of a report, and need not be grouped.
        case when repeated_members.report_id is null then headers.first_month end as first_month,
        repeated_members.report_id is not null as is_repeated
    from row_members
    inner join read_rows
        on row_members.report_id = read_rows.report_id and row_members.line_number = read_rows.line_number
    inner join headers
        on read_rows.report_id = headers.report_id and read_rows.header_number = headers.header_number
    left join repeated_members
        on
            row_members.report_id = repeated_members.report_id
            and row_members.member_key = repeated_members.member_key
    where row_members.reason_code is null

),

other_cells as (

    select
        printed_rows.*,
        headers.months,
        {{ unnested(positions_of('headers.months')) }} as month_position
    from printed_rows
    inner join headers
        on
            printed_rows.report_id = headers.report_id
            and printed_rows.header_number = headers.header_number
    where printed_rows.first_month is null

),

other_prints as (

    select
        report_id,
        member_key,
        is_former_name,
        {{ list_element('months', 'month_position') }} as month,
        line_number,
        {{ printed_value('printed_values', 'participants', 'month_position') }} as printed_value,
        -- A printed sign is a value too: no number is negative.
        coalesce({{ list_element('participants', 'month_position') }}, {{ suppressed_sign }})
            as number_or_sign
    from other_cells

),

-- A column whose month nothing tells is of none.
prints_of_a_name as (

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
    from other_prints
    where month is not null
    group by report_id, member_key, month, is_former_name

),

prints_of_a_member as (

    select
        report_id,
        member_key,
        month,
        min(line_number) as line_number,
        {{ join_strings('printed_value', "' + '", 'line_number') }} as printed_value,
        cast(sum(greatest(number_or_sign, 0)) as integer) as known_sum,
        cast(count(*) filter (where number_or_sign = {{ suppressed_sign }}) as integer) as suppressed_count,
        cast(sum(print_count) as integer) as print_count,
        bool_or(is_contradicted) as is_contradicted
    from prints_of_a_name
    group by report_id, member_key, month

)

select
    ---------- ids
    report_id,
    member_key,

    ---------- where it is printed first
    line_number,

    ---------- the values of the first month and those after it; null for a suppressed one
    first_month,
    participants,
    -- As they are printed, where that is not the number or a star.
    printed_values,
    -- What is known of a sum of which a part is suppressed.
    0 as known_sum,
    1 as suppressed_count,

    ---------- how often it is printed, and whether all prints agree
    1 as print_count,
    false as is_contradicted
from printed_rows
where first_month is not null

union all

select
    report_id,
    member_key,
    line_number,
    month as first_month,
    {{ list_of([ 'case when suppressed_count = 0 then known_sum end' ]) }} as participants,
    {{ list_of(['printed_value']) }} as printed_values,
    known_sum,
    suppressed_count,
    print_count,
    is_contradicted
from prints_of_a_member

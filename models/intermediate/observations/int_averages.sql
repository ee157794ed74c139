-- Each printed average of the year so far, beside the bounds of the mean of the months on its line.
with read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

row_members as (select * from {{ of_new_reports(ref('int_row_members')) }}),

headers as (select * from {{ of_new_reports(ref('int_headers')) }}),

averages as (

    select
        read_rows.report_id,
        read_rows.line_number,
        row_members.member_key,
        headers.months,
        read_rows.printed_average as printed_value,
        read_rows.average,
        read_rows.participants
    from read_rows
    inner join row_members
        on read_rows.report_id = row_members.report_id and read_rows.line_number = row_members.line_number
    inner join headers
        on read_rows.report_id = headers.report_id and read_rows.header_number = headers.header_number
    where
        read_rows.has_average
        and row_members.reason_code is null
        -- Of months whose year nothing tells there is nothing to be the mean of.
        and {{ list_known_count('headers.months') }} > 0

),

sums as (

    select
        *,
        printed_value = '*' as is_suppressed,
        {{ list_length('participants') }} as month_count,
        cast(coalesce({{ list_sum('participants') }}, 0) as double) as known_sum,
        {{ list_length('participants') }} - {{ list_known_count('participants') }} as suppressed_count
    from averages

),

means as (

    select
        *,
        (known_sum + {{ var('suppressed_low') }} * suppressed_count) / month_count as mean_low,
        (known_sum + {{ var('suppressed_high') }} * suppressed_count) / month_count as mean_high
    from sums

)

select
    ---------- ids
    report_id,
    line_number,
    member_key,
    {{ list_min('months') }} as period_from,
    {{ list_max('months') }} as period_to,

    ---------- as printed
    printed_value,
    average,
    is_suppressed,

    ---------- as the months have it
    mean_low,
    mean_high,

    {{ average_agrees(
        'is_suppressed', 'average', 'mean_low', 'mean_high',
        'length(' ~ regex_extract('printed_value', '[.,]([0-9]+)$', 1) ~ ')'
    ) }} as agrees_with_months
from means

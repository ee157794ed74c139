-- Each printed average of the year so far, beside the bounds of the mean of the months on its line.
with rows_read as (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_members as (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

headers as (

    select * from {{ of_new_reports(ref('int_headers')) }}

),

averages as (

    select
        rows_read.report_id,
        rows_read.line_number,
        row_members.member_key,
        headers.months,
        rows_read.printed_average as printed_value,
        rows_read.average,
        rows_read.participants
    from rows_read
    inner join row_members
        on rows_read.report_id = row_members.report_id and rows_read.line_number = row_members.line_number
    inner join headers
        on rows_read.report_id = headers.report_id and rows_read.header_number = headers.header_number
    where
        rows_read.has_average
        and row_members.problem is null
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
        "length(regexp_extract(printed_value, '[.,]([0-9]+)$', 1))"
    ) }} as agrees_with_months
from means

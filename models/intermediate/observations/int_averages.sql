-- Each printed average of the year so far, beside the bounds of the mean of the months on its line.
with rows_read as (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_members as (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

averages as (

    select
        rows_read.report_id,
        rows_read.line_number,
        row_members.member_key,
        rows_read.months,
        trim({{ list_element('rows_read.printed_values', 1) }}) as printed_value,
        {{ list_element('rows_read.printed_numbers', 1) }} as average,
        {{ list_after_first('rows_read.printed_numbers') }} as month_numbers
    from rows_read
    inner join row_members
        on rows_read.report_id = row_members.report_id and rows_read.line_number = row_members.line_number
    where
        rows_read.has_average
        and row_members.problem is null
        -- Of months whose year nothing tells there is nothing to be the mean of.
        and {{ list_known_count('rows_read.months') }} > 0

),

sums as (

    select
        *,
        printed_value = '*' as is_suppressed,
        {{ list_length('month_numbers') }} as month_count,
        cast(coalesce({{ list_sum('month_numbers') }}, 0) as double) as known_sum,
        {{ list_length('month_numbers') }} - {{ list_known_count('month_numbers') }} as suppressed_count
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

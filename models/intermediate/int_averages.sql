-- Each printed average of the year so far, beside the bounds of the mean of the months on its line.
with cells as (

    select * from {{ ref('int_cells') }}
    {{ new_reports_only() }}

),

averages as (

    select * from cells
    where month is null

),

months as (

    select
        report_id,
        line_number,
        min(month) as period_from,
        max(month) as period_to,
        avg(coalesce(printed_number, {{ var('suppressed_low') }})) as mean_low,
        avg(coalesce(printed_number, {{ var('suppressed_high') }})) as mean_high
    from cells
    where month is not null
    group by report_id, line_number

)

select
    ---------- ids
    averages.report_id,
    averages.line_number,
    months.period_from,
    months.period_to,

    ---------- as printed
    averages.printed_value,
    averages.printed_number as average,
    averages.is_suppressed,

    ---------- as the months have it
    months.mean_low,
    months.mean_high,

    {{ average_agrees(
        'averages.is_suppressed', 'averages.printed_number', 'months.mean_low', 'months.mean_high'
    ) }} as agrees_with_months
from averages
inner join months
    on averages.report_id = months.report_id and averages.line_number = months.line_number

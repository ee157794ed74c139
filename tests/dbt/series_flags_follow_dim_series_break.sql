-- Each fact's segment is the number of breaks of its status up to its month, and the month of a break
-- is flagged.
with facts as (

    select
        status_code,
        month,
        series_segment,
        is_series_break
    from {{ ref('fct_participants') }}
    union all
    select
        status_code,
        month,
        series_segment,
        is_series_break
    from {{ ref('fct_participants_demographic') }}

),

expected as (

    select
        facts.*,
        (
            select count(*) from {{ ref('dim_series_break') }} as series_break
            where series_break.status_code = facts.status_code and series_break.break_month <= facts.month
        ) as expected_segment,
        exists(
            select 1 from {{ ref('dim_series_break') }} as series_break
            where series_break.status_code = facts.status_code and series_break.break_month = facts.month
        ) as expected_break
    from facts

)

select *
from expected
where series_segment <> expected_segment or is_series_break <> expected_break

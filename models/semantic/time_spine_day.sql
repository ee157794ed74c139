-- MetricFlow asks for a spine of days, however coarse the metrics are.
with months as (select * from {{ ref('dim_month') }}),

bounds as (

    select
        min(month) as first_month,
        {{ months_after('max(month)', 1) }} as end_of_months
    from months

)

select series.day
from bounds
cross join lateral unnest({{ days_between('bounds.first_month', 'bounds.end_of_months') }}) as series (day)
where series.day < bounds.end_of_months

with observations as (select * from {{ ref('int_observations') }}),

bounds as (

    select
        least(coalesce(min(first_month), cast('2018-01-01' as date)), cast('2018-01-01' as date))
            as first_month,
        coalesce(
            max({{ months_after('first_month', list_length('participants') ~ ' - 1') }}),
            cast('2018-01-01' as date)
        ) as last_month
    from observations

),

months as (

    select series.month
    from bounds
    cross join
        lateral unnest({{ months_between('bounds.first_month', 'bounds.last_month') }}) as series (month)

)

select
    ---------- ids
    month,

    ---------- numbers
    cast(extract(year from month) as integer) as year,
    cast(extract(quarter from month) as integer) as quarter,
    cast(extract(month from month) as integer) as month_number,

    ---------- words
    {{ month_name('extract(month from month)') }} as month_name
from months

with names as (

    select
        kommune_code,
        kommune_name,
        valid_from,
        valid_to
    from {{ ref('kommune') }}

),

-- Codes that ended before 2020 are known from the changes that ended them.
earlier_names as (

    select
        old_code as kommune_code,
        min(old_name) as kommune_name,
        cast('2018-01-01' as date) as valid_from,
        cast(min(effective_from) - interval 1 day as date) as valid_to
    from {{ ref('kommune_change') }}
    where old_code not in (select names.kommune_code from names)
    group by old_code

),

all_names as (

    select * from names
    union all
    select * from earlier_names

)

select
    kommune_code,
    valid_from,
    valid_to,
    kommune_name,
    left(kommune_code, 2) as fylke_code,
    valid_to is null as is_current
from all_names

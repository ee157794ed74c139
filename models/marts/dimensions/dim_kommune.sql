with names as (

    select * from {{ ref('dim_region_name') }}
    where region_level = 'kommune'

)

select
    region_code as kommune_code,
    max_by(region_name, valid_from) as kommune_name,
    left(region_code, 2) as fylke_code,
    min(valid_from) as valid_from,
    case when not bool_or(valid_to is null) then max(valid_to) end as valid_to,
    bool_or(valid_to is null) as is_current
from names
group by region_code

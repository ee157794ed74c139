with names as (select * from {{ ref('int_region_names') }})

select
    region_level,
    region_code,
    region_name,
    valid_from,
    valid_to
from names

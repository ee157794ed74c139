select
    region_code as kommune_code,
    valid_from,
    valid_to,
    region_name as kommune_name,
    left(region_code, 2) as fylke_code,
    valid_to is null as is_current
from {{ ref('int_region_names') }}
where region_level = 'kommune'

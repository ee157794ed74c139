with names as (

    select
        fylke_code,
        valid_from,
        valid_to,
        fylke_name,
        fylke_name_full
    from {{ ref('fylke') }}

)

select
    *,
    valid_to is null as is_current
from names

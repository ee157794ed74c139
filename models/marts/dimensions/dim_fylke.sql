with names as (select * from {{ ref('fylke') }})

select
    fylke_code,
    max_by(fylke_name, valid_from) as fylke_name,
    max_by(fylke_name_full, valid_from) as fylke_name_full,
    min(valid_from) as valid_from,
    case when not bool_or(valid_to is null) then max(valid_to) end as valid_to,
    bool_or(valid_to is null) as is_current
from names
group by fylke_code

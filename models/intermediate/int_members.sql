select distinct
    ---------- ids
    member_key,

    ---------- what it is
    measure_code,
    status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code
from {{ ref('int_row_members') }}
where
    problem is null
    {% if is_incremental() -%}
        and member_key not in (select known.member_key from {{ this }} as known)
    {%- endif %}

with vintages as (

    select * from {{ ref('fct_participants_vintage') }}

)

select
    {{ fact_columns(['region_level', 'region_code']) }}
from vintages
where is_newest and demographic_dimension = '_T'

with vintages as (

    select * from {{ ref('fct_participants_vintage') }}

)

select
    {{ fact_columns(['demographic_dimension', 'demographic_code']) }}
from vintages
where is_newest and demographic_dimension <> '_T'

with demographics as (

    select
        demographic_dimension,
        demographic_code,
        demographic_name,
        demographic_name_en,
        false as is_inferred
    from {{ ref('demographic') }}

),

inferred_demographics as (

    select
        dimension as demographic_dimension,
        code as demographic_code,
        printed_name as demographic_name,
        cast(null as string) as demographic_name_en,
        true as is_inferred
    from {{ ref('int_unknown_members') }}
    where kind = 'demographic'

)

select * from demographics
union all
select * from inferred_demographics

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
        row_members.demographic_dimension,
        row_members.demographic_code,
        {{ printed_name('row_members') }} as demographic_name,
        cast(null as varchar) as demographic_name_en,
        true as is_inferred
    from {{ ref('int_row_members') }} as row_members
    left join demographics
        on
            row_members.demographic_dimension = demographics.demographic_dimension
            and row_members.demographic_code = demographics.demographic_code
    where
        row_members.problem is null
        and demographics.demographic_code is null
        and row_members.demographic_dimension <> '_T'
    group by row_members.demographic_dimension, row_members.demographic_code

)

select * from demographics
union all
select * from inferred_demographics

with statuses as (

    select
        status_code,
        status_name,
        status_name_en,
        false as is_inferred
    from {{ ref('status') }}

),

inferred_statuses as (

    select
        code as status_code,
        printed_name as status_name,
        cast(null as string) as status_name_en,
        true as is_inferred
    from {{ ref('int_unknown_members') }}
    where kind = 'status'

)

select * from statuses
union all
select * from inferred_statuses

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
        row_members.status_code,
        {{ printed_name('row_members') }} as status_name,
        cast(null as varchar) as status_name_en,
        true as is_inferred
    from {{ ref('int_row_members') }} as row_members
    where
        row_members.problem is null
        and {{ begins_with("row_members.status_code", "'inferred_'") }}
        and (row_members.is_total or row_members.table_breakdown = 'status')
    group by row_members.status_code

)

select * from statuses
union all
select * from inferred_statuses

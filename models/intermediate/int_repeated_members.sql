with row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

)

select
    ---------- ids
    report_id,
    member_key
from row_members
where problem is null
group by report_id, member_key
having count(*) > 1

with row_members as (select * from {{ of_new_reports(ref('int_row_members')) }})

select
    ---------- ids
    report_id,
    member_key,

    ---------- whether it is printed under an old and a new name side by side
    min(cast(is_former_name as integer)) < max(cast(is_former_name as integer)) as has_two_names
from row_members
where reason_code is null
group by report_id, member_key
having count(*) > 1

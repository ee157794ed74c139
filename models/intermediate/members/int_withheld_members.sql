-- What is printed in tables only that lack rows, and so do not add up: their figures are in no fact.
with row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

failed_checks as (

    select distinct
        report_id,
        measure_code,
        status_code,
        breakdown
    from {{ of_new_reports(ref('int_check_failures')) }}
    where lacks_rows and not is_waived and check_code <> 'rejected_lines'

),

prints as (

    select
        row_members.report_id,
        row_members.member_key,
        row_members.line_number,
        lacking_tables.report_id is not null as is_in_lacking_table
    from row_members
    -- The table itself, or a fylke or an average in it.
    left join failed_checks as lacking_tables
        on
            row_members.report_id = lacking_tables.report_id
            and {{ is_in_table('row_members', 'lacking_tables') }}
    where
        row_members.reason_code is null
        and row_members.report_id in (select failed_checks.report_id from failed_checks)

)

select
    ---------- ids
    report_id,
    member_key
from prints
group by report_id, member_key
having bool_and(is_in_lacking_table)

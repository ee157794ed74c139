-- What is printed in tables only that lack rows, and so do not add up: their figures are in no fact.
with row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

failed_checks as (

    select distinct
        report_id,
        table_name
    from {{ of_new_reports(ref('int_check_failures')) }}
    where lacks_rows and not is_waived and check_code <> 'rejected_lines'

),

-- A check of the kommuner of a fylke, or of an average, is named from its table and what it is in it.
lacking_tables as (

    select distinct
        report_id,
        split_part(table_name, ' ', 1) as table_name
    from failed_checks

),

prints as (

    select
        row_members.report_id,
        row_members.member_key,
        row_members.line_number,
        lacking_tables.report_id is not null as is_in_lacking_table
    from row_members
    left join lacking_tables
        on
            row_members.report_id = lacking_tables.report_id
            and {{ table_of('row_members') }} = lacking_tables.table_name
    where
        row_members.problem is null
        and row_members.report_id in (select failed_checks.report_id from failed_checks)

)

select
    ---------- ids
    report_id,
    member_key
from prints
group by report_id, member_key
having bool_and(is_in_lacking_table)

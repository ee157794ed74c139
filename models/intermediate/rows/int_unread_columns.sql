-- Lines that stand where a header should, and name columns in unknown words: what is under them has no
-- months.
with printed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

label_lines as (select * from {{ of_new_reports(ref('int_label_lines')) }}),

known_labels as (select * from {{ ref('int_known_labels') }}),

-- `Uke 5` above a total: the first row of a page, if it is unknown, names the columns.
first_rows as (

    select
        report_id,
        heading_number,
        min(line_number) as line_number
    from printed_rows
    group by report_id, heading_number

),

keyed_first_rows as (

    select
        printed_rows.report_id,
        printed_rows.header_number,
        printed_rows.line_number,
        {{ label_key('printed_rows.label') }} as label_key
    from printed_rows
    inner join first_rows
        on
            printed_rows.report_id = first_rows.report_id
            and printed_rows.line_number = first_rows.line_number
    where
        not printed_rows.is_total
        and not {{ matches('printed_rows.label', '^[0-9]{2}') }}

),

unknown_first_rows as (

    select
        report_id,
        header_number,
        line_number
    from keyed_first_rows
    where label_key not in (select known_labels.label_key from known_labels)

),

rows_after_them as (

    select
        unknown_first_rows.report_id,
        unknown_first_rows.header_number,
        unknown_first_rows.line_number,
        min_by(printed_rows.is_total, printed_rows.line_number) as is_before_a_total
    from unknown_first_rows
    inner join printed_rows
        on
            unknown_first_rows.report_id = printed_rows.report_id
            and unknown_first_rows.line_number < printed_rows.line_number
    group by
        unknown_first_rows.report_id, unknown_first_rows.header_number, unknown_first_rows.line_number

),

-- Lines that stand where a header should: what is under them has no months.
unread_lines as (

    select
        report_id,
        header_number,
        line_number
    from label_lines
    where row_reason_code = 'unread_header'

    union all

    select
        report_id,
        header_number,
        line_number
    from rows_after_them
    where is_before_a_total

)

select
    ---------- ids
    report_id,
    header_number,

    ---------- the first of them
    min(line_number) as line_number
from unread_lines
group by report_id, header_number

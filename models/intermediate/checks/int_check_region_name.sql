-- No region's code stands before the name of another, of either level: one digit of the code was misread. A
-- new code before a known name is none of that, so regions are renumbered. No code stands in a report all of
-- whose months are before it was made or after it ended.
with row_members as (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

report_headings as (

    select * from {{ of_new_reports(ref('int_report_headings')) }}

),

region_names as (

    select * from {{ ref('int_region_names') }}

),

-- `Trondheim - Tråante` is printed as `Trondheim` too.
name_keys as (

    select
        region_level,
        region_code,
        name_key
    from region_names
    union
    select
        region_level,
        region_code,
        norwegian_key as name_key
    from region_names

),

codes as (

    select
        region_level,
        region_code,
        min(valid_from) as valid_from,
        max(coalesce(valid_to, cast('9999-12-31' as date))) as valid_to
    from region_names
    group by region_level, region_code

),

-- A region is printed many times under one label.
labels as (

    select distinct
        region_level,
        region_code,
        label
    from row_members
    where region_level in ('fylke', 'kommune')

),

keyed_labels as (

    select
        *,
        {{ label_key(regex_replace('label', "'^[0-9]+ '", "''")) }} as name_key
    from labels
    where {{ matches('label', '^[0-9]') }}

),

judged_labels as (

    select
        keyed_labels.region_level,
        keyed_labels.region_code,
        keyed_labels.label,
        bool_or(name_keys.region_code = keyed_labels.region_code)
        and not bool_or(
            name_keys.region_code = keyed_labels.region_code and name_keys.name_key = keyed_labels.name_key
        )
        and bool_or(name_keys.region_code <> keyed_labels.region_code) as is_misnamed
    from keyed_labels
    inner join name_keys
        on
            (
                keyed_labels.region_level = name_keys.region_level
                and keyed_labels.region_code = name_keys.region_code
            )
            or keyed_labels.name_key = name_keys.name_key
    group by keyed_labels.region_level, keyed_labels.region_code, keyed_labels.label

),

judged_rows as (

    select
        row_members.report_id,
        row_members.line_number,
        coalesce(judged_labels.is_misnamed, false)
        or coalesce(
            codes.valid_from > report_headings.period_to
            or codes.valid_to < report_headings.period_from,
            false
        ) as is_misnamed
    from row_members
    inner join report_headings on row_members.report_id = report_headings.report_id
    left join judged_labels
        on
            row_members.region_level = judged_labels.region_level
            and row_members.region_code = judged_labels.region_code
            and row_members.label = judged_labels.label
    left join codes
        on
            row_members.region_level = codes.region_level
            and row_members.region_code = codes.region_code
    where row_members.problem is null and row_members.region_level <> 'country'

)

select
    ---------- ids
    report_headings.report_id,
    'region_names' as check_code,
    'report' as table_name,
    report_headings.period_to as month,
    coalesce(min(judged_rows.line_number) filter (where judged_rows.is_misnamed), 1) as line_number,

    ---------- bounds: how many rows have the code of one region and the name of another
    0 as expected_low,
    0 as expected_high,
    count(*) filter (where judged_rows.is_misnamed) as found_low,
    count(*) filter (where judged_rows.is_misnamed) as found_high,

    ---------- result
    count(*) filter (where judged_rows.is_misnamed) = 0 as passed,
    false as lacks_rows
from report_headings
inner join judged_rows on report_headings.report_id = judged_rows.report_id
group by report_headings.report_id, report_headings.period_to

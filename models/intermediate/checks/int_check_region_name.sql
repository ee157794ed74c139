-- No region's code stands before the name of another, of either level: one digit of the code was misread. A
-- new code before a known name is none of that, so regions are renumbered. No code stands in a report all of
-- whose months are before it was made or after it ended.
with row_members as (select * from {{ of_new_reports(ref('int_row_members')) }}),

report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

region_names as (select * from {{ ref('int_region_names') }}),

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
        {{ label_key(regex_replace('label', '^[0-9]+ ')) }} as name_key
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

report_labels as (

    select
        report_id,
        region_level,
        region_code,
        label,
        count(*) as row_count,
        min(line_number) as line_number
    from row_members
    where reason_code is null and region_level <> 'country'
    group by report_id, region_level, region_code, label

),

judged_report_labels as (

    select
        report_labels.report_id,
        report_labels.row_count,
        report_labels.line_number,
        coalesce(judged_labels.is_misnamed, false)
        or coalesce(
            codes.valid_from > report_headings.period_to
            or codes.valid_to < report_headings.period_from,
            false
        ) as is_misnamed
    from report_labels
    inner join report_headings on report_labels.report_id = report_headings.report_id
    left join judged_labels
        on {{ same_values('report_labels', 'judged_labels', ['region_level', 'region_code', 'label']) }}
    left join codes
        on {{ same_values('report_labels', 'codes', ['region_level', 'region_code']) }}

)

select
    ---------- ids
    report_headings.report_id,
    'region_names' as check_code,
    {{ subject_columns('report') }},
    report_headings.period_to as month,
    coalesce(min(judged.line_number) filter (where judged.is_misnamed), 1) as line_number,

    ---------- bounds: how many rows have the code of one region and the name of another
    0 as expected_low,
    0 as expected_high,
    coalesce(sum(judged.row_count) filter (where judged.is_misnamed), 0) as found_low,
    coalesce(sum(judged.row_count) filter (where judged.is_misnamed), 0) as found_high,

    ---------- result
    not bool_or(judged.is_misnamed) as passed,
    false as lacks_rows
from report_headings
inner join judged_report_labels as judged on report_headings.report_id = judged.report_id
group by report_headings.report_id, report_headings.period_to

-- No region's code stands before the name of another: one digit of the code was misread. A new code before
-- a known name is none of that, so regions are renumbered.
with row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

report_headings as (

    select * from {{ ref('int_report_headings') }}
    {{ new_reports_only() }}

),

names as (

    select
        'fylke' as region_level,
        fylke_code as region_code,
        fylke_name as region_name
    from {{ ref('fylke') }}
    union all
    select
        'fylke' as region_level,
        fylke_code as region_code,
        fylke_name_full as region_name
    from {{ ref('fylke') }}
    union all
    select
        'kommune' as region_level,
        kommune_code as region_code,
        kommune_name as region_name
    from {{ ref('kommune') }}
    union all
    select
        'kommune' as region_level,
        old_code as region_code,
        old_name as region_name
    from {{ ref('kommune_change') }}

),

-- `Trondheim - Tråante` is printed as `Trondheim` too.
name_keys as (

    select distinct
        names.region_level,
        names.region_code,
        {{ label_key('name.text') }} as name_key
    from names
    cross join lateral (
        values (names.region_name), (split_part(names.region_name, ' - ', 1))
    ) as name (text)

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
            keyed_labels.region_level = name_keys.region_level
            and (
                keyed_labels.region_code = name_keys.region_code
                or keyed_labels.name_key = name_keys.name_key
            )
    group by keyed_labels.region_level, keyed_labels.region_code, keyed_labels.label

),

judged_rows as (

    select
        row_members.report_id,
        row_members.line_number,
        judged_labels.is_misnamed
    from row_members
    inner join judged_labels
        on
            row_members.region_level = judged_labels.region_level
            and row_members.region_code = judged_labels.region_code
            and row_members.label = judged_labels.label

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
    false as is_cut_short
from report_headings
inner join judged_rows on report_headings.report_id = judged_rows.report_id
group by report_headings.report_id, report_headings.period_to

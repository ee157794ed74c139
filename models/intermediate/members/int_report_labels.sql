with read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

report_headings as (

    select
        report_id,
        -- Names that were another region's at other times are known where the time is.
        coalesce(period_from, cast('0001-01-01' as date)) as period_from
    from {{ ref('int_report_headings') }}

),

known_labels as (select * from {{ ref('int_known_labels') }}),

report_labels as {{ kept_if_few() }} (

    select
        read_rows.report_id,
        read_rows.label,
        read_rows.is_total,
        report_headings.period_from,
        bool_or(coalesce(read_rows.reason_code, 'no_columns') = 'no_columns') as is_read
    from read_rows
    inner join report_headings on read_rows.report_id = report_headings.report_id
    group by read_rows.report_id, read_rows.label, read_rows.is_total, report_headings.period_from

),

-- What a label is known as is the same in all reports of one time.
labels as (

    select distinct
        label,
        is_total,
        period_from
    from report_labels

),

folded_labels as (

    select
        *,
        {{ folded_line('label') }} as folded_label
    from labels

),

keyed as (

    select
        *,
        case
            when is_total
                then {{ regex_replace(
                    label_key(regex_replace('folded_label', total_pattern())),
                    '^(?:tiltaks)?deltakere(?:patiltak)?$'
                ) }}
            else {{ label_key('label') }}
        end as label_key
    from folded_labels

),

-- A total names a status, a measure, both (`andre på tiltak, opplæring`) or neither.
split_at_status as (

    select
        *,
        case when is_total then {{ regex_extract('label_key', '^.*patiltak', 0) }} else '' end as status_key,
        case
            when is_total then {{ regex_replace('label_key', '^.*patiltak') }}
            else label_key
        end as measure_key
    from keyed

),

matched as (

    select
        split_at_status.*,
        known_labels.dimension,
        known_labels.code,
        known_labels.is_former_name
    from split_at_status
    left join known_labels
        on
            split_at_status.period_from between known_labels.valid_from and known_labels.valid_to
            and known_labels.label_key = case
                when known_labels.dimension in ('measure', 'measure_group') then split_at_status.measure_key
                when not split_at_status.is_total then split_at_status.label_key
                when known_labels.dimension = 'status' then split_at_status.status_key
            end

),

members as (

    select
        label,
        is_total,
        period_from,
        folded_label,
        label_key,
        status_key,
        measure_key,
        max(code) filter (where dimension = 'measure') as measure_code,
        coalesce(bool_or(is_former_name) filter (where dimension = 'measure'), false) as is_former_name,
        max(code) filter (where dimension = 'measure_group') as measure_group_code,
        max(code) filter (where dimension = 'status') as status_code,
        max(dimension) filter (where dimension not in ('measure', 'measure_group', 'status'))
            as known_dimension,
        max(code) filter (where dimension not in ('measure', 'measure_group', 'status')) as known_code
    from matched
    group by all

),

-- Ages and the codes of regions are known by their form.
with_printed_codes as (

    select
        *,
        case
            when {{ matches('folded_label', age_below_pattern()) }}
                then 'Y_LE' || {{ regex_extract('folded_label', age_below_pattern(), 1) }}
            when {{ matches('folded_label', age_above_pattern()) }}
                then 'Y_GE' || {{ regex_extract('folded_label', age_above_pattern(), 1) }}
            when {{ matches('folded_label', age_between_pattern()) }}
                then
                    'Y' || {{ regex_extract('folded_label', age_between_pattern(), 1) }}
                    || 'T' || {{ regex_extract('folded_label', age_between_pattern(), 2) }}
        end as age_code,
        nullif({{ regex_extract('folded_label', region_code_pattern(), 1) }}, '') as region_code
    from members

),

label_members as (

    select
        *,
        is_total
        and (
            {{ matches('measure_key', '^[0-9]') }}
            or measure_key in (
                select known_labels.label_key
                from known_labels
                where known_labels.dimension not in ('measure', 'measure_group', 'status')
            )
        ) as names_another_member,
        case
            when is_total then null
            when age_code is not null then 'age'
            -- `99 Øvrige områder` is no fylke: it belongs to the regions that it stands among.
            when region_code = '99' then 'any'
            when length(region_code) = 4 then 'kommune'
            when length(region_code) = 2 then 'fylke'
            else known_dimension
        end as other_dimension,
        case when not is_total then coalesce(known_code, age_code, region_code) end as other_code
    from with_printed_codes

)

select
    ---------- ids
    report_labels.report_id,
    report_labels.label,
    report_labels.is_total,

    ---------- keys of what it names
    label_members.label_key,
    label_members.status_key,
    label_members.measure_key,

    ---------- members it is known as
    label_members.measure_code,
    label_members.measure_group_code,
    label_members.status_code,
    -- Whether it is the label of a row that could be read, were its header.
    report_labels.is_read,
    -- Whether a total is named as a region or a demographic group.
    label_members.names_another_member,
    -- A measure that was renamed can be printed under both names side by side.
    label_members.is_former_name,
    label_members.other_dimension,
    label_members.other_code
from report_labels
inner join label_members
    on
        report_labels.label = label_members.label
        and report_labels.is_total = label_members.is_total
        and report_labels.period_from = label_members.period_from

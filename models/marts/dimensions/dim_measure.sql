with measures as (

    select
        measure.measure_code,
        measure.measure_name,
        measure.measure_name_en,
        measure_group.measure_group_code,
        measure_group.measure_group_name,
        measure_group.measure_group_name_en,
        cast(null as string) as printed_with_group_code,
        'measure' as measure_level,
        false as is_inferred
    from {{ ref('measure') }} as measure
    inner join {{ ref('measure_group') }} as measure_group
        on measure.measure_group_code = measure_group.measure_group_code

),

-- The total of a group has the group's code.
measure_groups as (

    select
        measure_group_code as measure_code,
        measure_group_name as measure_name,
        measure_group_name_en as measure_name_en,
        measure_group_code,
        measure_group_name,
        measure_group_name_en,
        printed_with_group_code,
        'group' as measure_level,
        false as is_inferred
    from {{ ref('measure_group') }}

),

inferred_measures as (

    select
        unknown_members.code as measure_code,
        unknown_members.printed_name as measure_name,
        cast(null as string) as measure_name_en,
        measure_group.measure_group_code,
        measure_group.measure_group_name,
        measure_group.measure_group_name_en,
        cast(null as string) as printed_with_group_code,
        'measure' as measure_level,
        true as is_inferred
    from {{ ref('int_unknown_members') }} as unknown_members
    inner join {{ ref('measure_group') }} as measure_group
        on unknown_members.measure_group_code = measure_group.measure_group_code
    where unknown_members.kind = 'measure'

),

all_measures as (

    select * from measures
    union all
    select * from measure_groups
    union all
    select * from inferred_measures

),

-- A group can share its name with a measure (`Oppfølging`).
labelled as (

    select
        *,
        measure_name
        || case
            when
                measure_level = 'group'
                and count(*) over (partition by lower(measure_name), is_inferred) > 1
                then ' (gruppe)'
            else ''
        end as label,
        measure_name_en
        || case
            when
                measure_level = 'group'
                and count(*) over (partition by lower(measure_name_en), is_inferred) > 1
                then ' (group)'
            else ''
        end as label_en
    from all_measures

)

select
    measure_code,
    label
    || case when {{ is_label_shared('label', 'is_inferred') }} then ' [' || measure_code || ']' else '' end
        as measure_label,
    coalesce(label_en, label) as measure_label_en,
    measure_name,
    measure_name_en,
    measure_group_code,
    measure_group_name,
    measure_group_name_en,
    printed_with_group_code,
    measure_level,
    is_inferred
from labelled

with special_regions as (

    select
        region_level,
        region_code,
        region_name,
        region_name_en,
        cast(null as string) as fylke_code,
        cast('2018-01-01' as date) as valid_from,
        cast(null as date) as valid_to,
        false as is_inferred
    from {{ ref('region_special') }}

),

fylker as (

    select
        'fylke' as region_level,
        fylke_code as region_code,
        fylke_name as region_name,
        fylke_name as region_name_en,
        fylke_code,
        valid_from,
        valid_to,
        false as is_inferred
    from {{ ref('dim_fylke') }}

),

kommuner as (

    select
        'kommune' as region_level,
        kommune_code as region_code,
        kommune_name as region_name,
        kommune_name as region_name_en,
        fylke_code,
        valid_from,
        valid_to,
        false as is_inferred
    from {{ ref('dim_kommune') }}

),

known_regions as (

    select * from special_regions
    union all
    select * from fylker
    union all
    select * from kommuner

),

inferred_regions as (

    select
        dimension as region_level,
        code as region_code,
        printed_name as region_name,
        cast(null as string) as region_name_en,
        cast(null as string) as fylke_code,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        true as is_inferred
    from {{ ref('int_unknown_members') }}
    where kind = 'region'

),

regions as (

    select * from known_regions
    union all
    select * from inferred_regions

),

-- The Norwegian name alone: the first of several, or the one that the seed says, without a fylke in brackets.
with_short_names as (

    select
        regions.*,
        coalesce(
            norwegian_name.norwegian_name,
            case
                when regions.region_level = 'kommune'
                    then {{ trimmed(regex_replace('regions.region_name', '( - | [(]).*$')) }}
                else regions.region_name
            end
        ) as region_name_short
    from regions
    left join {{ ref('norwegian_name') }} as norwegian_name
        on regions.region_name = norwegian_name.region_name

),

-- How many of a name there are, of all levels and of its own; those that ended, and unknown ones,
-- apart: a report with a new region changes the label of no other.
with_counts as (

    select
        regions.*,
        fylker.region_name as of_fylke,
        count(*) over all_levels as of_this_name,
        count(*) over own_level as of_this_name_and_level
    from with_short_names as regions
    left join fylker on regions.fylke_code = fylker.region_code
    window
        all_levels as (
            partition by
                lower(regions.region_name_short), regions.valid_to is null, regions.is_inferred
        ),
        own_level as (
            partition by
                lower(regions.region_name_short), regions.valid_to is null, regions.is_inferred,
                regions.region_level
        )

),

-- What tells a region from others of its name: its level, its fylke, the year it ended.
with_qualifiers as (

    select
        *,
        case
            when
                of_this_name > of_this_name_and_level
                and (region_level = 'kommune' or fylke_code is null)
                then region_level
        end as level_qualifier,
        case when region_level = 'kommune' and of_this_name_and_level > 1 then of_fylke end
            as fylke_qualifier,
        'til ' || cast(extract(year from valid_to) as string) as end_qualifier
    from with_counts

),

with_labels as (

    select
        *,
        concat_ws(', ', level_qualifier, fylke_qualifier, end_qualifier) as qualifiers
    from with_qualifiers

),

labelled as (

    select
        *,
        region_name_short || case when qualifiers = '' then '' else ' (' || qualifiers || ')' end as label
    from with_labels

)

select
    ---------- ids
    region_level || ':' || region_code as region_key,
    region_level,
    region_code,

    ---------- names
    label
    || case when {{ is_label_shared('label', 'is_inferred') }} then ' [' || region_code || ']' else '' end
        as region_label,
    region_name_short,
    region_name,
    region_name_en,

    ---------- where and when
    fylke_code,
    valid_from,
    valid_to,
    valid_to is null as is_current,

    ---------- flags
    is_inferred
from labelled

-- Sums go upwards only: the fylker of any month to the coarser ones of 2020, and measures to their group.
with facts as (

    select * from {{ ref('fct_participants') }}

),

measures as (

    select * from {{ ref('dim_measure') }}

),

fylker as (

    select * from {{ ref('dim_fylke') }}

),

bridges as (

    select * from {{ ref('bridge_region') }}
    where region_level = 'fylke'

),

fylker_of_2020 as (

    select
        fylke_code,
        min(fylke_name) as fylke_name
    from fylker
    where
        valid_from <= cast('2020-12-31' as date)
        and coalesce(valid_to, cast('9999-12-31' as date)) >= cast('2020-01-01' as date)
    group by fylke_code

),

-- Each fylke with the one of 2020 that it went to (before) or came from (after).
memberships as (

    select
        fylke_code,
        fylke_code as comparable_code
    from fylker_of_2020
    union all
    select
        bridges.old_code,
        bridges.new_code
    from bridges
    inner join fylker_of_2020 on bridges.new_code = fylker_of_2020.fylke_code
    where bridges.effective_from = cast('2020-01-01' as date) and bridges.change_kind = 'merged'
    union all
    select
        bridges.new_code,
        bridges.old_code
    from bridges
    inner join fylker_of_2020 on bridges.old_code = fylker_of_2020.fylke_code
    where bridges.effective_from > cast('2020-01-01' as date)

),

-- A bridge between two fylker of 2020 moved people from one to the other.
moves_between as (

    select
        old_memberships.comparable_code as old_comparable_code,
        new_memberships.comparable_code as new_comparable_code,
        bridges.effective_from
    from bridges
    inner join memberships as old_memberships on bridges.old_code = old_memberships.fylke_code
    inner join memberships as new_memberships on bridges.new_code = new_memberships.fylke_code
    where old_memberships.comparable_code <> new_memberships.comparable_code

),

months as (

    select distinct month
    from facts

),

members_by_month as (

    select
        memberships.comparable_code,
        fylker.fylke_code,
        months.month
    from memberships
    inner join fylker on memberships.fylke_code = fylker.fylke_code
    inner join months
        on
            fylker.valid_from <= months.month
            and coalesce(fylker.valid_to, cast('9999-12-31' as date)) >= months.month

),

printed_by_fylke as (

    select
        facts.measure_code,
        measures.measure_group_code,
        measures.measure_level,
        facts.status_code,
        facts.region_code as fylke_code,
        facts.month,
        facts.participants_low,
        facts.participants_high,
        facts.is_waived
    from facts
    inner join measures on facts.measure_code = measures.measure_code
    where facts.region_level = 'fylke'

),

-- The measures of a group that the whole country has, for that is how many each fylke should have.
group_sizes as (

    select
        measures.measure_group_code,
        facts.status_code,
        facts.month,
        count(*) as measure_count
    from facts
    inner join measures on facts.measure_code = measures.measure_code
    where facts.region_level = 'country' and measures.measure_level = 'measure'
    group by measures.measure_group_code, facts.status_code, facts.month

),

printed_groups as (

    select distinct
        measure_code,
        status_code,
        month
    from printed_by_fylke
    where measure_level = 'group'

),

-- A group that is printed by fylke nowhere is added up from its measures.
cells as (

    select
        measure_code,
        status_code,
        fylke_code,
        month,
        participants_low,
        participants_high,
        is_waived,
        1 as measure_count
    from printed_by_fylke
    union all
    select
        printed_by_fylke.measure_group_code as measure_code,
        printed_by_fylke.status_code,
        printed_by_fylke.fylke_code,
        printed_by_fylke.month,
        printed_by_fylke.participants_low,
        printed_by_fylke.participants_high,
        printed_by_fylke.is_waived,
        group_sizes.measure_count
    from printed_by_fylke
    inner join group_sizes
        on
            printed_by_fylke.measure_group_code = group_sizes.measure_group_code
            and printed_by_fylke.status_code = group_sizes.status_code
            and printed_by_fylke.month = group_sizes.month
    left join printed_groups
        on
            printed_by_fylke.measure_group_code = printed_groups.measure_code
            and printed_by_fylke.status_code = printed_groups.status_code
            and printed_by_fylke.month = printed_groups.month
    where printed_by_fylke.measure_level = 'measure' and printed_groups.measure_code is null

),

sums as (

    select
        cells.measure_code,
        cells.status_code,
        members.comparable_code as fylke_code,
        cells.month,
        cells.measure_count,
        count(distinct cells.fylke_code) as fylke_count,
        count(*) as cell_count,
        sum(cells.participants_low) as participants_low,
        sum(cells.participants_high) as participants_high,
        bool_or(cells.is_waived) as is_waived
    from cells
    inner join members_by_month as members
        on cells.fylke_code = members.fylke_code and cells.month = members.month
    group by
        cells.measure_code, cells.status_code, members.comparable_code, cells.month, cells.measure_count

),

member_counts as (

    select
        comparable_code,
        month,
        count(*) as member_count
    from members_by_month
    group by comparable_code, month

),

judged as (

    select
        sums.*,
        member_counts.member_count,
        sums.cell_count = sums.measure_count * member_counts.member_count as is_complete
    from sums
    inner join member_counts
        on sums.fylke_code = member_counts.comparable_code and sums.month = member_counts.month

),

segments as (

    select distinct
        status_code,
        month,
        series_segment,
        is_series_break
    from facts

)

select
    ---------- ids
    judged.measure_code,
    judged.status_code,
    judged.fylke_code,
    judged.month,

    ---------- words
    fylker_of_2020.fylke_name,

    ---------- numbers
    case
        when judged.is_complete and judged.participants_low = judged.participants_high
            then cast(judged.participants_low as integer)
    end as participants,
    cast(judged.participants_low as integer) as participants_low,
    -- What is not printed can be any number.
    case when judged.is_complete then cast(judged.participants_high as integer) end as participants_high,

    ---------- how it was added up
    judged.cell_count > 1 or judged.measure_count * judged.member_count > 1 as is_summed,
    cast(judged.fylke_count as integer) as fylke_count,
    cast(judged.measure_count as integer) as measure_count,
    judged.is_complete,
    not exists (
        select 1
        from moves_between
        where
            judged.fylke_code in (moves_between.old_comparable_code, moves_between.new_comparable_code)
            and (
                (
                    moves_between.effective_from <= cast('2020-01-01' as date)
                    and judged.month < moves_between.effective_from
                )
                or (
                    moves_between.effective_from > cast('2020-01-01' as date)
                    and judged.month >= moves_between.effective_from
                )
            )
    ) as is_exact,

    ---------- flags
    segments.series_segment,
    segments.is_series_break,
    judged.is_waived
from judged
inner join fylker_of_2020 on judged.fylke_code = fylker_of_2020.fylke_code
inner join segments on judged.status_code = segments.status_code and judged.month = segments.month

with fylker as (select * from {{ ref('dim_fylke') }}),

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
    inner join fylker
        on bridges.new_code = fylker.fylke_code and bridges.effective_from = fylker.valid_from
    where bridges.effective_from > cast('2020-01-01' as date)

),

-- A bridge between two fylker of 2020 moved people from one to the other.
moves as (

    select
        code.comparable_code,
        bridges.effective_from
    from bridges
    inner join memberships as old_memberships on bridges.old_code = old_memberships.fylke_code
    inner join memberships as new_memberships on bridges.new_code = new_memberships.fylke_code
    {{ rows_beside('code', ['comparable_code'], [
        ['old_memberships.comparable_code'], ['new_memberships.comparable_code'],
    ]) }}
    where old_memberships.comparable_code <> new_memberships.comparable_code

),

exact_periods as (

    select
        comparable_code,
        max(effective_from) filter (where effective_from <= cast('2020-01-01' as date)) as exact_from,
        cast(
            min(effective_from) filter (where effective_from > cast('2020-01-01' as date)) - interval 1 day
            as date
        ) as exact_to
    from moves
    group by comparable_code

)

select
    memberships.fylke_code,
    memberships.comparable_code,
    fylker_of_2020.fylke_name as comparable_name,
    coalesce(exact_periods.exact_from, cast('2018-01-01' as date)) as exact_from,
    exact_periods.exact_to
from memberships
inner join fylker_of_2020 on memberships.comparable_code = fylker_of_2020.fylke_code
left join exact_periods on memberships.comparable_code = exact_periods.comparable_code

with kommune_changes as (select * from {{ ref('kommune_change') }}),

fylke_changes as (select * from {{ ref('fylke_change') }}),

kommuner as (

    select
        'kommune' as region_level,
        old_code,
        new_code,
        effective_from,
        change_type as change_kind,
        change_type <> 'split' as is_exact
    from kommune_changes

),

-- Where a kommune went to another fylke. It decides whether a fylke went over whole: Jevnaker left
-- Oppland (05) for Viken when the rest of it became Innlandet.
fylke_moves as (

    select distinct
        left(old_code, 2) as old_code,
        left(new_code, 2) as new_code,
        effective_from
    from kommune_changes
    where left(old_code, 2) <> left(new_code, 2)

),

fylker as (

    select
        'fylke' as region_level,
        fylke_moves.old_code,
        fylke_moves.new_code,
        fylke_moves.effective_from,
        coalesce(fylke_changes.change_type, 'split') as change_kind,
        fylke_changes.change_type is not null
        and count(*) over (partition by fylke_moves.old_code, fylke_moves.effective_from) = 1 as is_exact
    from fylke_moves
    left join fylke_changes
        on
            fylke_moves.old_code = fylke_changes.old_code
            and fylke_moves.new_code = fylke_changes.new_code
            and fylke_moves.effective_from = fylke_changes.effective_from

)

select * from kommuner
union all
select * from fylker

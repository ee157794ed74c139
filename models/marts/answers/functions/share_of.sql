{{ config(parameters=['measures', 'statuses', 'regions']) }}

-- The part that a sum has in a printed total, by month, with bounds. It takes and refuses what
-- `sum_participants` does. Regions are a part of the whole country. In the country one status or several are a
-- part of all, and measures for all statuses a part of their group.
with sums as (

    select
        *,
        string_split(total_of, ' / ') as total_codes,
        len(list_distinct(measures)) = 1
        and len(list_distinct(statuses)) = 1
        and len(list_distinct(regions)) = 1 as is_one_cell
    from {{ unqualified(ref('sum_participants')) }}(measures, statuses, regions)

),

with_totals as (

    select
        sums.*,
        case
            when sums.is_one_cell and sums.total_codes[3] = 'NO' and sums.total_codes[2] = '_T'
                then case
                    when measures.measure_level = 'group' then '_T' else measures.measure_group_code
                end
            else sums.total_codes[1]
        end as measure_code,
        case
            when sums.is_one_cell and sums.total_codes[3] = 'NO' then '_T' else sums.total_codes[2]
        end as status_code,
        'NO' as region_code
    from sums
    inner join
        {{ unqualified(ref('dim_measure')) }} as measures
        on sums.total_codes[1] = measures.measure_code

)

select
    with_totals.month,
    with_totals.participants_low,
    with_totals.participants_high,
    with_totals.participants,
    with_totals.measure_code
    || ' / '
    || with_totals.status_code
    || ' / '
    || with_totals.region_code as total_of,
    totals.participants_low as total_low,
    totals.participants_high as total_high,
    -- The least that a part can be of the most that the total can be; no part is more than all.
    round(with_totals.participants_low / nullif(totals.participants_high, 0), 4) as share_low,
    case
        when with_totals.participants_high / nullif(totals.participants_low, 0) > 1 then 1
        else round(with_totals.participants_high / nullif(totals.participants_low, 0), 4)
    end as share_high,
    round(with_totals.participants / nullif(totals.participants, 0), 4) as share,
    with_totals.series_segment,
    with_totals.is_waived
from with_totals
left join {{ unqualified(ref('fct_participants')) }} as totals
    on
        with_totals.month = totals.month
        and with_totals.measure_code = totals.measure_code
        and with_totals.status_code = totals.status_code
        and with_totals.region_code = totals.region_code
        and totals.region_level = 'country'
order by with_totals.month

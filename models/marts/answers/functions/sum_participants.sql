{{ config(parameters=['measures', 'statuses', 'regions']) }}

-- Adds up observations by month, with bounds and the printed total that they are parts of. It takes lists of
-- codes; `codes_to_sum` refuses those that cannot be added up.
with codes as (

    select
        *,
        len(measure_codes) * len(status_codes) * len(region_codes) as asked_cell_count
    from {{ unqualified(ref('codes_to_sum')) }}(measures, statuses, regions)

),

sums as (

    select
        facts.month,
        count(*) as cell_count,
        count(*) filter (where facts.is_suppressed) as suppressed_cell_count,
        max(facts.series_segment) as series_segment,
        bool_or(facts.is_waived) as is_waived,
        list(distinct facts.region_code) as found_regions,
        {{ sum_participants() }}
    from {{ unqualified(ref('fct_participants')) }} as facts
    inner join codes on facts.region_level = codes.region_level
    where
        list_contains(codes.measure_codes, facts.measure_code)
        and list_contains(codes.status_codes, facts.status_code)
        and list_contains(codes.region_codes, facts.region_code)
    group by facts.month

)

select
    sums.month,
    cast(sums.participants_low as bigint) as participants_low,
    -- What is not printed can be any number.
    case when sums.cell_count = codes.asked_cell_count then cast(sums.participants_high as bigint) end
        as participants_high,
    case when sums.cell_count = codes.asked_cell_count then cast(sums.participants as bigint) end
        as participants,
    sums.cell_count,
    codes.asked_cell_count,
    sums.suppressed_cell_count,
    codes.total_measure_code || ' / ' || codes.total_status_code || ' / '
    || split_part(codes.total_region_key, ':', 2) as total_of,
    printed_totals.printed_value as printed_total,
    sums.series_segment,
    sums.is_waived,
    -- Regions of which nothing is printed in the month; null where there is none.
    (
        select string_agg(asked.code, ', ' order by asked.code)
        from (select unnest(codes.region_codes) as code) as asked
        where not list_contains(sums.found_regions, asked.code)
    ) as regions_not_printed
from sums
cross join codes
left join {{ unqualified(ref('fct_participants')) }} as printed_totals
    on
        sums.month = printed_totals.month
        and codes.total_measure_code = printed_totals.measure_code
        and codes.total_status_code = printed_totals.status_code
        and codes.total_region_key = printed_totals.region_key
order by sums.month

{{ config(parameters=['measure', 'status', 'region_or_group']) }}

-- One series, every month from the first to the newest: a row with the reason where there is no number. The
-- measure is given by code or label, the region by key, code or label, a demographic group as `gender:F`.
with given_measures as (

    select measure_code
    from {{ unqualified(ref('dim_measure')) }}
    where measure_code = measure or lower(measure_label) = lower(measure)

),

given_statuses as (

    select status_code
    from {{ unqualified(ref('dim_status')) }}
    where status_code = status or lower(status_name) = lower(status)

),

given_regions as (

    select
        region_key,
        valid_to
    from {{ unqualified(ref('dim_region')) }}
    where
        region_key = region_or_group
        or region_code = region_or_group
        or lower(region_label) = lower(region_or_group)

),

given_groups as (

    select
        demographic_dimension,
        demographic_code
    from {{ unqualified(ref('dim_demographic')) }}
    where demographic_dimension || ':' || demographic_code = region_or_group

),

arguments as (

    select region_or_group as member

),

found as (

    select series.*
    from {{ unqualified(ref('rpt_series')) }} as series
    cross join arguments
    where
        series.measure_code in (select given_measures.measure_code from given_measures)
        and series.status_code in (select given_statuses.status_code from given_statuses)
        and (
            series.demographic_dimension = '_T'
            and series.region_key in (select given_regions.region_key from given_regions)
            or series.region_key = 'country:NO'
            and series.demographic_dimension || ':' || series.demographic_code = arguments.member
        )

),

printed as (

    select
        string_agg(distinct facts.breakdown, ', ' order by facts.breakdown) as breakdowns,
        strftime(min(facts.month), '%Y-%m') as first_month,
        strftime(max(facts.month), '%Y-%m') as last_month
    from {{ unqualified(ref('obt_participants')) }} as facts
    where facts.measure_code in (select given_measures.measure_code from given_measures)
    having count(*) > 0

),

problems as (

    select
        case
            when not exists (select 1 from given_measures)
                then 'no measure has the code or label ' || measure || ': see marts.dim_measure'
            when not exists (select 1 from given_statuses)
                then 'no status has the code or name ' || status || ': see marts.dim_status'
            when (select count(*) from given_regions) > 1
                then
                    region_or_group || ' is several regions: give '
                    || (
                        select string_agg(given_regions.region_key, ' or ' order by given_regions.region_key)
                        from given_regions
                    )
            when not exists (select 1 from given_regions) and not exists (select 1 from given_groups)
                then
                    'no region has the key, code or label ' || region_or_group
                    || ', nor a group: see marts.dim_region and marts.dim_demographic (gender:F)'
            when not exists (select 1 from found)
                then
                    measure || ' is not printed for ' || region_or_group || ' in any month'
                    || coalesce(
                        (
                            select
                                ', which ends in '
                                || cast(extract(year from min(given_regions.valid_to)) as varchar)
                            from given_regions
                        ),
                        ''
                    )
                    || coalesce(
                        (
                            select
                                '; it is printed by ' || printed.breakdowns || ' from ' || printed.first_month
                                || ' to ' || printed.last_month
                            from printed
                        ),
                        ''
                    )
        end as problem

)

select found.*
from problems
left join found on problems.problem is null
where case when problems.problem is null then true else error('series: ' || problems.problem) end
order by found.month

{{ config(parameters=['measure', 'status', 'region_or_group']) }}

-- One series, every month from the first to the newest: a row with the reason where there is no number. The
-- measure is given by code or label, the region by key, code or label, a demographic group as `gender:F`.
with given_measures as (

    select measure_code
    from {{ unqualified(ref('dim_measure')) }}
    where lower(measure_code) = lower(measure) or lower(measure_label) = lower(measure)

),

given_statuses as (

    select status_code
    from {{ unqualified(ref('dim_status')) }}
    where lower(status_code) = lower(status) or lower(status_name) = lower(status)

),

exact_regions as (

    select
        region_key,
        region_label,
        valid_to
    from {{ unqualified(ref('dim_region')) }}
    where
        region_key = region_or_group
        or region_code = region_or_group
        or lower(region_label) = lower(region_or_group)

),

-- The name that people write is taken where it is the label of none.
given_regions as (

    select * from exact_regions
    union all
    select
        region_key,
        region_label,
        valid_to
    from {{ unqualified(ref('dim_region')) }}
    where lower(region_name_short) = lower(region_or_group) and not exists (select 1 from exact_regions)

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

-- By what the measure is printed, and from when to when.
printed_by as (

    select
        facts.breakdown,
        strftime(min(facts.month), '%Y-%m') || ' to ' || strftime(max(facts.month), '%Y-%m') as months
    from {{ unqualified(ref('obt_participants')) }} as facts
    where
        facts.measure_code in (select given_measures.measure_code from given_measures)
        and facts.status_code in (select given_statuses.status_code from given_statuses)
    group by facts.breakdown

),

problems as (

    select
        case
            when measure is null or status is null or region_or_group is null
                then 'give a measure, a status, and a region or group'
            when not exists (select 1 from given_measures)
                then 'no measure has the code or label ' || measure || ': see marts.dim_measure'
            when not exists (select 1 from given_statuses)
                then 'no status has the code or name ' || status || ': see marts.dim_status'
            when (select count(*) from given_regions) > 1
                then
                    region_or_group || ' is several regions: give '
                    || (
                        select
                            string_agg(
                                given_regions.region_key || ' (' || given_regions.region_label || ')',
                                ' or '
                                order by given_regions.region_key
                            )
                        from given_regions
                    )
            when not exists (select 1 from given_regions) and not exists (select 1 from given_groups)
                then
                    'no region has the key, code or label ' || region_or_group
                    || ', nor a group: see marts.dim_region and marts.dim_demographic (gender:F)'
            when not exists (select 1 from found)
                then
                    measure || ' (' || status || ') is not printed for ' || region_or_group
                    || ' in any month'
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
                                '; it is printed by '
                                || string_agg(
                                    printed_by.breakdown || ' from ' || printed_by.months,
                                    ', '
                                    order by printed_by.breakdown
                                )
                            from printed_by
                        ),
                        ''
                    )
        end as problem

)

-- What is wrong is said whichever columns are asked for or filtered by: each of them is the error.
select * from found
union all
select
    {{ error_columns("'series: ' || problems.problem", [
        ('measure_code', 'varchar'),
        ('status_code', 'varchar'),
        ('region_key', 'varchar'),
        ('region_level', 'varchar'),
        ('region_code', 'varchar'),
        ('demographic_dimension', 'varchar'),
        ('demographic_code', 'varchar'),
        ('month', 'date'),
        ('measure_label', 'varchar'),
        ('region_label', 'varchar'),
        ('demographic_name', 'varchar'),
        ('participants', 'integer'),
        ('participants_low', 'integer'),
        ('participants_high', 'integer'),
        ('is_suppressed', 'boolean'),
        ('no_number_reason', 'varchar'),
        ('is_series_break', 'boolean'),
        ('change_from_month_before', 'integer'),
        ('change_from_month_before_low', 'integer'),
        ('change_from_month_before_high', 'integer'),
        ('no_change_from_month_before_reason', 'varchar'),
        ('change_from_year_before', 'integer'),
        ('change_from_year_before_low', 'integer'),
        ('change_from_year_before_high', 'integer'),
        ('no_change_from_year_before_reason', 'varchar'),
        ('report_id', 'varchar'),
        ('file_name', 'varchar'),
        ('line_number', 'integer'),
    ]) }}
from problems
where problems.problem is not null and error('series: ' || problems.problem)
order by month

with names as (

    select
        kommune_code,
        kommune_name,
        valid_from,
        valid_to,
        row_number() over (partition by kommune_code order by valid_from asc nulls last) = 1 as is_first
    from {{ ref('kommune') }}

),

changes as (

    select * from {{ ref('kommune_change') }}

),

-- A change makes its new code, unless the code was there before and only took others in.
made_codes as (

    select
        new_code as kommune_code,
        effective_from as made_on
    from changes
    group by new_code, effective_from
    having not bool_or(old_code = new_code)

),

-- Codes that ended before 2020 are known from the changes that ended them.
ended_codes as (

    select
        old_code as kommune_code,
        min(old_name) as kommune_name,
        cast(min(effective_from) - interval 1 day as date) as valid_to
    from changes
    where old_code not in (select names.kommune_code from names)
    group by old_code

),

-- The seeds begin with 2020; a code that no change made was there from the first year of the reports on.
all_names as (

    select
        names.kommune_code,
        names.kommune_name,
        case
            when names.is_first then coalesce(made_codes.made_on, cast('2018-01-01' as date))
            else names.valid_from
        end as valid_from,
        names.valid_to
    from names
    left join made_codes on names.kommune_code = made_codes.kommune_code
    union all
    select
        ended_codes.kommune_code,
        ended_codes.kommune_name,
        coalesce(made_codes.made_on, cast('2018-01-01' as date)) as valid_from,
        ended_codes.valid_to
    from ended_codes
    left join made_codes on ended_codes.kommune_code = made_codes.kommune_code

)

select
    kommune_code,
    valid_from,
    valid_to,
    kommune_name,
    left(kommune_code, 2) as fylke_code,
    valid_to is null as is_current
from all_names

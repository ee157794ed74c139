-- Every observation of an accepted report is in the vintages, and its newest vintage in one of the facts.
with expected as (

    select sum(observation_count) as row_count
    from {{ ref('dim_report') }}
    where state = 'accepted'

),

vintages as (

    select
        count(*) as row_count,
        count(*) filter (where is_newest) as newest_count
    from {{ ref('fct_participants_vintage') }}

),

facts as (

    select
        (select count(*) from {{ ref('fct_participants') }})
        + (select count(*) from {{ ref('fct_participants_demographic') }}) as row_count

)

select *
from expected, vintages, facts
where expected.row_count <> vintages.row_count or vintages.newest_count <> facts.row_count

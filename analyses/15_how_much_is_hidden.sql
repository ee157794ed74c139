-- How much of what each report prints by kommune is hidden?
select
    measure_group_name,
    month,
    count(*) filter (where is_suppressed) as hidden,
    count(*) as printed,
    round(100.0 * count(*) filter (where is_suppressed) / count(*), 1) as per_cent
from marts.obt_participants
where grain = 'kommune / measure / all statuses'
group by measure_group_name, month
order by measure_group_name, month

-- answer:
-- | measure_group_name | month | hidden | printed | per_cent |
-- |---|---|---|---|---|
-- | Arbeidspraksis | 2026-01-01 | 242 | 702 | 34.5 |
-- | Arbeidspraksis | 2026-02-01 | 234 | 702 | 33.3 |
-- | Oppfølging | 2026-01-01 | 2012 | 2672 | 75.3 |
